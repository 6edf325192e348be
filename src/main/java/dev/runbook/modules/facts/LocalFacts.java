package dev.runbook.modules.facts;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
      } else if (rc.equals("gone")) {
        var said =
            "Could not stat fact (%s): [Errno 2] No such file or directory: '%s'"
                .formatted(path, path);
        warn.accept(said);
        local.put(name, said);
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

  private static final Pattern PERCENT = Pattern.compile("%(?:%|\\((\\w+)\\)s)?");

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
      var wrong = interpolate(sections);
      if (wrong != null) {
        var said =
            "error loading facts as ini - please check content: " + path + " (" + wrong + ")";
        warn.accept(said);
        return said;
      }
      return sections;
    }
  }

  /// `%(name)s` in a value is another option of its section, `%%` a percent sign.
  ///
  /// @return what is wrong with a value, in Python's words, or null
  private static @Nullable String interpolate(Map<String, @Nullable Object> sections) {
    for (var section : sections.entrySet()) {
      if (!(section.getValue() instanceof Map<?, ?> options)) {
        continue;
      }
      var whole = new LinkedHashMap<String, @Nullable Object>();
      for (var option : options.entrySet()) {
        var text = String.valueOf(option.getValue());
        var found = PERCENT.matcher(text);
        var filled = new StringBuilder();
        while (found.find()) {
          if (found.group().equals("%%")) {
            found.appendReplacement(filled, "%");
          } else if (found.group(1) != null) {
            var other = options.get(found.group(1).toLowerCase(Locale.ROOT));
            if (other == null) {
              return "Bad value substitution: option '%s' in section '%s' contains an interpolation key '%s' which is not a valid option name"
                  .formatted(option.getKey(), section.getKey(), found.group(1));
            }
            found.appendReplacement(filled, Matcher.quoteReplacement(String.valueOf(other)));
          } else {
            return "'%' must be followed by '%' or '(', found: '"
                + text.substring(found.start())
                + "'";
          }
        }
        whole.put(String.valueOf(option.getKey()), found.appendTail(filled).toString());
      }
      section.setValue(whole);
    }
    return null;
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
