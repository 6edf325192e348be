package dev.runbook.remote.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A file as ssh_config(5) describes it, read for one host: `Host`, `Match` by host, user and
/// `all`, `Include`.
final class SshConfigFile {
  private static final int DEEPEST_INCLUDE = 16;

  private final SshOptions options;
  private final String original;
  private final Path home;
  private final String localUser;

  /// @param options receives what applies; the first value of a name wins, as everywhere in OpenSSH
  /// @param original the host's name as it was given
  SshConfigFile(SshOptions options, String original, Path home, String localUser) {
    this.options = options;
    this.original = original;
    this.home = home;
    this.localUser = localUser;
  }

  /// Reads a file, if there is one.
  void read(Path file) {
    read(file, true, 0);
  }

  private void read(Path file, boolean applies, int depth) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return;
    }
    var active = applies;
    for (var line : lines) {
      var words = words(line);
      if (words.isEmpty()) {
        continue;
      }
      var values = words.subList(1, words.size());
      switch (words.getFirst().toLowerCase(Locale.ROOT)) {
        case "host" -> active = applies && HostPatterns.matches(values, original);
        case "match" -> active = applies && matches(values);
        case "include" -> include(file, values, active, depth);
        case "proxycommand" -> {
          if (active) {
            options.offer("proxycommand", List.of(rest(line)));
          }
        }
        case String name -> {
          if (active && !values.isEmpty()) {
            options.offer(name, values);
          }
        }
      }
    }
  }

  private void include(Path from, List<String> patterns, boolean active, int depth) {
    if (!active || depth >= DEEPEST_INCLUDE) {
      return;
    }
    for (var pattern : patterns) {
      for (var file : expand(from, pattern)) {
        read(file, true, depth + 1);
      }
    }
  }

  private List<Path> expand(Path from, String pattern) {
    var base = from.startsWith("/etc") ? Path.of("/etc/ssh") : home.resolve(".ssh");
    var path = base.resolve(pattern.startsWith("~/") ? home + pattern.substring(1) : pattern);
    var folder = path.getParent();
    if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0 || folder == null) {
      return List.of(path);
    }
    var name = List.of(path.getFileName().toString());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> HostPatterns.matches(name, file.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// All criteria must hold; one that is not known here (`exec`, `canonical`) never does.
  private boolean matches(List<String> words) {
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i).toLowerCase(Locale.ROOT);
      var negated = word.startsWith("!");
      var criterion = negated ? word.substring(1) : word;
      if (criterion.equals("all")) {
        continue;
      }
      if (i + 1 >= words.size()) {
        return false;
      }
      var patterns = List.of(words.get(++i).split(","));
      var subject =
          switch (criterion) {
            case "host" -> options.first("hostname", original);
            case "originalhost" -> original;
            case "user" -> options.first("user", localUser);
            case "localuser" -> localUser;
            default -> null;
          };
      if (subject == null || HostPatterns.matches(patterns, subject) == negated) {
        return false;
      }
    }
    return true;
  }

  /// What stands behind the name, quotes and all: a line for a shell.
  static String rest(String line) {
    return line.strip().replaceFirst("^[^\\s=]+\\s*=?\\s*", "");
  }

  /// `Name value ...`, `Name=value`, values in double quotes when they hold spaces.
  static List<String> words(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quoted = false;
    var started = false;
    for (var c : line.strip().toCharArray()) {
      var separator = c == ' ' || c == '\t' || c == '=' && words.isEmpty();
      if (c == '"') {
        quoted = !quoted;
        started = true;
      } else if (!quoted && (separator || c == '=' && words.size() == 1 && !started)) {
        if (started) {
          words.add(word.toString());
          word.setLength(0);
          started = false;
        }
      } else if (c == '#' && !quoted && !started) {
        break;
      } else {
        word.append(c);
        started = true;
      }
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
