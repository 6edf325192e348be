package dev.runbook.inventory;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.remote.Reply;
import dev.runbook.remote.local.Processes;
import dev.runbook.template.Template;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs an inventory script: `--list` gives the groups as JSON, and `--host NAME` a host's
/// variables where `_meta` does not hold them all.
final class ScriptFile {
  private final Graph graph;
  private final Path file;
  private final Consumer<String> warn;
  private final SequencedSet<String> hosts = new LinkedHashSet<>();

  ScriptFile(Graph graph, Path file, Consumer<String> warn) {
    this.graph = graph;
    this.warn = warn;
    this.file = file;
  }

  /// Whether a file is something to run: executable or with `#!`. An executable text without `#!`
  /// is no program; handing it to a shell would run a host list as commands.
  static boolean is(Path file) {
    var start = new byte[2048];
    int length;
    try (InputStream in = Files.newInputStream(file)) {
      length = in.readNBytes(start, 0, start.length);
    } catch (IOException _) {
      return false;
    }
    if (length >= 2 && start[0] == '#' && start[1] == '!') {
      return true;
    }
    for (var i = 0; i < length; i++) {
      if (start[i] == 0) {
        return Files.isExecutable(file);
      }
    }
    return false;
  }

  void parse() {
    var reply = run("--list");
    if (!reply.ok()) {
      throw error(
          "Inventory script (" + file + ") had an execution error: " + reply.stderr(), "--list");
    }
    if (!reply.stderr().isBlank()) {
      // Ansible shows what a script has to say even when it succeeds (always_show_stderr).
      warn.accept(file + ": " + reply.stderr().strip());
    }
    var at = new Source(file + " --list", 0, 0);
    if (!(json(reply, "--list") instanceof Map<?, ?> groups)) {
      throw error(
          "failed to parse executable inventory script results from "
              + file
              + ": needs to be a json dict",
          "--list");
    }
    Map<?, ?> known = null;
    for (var entry : groups.entrySet()) {
      var name = String.valueOf(entry.getKey());
      if (!name.equals("_meta")) {
        group(name, entry.getValue(), at);
      } else if (entry.getValue() instanceof Map<?, ?> meta && meta.containsKey("hostvars")) {
        if (!(meta.get("hostvars") instanceof Map<?, ?> variables)) {
          throw error("Improperly formatted host information in _meta.hostvars", "--list");
        }
        known = variables;
      }
    }
    for (var host : hosts) {
      if (known == null) {
        variables(host, details(host), new Source(file + " --host " + host, 0, 0));
      } else {
        variables(host, known.get(host), at);
      }
    }
  }

  private void group(String name, @Nullable Object data, Source at) {
    var group = graph.group(name);
    if (!(data instanceof Map<?, ?> map)) {
      members(group, data, data);
      return;
    }
    if (!map.containsKey("hosts") && !map.containsKey("vars") && !map.containsKey("children")) {
      // The oldest form: a host by itself, with its variables.
      members(group, List.of(group), data);
      variables(group, map, at);
      return;
    }
    if (map.containsKey("hosts")) {
      members(group, map.get("hosts"), data);
    }
    if (map.containsKey("vars")) {
      if (!(map.get("vars") instanceof Map<?, ?> variables)) {
        throw error(
            "You defined a group '" + group + "' with bad data for variables: " + data, "--list");
      }
      variables(group, variables, at);
    }
    if (map.get("children") instanceof List<?> children) {
      for (var child : children) {
        graph.child(group, graph.group(String.valueOf(child)));
      }
    }
  }

  private void members(String group, @Nullable Object names, @Nullable Object data) {
    if (!(names instanceof List<?> list)) {
      throw error(
          "You defined a group '" + group + "' with bad data for the host list: " + data, "--list");
    }
    for (var name : list) {
      if (!(name instanceof String host)) {
        throw error(
            "Invalid host name supplied, expected a string but got " + name + " in " + group,
            "--list");
      }
      hosts.add(host);
      graph.host(host, group);
    }
  }

  private void variables(String entity, @Nullable Object variables, Source at) {
    if (variables == null) {
      return;
    }
    if (!(variables instanceof Map<?, ?> map)) {
      throw new ParseError(
          at,
          "Invalid data from script for '"
              + entity
              + "', expected dictionary and got: "
              + variables);
    }
    for (var entry : map.entrySet()) {
      graph.variable(entity, String.valueOf(entry.getKey()), raw(entry.getValue(), at), at);
    }
  }

  private @Nullable Object details(String host) {
    var reply = run("--host", host);
    return reply.stdout().isBlank() ? null : json(reply, "--host " + host);
  }

  /// Texts of a script are the author's, as those of a file are: they may be templates.
  static @Nullable Object raw(@Nullable Object value, Source at) {
    return switch (value) {
      case String text -> Template.of(text, at);
      case List<?> list -> {
        var items = new ArrayList<@Nullable Object>(list.size());
        for (var item : list) {
          items.add(raw(item, at));
        }
        yield Collections.unmodifiableList(items);
      }
      case Map<?, ?> map -> {
        var entries = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (var entry : map.entrySet()) {
          entries.put(entry.getKey(), raw(entry.getValue(), at));
        }
        yield Collections.unmodifiableMap(entries);
      }
      case null -> null;
      default -> value;
    };
  }

  private @Nullable Object json(Reply reply, String arguments) {
    try {
      return Json.parse(reply.stdout());
    } catch (JsonError e) {
      throw new ParseError(
          new Source(file + " " + arguments, e.line(), e.column()),
          "failed to parse executable inventory script results from "
              + file
              + ": "
              + e.getMessage()
              + "\n"
              + reply.stderr());
    }
  }

  private Reply run(String... arguments) {
    var words = new ArrayList<String>();
    words.add(file.toString());
    words.addAll(List.of(arguments));
    try {
      return Processes.run(words, new byte[0], Map.of(), null);
    } catch (IOException e) {
      throw new ParseError(
          new Source(file.toString(), 0, 0),
          "problem running " + String.join(" ", words) + " (" + e.getMessage() + ")",
          Files.isExecutable(file)
              ? "Is the program that its first line names installed?"
              : "Make it executable: chmod +x " + file);
    }
  }

  private ParseError error(String message, String arguments) {
    return new ParseError(new Source(file + " " + arguments, 0, 0), message.stripTrailing());
  }
}
