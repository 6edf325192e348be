package dev.runbook.modules.facts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a host said to the [Questions], taken apart: named sections, files and paths that exist.
final class Answers {
  private final Map<String, String> sections;
  private final TreeMap<String, List<String>> files = new TreeMap<>();
  private final Set<String> paths = new LinkedHashSet<>();
  private final Map<String, String> errors;

  Answers(byte[] out, byte[] err, String marker) {
    sections = split(out, marker);
    errors = split(err, marker);
    for (var line : lines("files")) {
      var colon = colon(line);
      if (colon > 0) {
        files
            .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
            .add(line.substring(colon + 1));
      }
    }
    paths.addAll(lines("paths"));
  }

  /// The colon behind the path; the name of a network device may have one of its own.
  private static int colon(String line) {
    var devices = "/sys/class/net/";
    return line.indexOf(':', line.startsWith(devices) ? line.indexOf('/', devices.length()) : 0);
  }

  private static Map<String, String> split(byte[] bytes, String marker) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    var sections = new LinkedHashMap<String, String>();
    var border = "\n" + marker + " ";
    var at = text.indexOf(border);
    while (at >= 0) {
      var nameEnd = text.indexOf('\n', at + 1);
      if (nameEnd < 0) {
        break;
      }
      var next = text.indexOf(border, nameEnd);
      var end = next < 0 ? text.length() : next;
      var content = end > nameEnd ? text.substring(nameEnd + 1, end) : "";
      sections.put(text.substring(at + border.length(), nameEnd), content);
      at = next;
    }
    return sections;
  }

  boolean has(String section) {
    return sections.containsKey(section);
  }

  /// The text of a section, empty when there is none.
  String text(String section) {
    return sections.getOrDefault(section, "");
  }

  List<String> lines(String section) {
    return text(section).lines().toList();
  }

  /// The names of the sections that begin with a word.
  List<String> named(String start) {
    return sections.keySet().stream().filter(n -> n.startsWith(start)).toList();
  }

  String error(String section) {
    return errors.getOrDefault(section, "");
  }

  boolean exists(String path) {
    return paths.contains(path);
  }

  List<String> pathsUnder(String folder) {
    return paths.stream()
        .filter(p -> p.startsWith(folder) && p.length() > folder.length())
        .toList();
  }

  /// A file's text without the space around it; null when it could not be read or is empty.
  @Nullable String file(String path) {
    var text = String.join("\n", fileLines(path)).strip();
    return text.isEmpty() ? null : text;
  }

  String file(String path, String otherwise) {
    var text = file(path);
    return text == null ? otherwise : text;
  }

  List<String> fileLines(String path) {
    return files.getOrDefault(path, List.of());
  }

  SortedMap<String, List<String>> filesUnder(String folder) {
    return files.subMap(folder, folder + Character.MAX_VALUE);
  }

  /// Links of a section that `ls -ld` wrote, path to target.
  Map<String, String> links(String section) {
    var links = new LinkedHashMap<String, String>();
    for (var line : lines(section)) {
      var arrow = line.indexOf(" -> ");
      var start = line.indexOf(" /");
      if (line.startsWith("l") && arrow > start && start > 0) {
        links.put(line.substring(start + 1, arrow), line.substring(arrow + 4));
      }
    }
    return links;
  }

  /// The last part of a path.
  static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
