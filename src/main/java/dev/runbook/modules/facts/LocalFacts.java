package dev.runbook.modules.facts;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `local`: the `*.fact` files of the host's own, each JSON, an INI file, or a program that writes
/// one of these.
final class LocalFacts {
  private LocalFacts() {}

  static void local(Answers answers, Consumer<String> warn, Map<String, @Nullable Object> facts) {
    var local = new LinkedHashMap<String, @Nullable Object>();
    for (var section : answers.named("fact ")) {
      var path = section.substring("fact ".length());
      var text = answers.text(section);
      var name = Answers.base(path).replace(".fact", "");
      var rc = answers.text("rc " + path).strip();
      if (rc.isEmpty() || rc.equals("0")) {
        local.put(name, value(path, text, warn));
      } else {
        var said =
            "Failure executing fact script ("
                + path
                + "), rc: "
                + rc
                + ", err: "
                + answers.error(section);
        warn.accept(said);
        local.put(name, said);
      }
    }
    facts.put("local", local);
  }

  private static @Nullable Object value(String path, String text, Consumer<String> warn) {
    try {
      return Json.parse(text);
    } catch (JsonError e) {
      var sections = ini(text);
      if (sections == null) {
        var said = "error loading facts as JSON or ini - please check content: " + path;
        warn.accept(said);
        return said;
      }
      return sections;
    }
  }

  /// By the rules of Python's `configparser`: keys in lower case, `=` or `:` between key and value,
  /// indented lines go on with the value before; null when the text is no such file.
  private static @Nullable Map<String, @Nullable Object> ini(String text) {
    var sections = new LinkedHashMap<String, @Nullable Object>();
    var defaults = new LinkedHashMap<String, @Nullable Object>();
    Map<String, @Nullable Object> open = null;
    String last = null;
    for (var line : text.lines().toList()) {
      var trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#") || trimmed.startsWith(";")) {
        continue;
      }
      if (Character.isWhitespace(line.charAt(0)) && open != null && last != null) {
        open.put(last, open.get(last) + "\n" + trimmed);
      } else if (trimmed.startsWith("[") && trimmed.indexOf(']') > 0) {
        var name = trimmed.substring(1, trimmed.indexOf(']'));
        open = name.equals("DEFAULT") ? defaults : new LinkedHashMap<>();
        last = null;
        if (!name.equals("DEFAULT") && sections.put(name, open) != null) {
          return null;
        }
      } else {
        var parts = trimmed.split("[=:]", 2);
        if (open == null || parts.length < 2) {
          return null;
        }
        last = parts[0].strip().toLowerCase(Locale.ROOT);
        open.put(last, parts[1].strip());
      }
    }
    for (var section : List.copyOf(sections.keySet())) {
      var whole = new LinkedHashMap<String, @Nullable Object>();
      if (sections.get(section) instanceof Map<?, ?> own) {
        own.forEach((k, v) -> whole.put(String.valueOf(k), v));
      }
      defaults.forEach(whole::putIfAbsent);
      sections.put(section, whole);
    }
    return sections;
  }
}
