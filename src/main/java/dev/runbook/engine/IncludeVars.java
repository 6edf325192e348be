package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.template.Templar;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Text;
import dev.runbook.vars.Context;
import dev.runbook.vars.Scope;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code include_vars}: variables of a file or of the files below a folder. */
final class IncludeVars {
  private static final Set<String> OF_DIR =
      Set.of(
          "dir",
          "depth",
          "files_matching",
          "ignore_files",
          "extensions",
          "ignore_unknown_extensions");
  private static final Set<String> OF_FILE = Set.of("file", "_raw_params");
  private static final Set<String> OF_BOTH = Set.of("name", "hash_behaviour");

  private final PlayRun play;
  private final Context where;
  private final Map<String, @Nullable Object> args;
  private final Templar templar;
  private final List<Path> files = new ArrayList<>();
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private boolean secret;

  IncludeVars(PlayRun play, Context where, Map<String, @Nullable Object> args, Templar templar) {
    this.play = play;
    this.where = where;
    this.args = args;
    this.templar = templar;
  }

  /** What keeps the variables from being read, in Ansible's words: they are under message. */
  private static final class Unread extends Exception {
    private static final long serialVersionUID = 1;

    Unread(String message) {
      super(message);
    }
  }

  Outcome run() {
    var unknown =
        args.keySet().stream()
            .filter(a -> !OF_DIR.contains(a) && !OF_FILE.contains(a) && !OF_BOTH.contains(a))
            .findFirst();
    if (unknown.isPresent()) {
      return Outcome.failed(unknown.get() + " is not a valid option in include_vars");
    }
    if (args.keySet().stream().anyMatch(OF_DIR::contains)
        && args.keySet().stream().anyMatch(OF_FILE::contains)) {
      return Outcome.failed(
          "You are mixing file only and dir only arguments, these are incompatible");
    }
    String problem = null;
    try {
      if (args.get("dir") != null) {
        below(folder(templar.text(args.get("dir"))));
      } else {
        var file = args.get("file") != null ? args.get("file") : args.get("_raw_params");
        if (file == null) {
          throw new Unread(
              "Could not find file on the Ansible Controller.\nIf you are using a module and"
                  + " expect the file to exist on the remote, see the remote_src option");
        }
        read(find(templar.text(file).stripTrailing()));
      }
    } catch (Unread e) {
      problem = e.getMessage();
    } catch (ParseError e) {
      problem = e.at() + ": " + e.text();
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    return outcome(problem);
  }

  private Outcome outcome(@Nullable String problem) {
    var facts = new LinkedHashMap<String, @Nullable Object>();
    var named = args.get("name");
    if (named == null) {
      facts.putAll(values);
    } else {
      facts.put(templar.text(named), values);
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("ansible_included_var_files", files.stream().map(Path::toString).toList());
    if (problem != null) {
      result.put("ansible_facts", Map.of());
      result.put("failed", true);
      result.put("message", problem);
      return Outcome.of(Event.Status.FAILED, result);
    }
    if ("merge".equals(args.get("hash_behaviour"))
        && play.run.options.hashes() == Scope.Hashes.REPLACE) {
      facts.replaceAll((name, value) -> Scope.merge(templar.variable(name), value));
    }
    result.put("ansible_facts", facts);
    if (secret) {
      result.put("_ansible_no_log", true);
    }
    result.put("_ansible_include_vars", true);
    return Outcome.of(Event.Status.OK, result);
  }

  private Path find(String name) throws Unread {
    var looked = new LinkedHashSet<Path>();
    for (var folder : play.searchPath(where)) {
      if (!name.startsWith("vars/")) {
        looked.add(folder.resolve("vars").resolve(name).normalize());
      }
      looked.add(folder.resolve(name).normalize());
    }
    for (var candidate : looked) {
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    throw new Unread(
        "Could not find or access '"
            + name
            + "'\nSearched in:\n\t"
            + String.join("\n\t", looked.stream().map(Path::toString).toList())
            + " on the Ansible Controller.\nIf you are using a module and expect the file to exist"
            + " on the remote, see the remote_src option");
  }

  /** A role's folder is below its {@code vars}, any other one beside the file of the task. */
  private Path folder(String name) {
    var role = where.currentRole();
    if (role == null) {
      return play.fileFolder(where).resolve(name);
    }
    return name.equals("vars") || name.startsWith("vars/")
        ? role.path().resolve(name)
        : role.path().resolve("vars").resolve(name);
  }

  private void below(Path folder) throws Unread, IOException {
    if (!Files.exists(folder)) {
      throw new Unread(folder + " directory does not exist");
    }
    if (!Files.isDirectory(folder)) {
      throw new Unread(folder + " is not a directory");
    }
    var depth = args.get("depth");
    var levels = depth == null ? 0 : Integer.parseInt(templar.text(depth).strip());
    List<Path> found;
    try (var walk =
        Files.walk(
            folder, levels == 0 ? Integer.MAX_VALUE : levels, FileVisitOption.FOLLOW_LINKS)) {
      found =
          walk.filter(Files::isRegularFile)
              .sorted(
                  Comparator.comparing((Path p) -> String.valueOf(p.getParent()))
                      .thenComparing(p -> String.valueOf(p.getFileName())))
              .toList();
    }
    for (var file : found) {
      if (isMeant(file)) {
        read(file);
      }
    }
  }

  private boolean isMeant(Path file) throws Unread {
    var name = String.valueOf(file.getFileName());
    var matching = args.get("files_matching");
    if (matching != null && !matches(templar.text(matching), name)) {
      return false;
    }
    for (var pattern : words("ignore_files")) {
      if (matches(pattern + "$", name)) {
        return false;
      }
    }
    var valid =
        args.get("extensions") == null ? List.of("yaml", "yml", "json") : words("extensions");
    var dot = name.lastIndexOf('.');
    if (valid.contains(dot > 0 ? name.substring(dot + 1) : "")) {
      return true;
    }
    if (Truth.of(args.get("ignore_unknown_extensions"))) {
      return false;
    }
    throw new Unread(file + " does not have a valid extension: " + String.join(", ", valid));
  }

  private static boolean matches(String pattern, String name) {
    return Regex.of(pattern, false, false).isFound(name);
  }

  private List<String> words(String argument) {
    return switch (args.get(argument)) {
      case null -> List.of();
      case List<?> list -> list.stream().map(Text::str).toList();
      case Object text -> List.of(Text.str(text).strip().split("\\s+"));
    };
  }

  private void read(Path file) throws Unread, IOException {
    try (var in = Files.newInputStream(file)) {
      secret |= Run.isVault(in.readNBytes(32));
    }
    try {
      values.putAll(play.run.loader.variables(file));
    } catch (ParseError e) {
      if (e.text().contains("must hold a mapping")) {
        throw new Unread(file + " must be stored as a dictionary/hash");
      }
      throw e;
    }
    files.add(file);
  }
}
