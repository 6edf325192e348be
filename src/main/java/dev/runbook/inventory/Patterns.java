package dev.runbook.inventory;

import dev.runbook.regex.Glob;
import dev.runbook.regex.PythonPattern;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Ansible's language for choosing hosts: `web:db`, `!old`, `&prod`, globs, `~regex`, `web[0:2]`.
final class Patterns {
  private static final Source HERE = new Source("<host pattern>", 0, 0);
  private static final Pattern PART = Pattern.compile("(?:[^\\s:\\[\\]]|\\[[^]]*])+");
  private static final Pattern SUBSCRIPT =
      Pattern.compile("(.+)\\[(?:(-?[0-9]{1,9})|([0-9]{1,9})([:-])([0-9]{0,9}))]", Pattern.DOTALL);

  private final Graph graph;
  private final InventorySettings settings;

  Patterns(Graph graph, InventorySettings settings) {
    this.graph = graph;
    this.settings = settings;
  }

  /// The single patterns of a written one.
  static List<String> split(String pattern) {
    var parts = new ArrayList<String>();
    if (pattern.indexOf(',') >= 0) {
      for (var part : pattern.split(",", -1)) {
        parts.add(part.strip());
      }
    } else if (HostAddress.parse(pattern) != null) {
      parts.add(pattern.strip());
    } else {
      var match = PART.matcher(pattern);
      while (match.find()) {
        parts.add(match.group());
      }
    }
    parts.removeIf(String::isEmpty);
    return parts;
  }

  /// Replaces `@file` by the patterns that the file has, one in a line.
  static List<String> limit(String limit, Path workingDirectory) {
    var patterns = new ArrayList<String>();
    for (var part : split(limit)) {
      if (!part.startsWith("@")) {
        patterns.add(part);
        continue;
      }
      var file = workingDirectory.resolve(part.substring(1));
      if (!Files.exists(file)) {
        throw new ParseError(HERE, "Unable to find limit file " + part.substring(1));
      }
      if (!Files.isRegularFile(file)) {
        throw new ParseError(
            HERE,
            "Limit starting with \"@\" must be a file, not a directory: " + part.substring(1));
      }
      try {
        for (var line : Files.readAllLines(file)) {
          patterns.add(line.strip());
        }
      } catch (IOException e) {
        throw new ParseError(HERE, "Limit file " + file + " cannot be read: " + e.getMessage());
      }
    }
    return patterns;
  }

  /// The hosts that single patterns choose together: plain ones first, then `&`, then `!`.
  SequencedSet<Host> evaluate(List<String> patterns) {
    var plain = new ArrayList<String>();
    var wanted = new ArrayList<String>();
    var unwanted = new ArrayList<String>();
    for (var pattern : patterns) {
      if (!pattern.isEmpty()) {
        switch (pattern.charAt(0)) {
          case '!' -> unwanted.add(pattern);
          case '&' -> wanted.add(pattern);
          default -> plain.add(pattern);
        }
      }
    }
    if (plain.isEmpty()) {
      plain.add(Graph.ALL);
    }
    var hosts = new LinkedHashSet<Host>();
    for (var pattern : plain) {
      var host = graph.hosts.get(pattern);
      if (host != null) {
        hosts.add(host);
      } else {
        hosts.addAll(one(pattern));
      }
    }
    for (var pattern : wanted) {
      // A host that is called "&x" comes before the meaning of "&".
      var host = graph.hosts.get(pattern);
      if (host != null) {
        hosts.add(host);
      } else {
        hosts.retainAll(new LinkedHashSet<>(one(pattern.substring(1))));
      }
    }
    for (var pattern : unwanted) {
      var host = graph.hosts.get(pattern);
      if (host != null) {
        hosts.add(host);
      } else {
        one(pattern.substring(1)).forEach(hosts::remove);
      }
    }
    return hosts;
  }

  private List<Host> one(String pattern) {
    if (pattern.startsWith("~")) {
      return enumerate(pattern);
    }
    var match = SUBSCRIPT.matcher(pattern);
    if (!match.matches()) {
      return enumerate(pattern);
    }
    var hosts = enumerate(match.group(1));
    if (hosts.isEmpty()) {
      return hosts;
    }
    if (match.group(2) != null) {
      return single(hosts, Integer.parseInt(match.group(2)), pattern);
    }
    if (match.group(4).equals("-")) {
      settings
          .warn()
          .accept("Use [x:y] inclusive subscripts instead of [x-y] which has been removed");
    }
    var start = Integer.parseInt(match.group(3));
    var end = match.group(5).isEmpty() ? hosts.size() - 1 : Integer.parseInt(match.group(5));
    if (!match.group(5).isEmpty() && end == 0) {
      return single(hosts, start, pattern);
    }
    var to = Math.min(end + 1, hosts.size());
    return start >= to ? List.of() : hosts.subList(start, to);
  }

  private static List<Host> single(List<Host> hosts, int index, String pattern) {
    var at = index < 0 ? hosts.size() + index : index;
    if (at < 0 || at >= hosts.size()) {
      throw new ParseError(
          HERE,
          "No hosts matched the subscripted pattern '" + pattern + "'",
          "It has " + hosts.size() + " host(s); the first one is [0].");
    }
    return List.of(hosts.get(at));
  }

  /// Everything whose group's or own name matches. Hosts come as often as Ansible counts them when
  /// it applies a subscript.
  private List<Host> enumerate(String pattern) {
    var results = new ArrayList<Host>();
    var groups = named(graph.groups, pattern);
    for (var group : groups) {
      results.addAll(group.hosts());
    }
    if (groups.isEmpty()
        || pattern.startsWith("~")
        || pattern.chars().anyMatch(c -> ".?*[".indexOf(c) >= 0)) {
      results.addAll(named(graph.hosts, pattern));
    }
    if (results.isEmpty() && Graph.LOCALHOST.contains(pattern)) {
      var implicit = graph.find(pattern);
      if (implicit != null) {
        results.add(implicit);
      }
    }
    if (results.isEmpty() && groups.isEmpty() && !pattern.equals(Graph.ALL)) {
      var message = "Could not match supplied host pattern, ignoring: " + pattern;
      switch (settings.unknownPattern()) {
        case WARN -> settings.warn().accept(message);
        case FAIL -> throw new ParseError(HERE, message);
        case IGNORE -> {}
      }
    }
    return results;
  }

  private static Predicate<String> matcher(String pattern) {
    if (!pattern.startsWith("~")) {
      return Glob.of(pattern)::matches;
    }
    try {
      var regex = PythonPattern.ofText(pattern.substring(1));
      return name -> regex.matcher(name).lookingAt();
    } catch (IllegalArgumentException e) {
      throw new ParseError(
          HERE,
          "Invalid host list pattern: " + pattern,
          "As a regular expression: " + e.getMessage() + ".");
    }
  }

  private static <T> List<T> named(Map<String, T> things, String pattern) {
    if (!pattern.startsWith("~") && pattern.chars().noneMatch(c -> "?*[".indexOf(c) >= 0)) {
      var thing = things.get(pattern);
      return thing == null ? List.of() : List.of(thing);
    }
    var matches = matcher(pattern);
    var found = new ArrayList<T>();
    for (var entry : things.entrySet()) {
      if (matches.test(entry.getKey())) {
        found.add(entry.getValue());
      }
    }
    return found;
  }
}
