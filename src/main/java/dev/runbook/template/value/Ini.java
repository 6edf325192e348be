package dev.runbook.template.value;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// INI as Python's `configparser` reads it.
public final class Ini {
  public static final List<String> DELIMITERS = List.of("=", ":");

  private static final String DEFAULT = "DEFAULT";

  private Ini() {}

  /// Sections with their values; those of `DEFAULT` are in every one.
  public static Map<String, Map<String, @Nullable String>> parse(
      String text, boolean caseSensitive, boolean interpolates, boolean lone) {
    var sections = read(text, caseSensitive, lone, DELIMITERS);
    var defaults = sections.remove(DEFAULT);
    for (var values : sections.values()) {
      if (defaults != null) {
        defaults.forEach(values::putIfAbsent);
      }
      if (interpolates) {
        var raw = new HashMap<>(values);
        values.replaceAll((_, value) -> value == null ? null : interpolated(value, raw, 0));
      }
    }
    return sections;
  }

  /// Sections with their values as they are written, those of `DEFAULT` first in every one and,
  /// where there are any, last by themselves.
  public static Map<String, Map<String, @Nullable String>> sections(
      String text, List<String> delimiters) {
    var sections = read(text, true, false, delimiters);
    var defaults = sections.remove(DEFAULT);
    if (defaults != null && !defaults.isEmpty()) {
      sections.replaceAll((_, values) -> {
        var all = new LinkedHashMap<>(defaults);
        all.putAll(values);
        return all;
      });
      sections.put(DEFAULT, defaults);
    }
    return sections;
  }

  private static Map<String, Map<String, @Nullable String>> read(
      String text, boolean caseSensitive, boolean lone, List<String> delimiters) {
    var sections = new LinkedHashMap<String, Map<String, @Nullable String>>();
    @Nullable Map<String, @Nullable String> current = null;
    @Nullable String key = null;
    for (var line : text.split("\r?\n", -1)) {
      var stripped = line.strip();
      if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
        continue;
      }
      if (Character.isWhitespace(line.charAt(0)) && current != null && key != null) {
        current.merge(key, stripped, (old, more) -> old + "\n" + more);
        continue;
      }
      if (stripped.startsWith("[") && stripped.endsWith("]")) {
        var name = stripped.substring(1, stripped.length() - 1);
        if (sections.containsKey(name) && !name.equals(DEFAULT)) {
          throw Raised.lookup("section '" + name + "' already exists");
        }
        current = sections.computeIfAbsent(name, _ -> new LinkedHashMap<>());
        key = null;
        continue;
      }
      if (current == null) {
        throw Raised.lookup("File contains no section headers.");
      }
      var cut = cut(stripped, delimiters);
      if (cut < 0 && !lone) {
        throw Raised.lookup("Source contains parsing errors: a key without a value: " + stripped);
      }
      key = (cut < 0 ? stripped : stripped.substring(0, cut)).strip();
      key = caseSensitive ? key : key.toLowerCase(Locale.ROOT);
      if (current.containsKey(key)) {
        throw Raised.lookup("option '" + key + "' already exists");
      }
      current.put(key, cut < 0 ? null : stripped.substring(cut + 1).strip());
    }
    return sections;
  }

  private static int cut(String line, List<String> delimiters) {
    return delimiters.stream().mapToInt(line::indexOf).filter(at -> at >= 0).min().orElse(-1);
  }

  private static String interpolated(String value, Map<String, @Nullable String> all, int depth) {
    if (value.indexOf('%') < 0 || depth > 10) {
      return value;
    }
    var out = new StringBuilder();
    for (var i = 0; i < value.length(); i++) {
      if (value.startsWith("%%", i)) {
        out.append('%');
        i++;
      } else if (value.startsWith("%(", i) && value.indexOf(")s", i) > 0) {
        var end = value.indexOf(")s", i);
        var other = all.get(value.substring(i + 2, end).toLowerCase(Locale.ROOT));
        out.append(
            other == null ? value.substring(i, end + 2) : interpolated(other, all, depth + 1));
        i = end + 1;
      } else {
        out.append(value.charAt(i));
      }
    }
    return out.toString();
  }
}
