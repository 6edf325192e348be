package dev.runbook.modules.docker;

import dev.runbook.module.ModuleFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The forms that the engine wants values in.
public final class Values {
  private static final Pattern SIZE =
      Pattern.compile("\\s*(-?\\d*(?:\\.\\d+)?)\\s*([a-zA-Z]*)\\s*");
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)ms)?(?:(\\d+)us)?");

  private Values() {}

  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  public static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /// A value inside maps of maps, or null.
  public static @Nullable Object at(@Nullable Object value, String... keys) {
    var inner = value;
    for (var key : keys) {
      inner = map(inner).get(key);
    }
    return inner;
  }

  /// Options of drivers and filters, whose values are strings to the engine.
  public static Map<String, String> strings(@Nullable Map<String, ?> given) {
    var strings = new LinkedHashMap<String, String>();
    if (given != null) {
      given.forEach((k, v) ->
          strings.put(k, v instanceof Boolean b ? b ? "true" : "false" : String.valueOf(v)));
    }
    return strings;
  }

  /// Labels: strings, or what becomes one without a doubt.
  public static Map<String, String> labels(@Nullable Map<String, ?> given) throws ModuleFailure {
    var labels = new LinkedHashMap<String, String>();
    if (given != null) {
      for (var entry : given.entrySet()) {
        var value = entry.getValue();
        if (value instanceof Boolean || value instanceof Double) {
          throw new ModuleFailure(
              "The value "
                  + (value instanceof Boolean b ? b ? "True" : "False" : value)
                  + " for '"
                  + entry.getKey()
                  + "' of labels is not a string or something than can be safely converted to a"
                  + " string!");
        }
        labels.put(entry.getKey(), String.valueOf(value));
      }
    }
    return labels;
  }

  /// Bytes of `512M`, `1g`, `1024`: units are powers of 1024, as Ansible's `human_to_bytes` reads
  /// them.
  public static long bytes(String option, String text) throws ModuleFailure {
    var match = SIZE.matcher(text);
    if (match.matches() && !match.group(1).isEmpty()) {
      var unit = match.group(2).toUpperCase(Locale.ROOT);
      var power =
          unit.isEmpty() || unit.startsWith("B") ? 0 : "KMGTPEZY".indexOf(unit.charAt(0)) + 1;
      if (unit.isEmpty() || unit.startsWith("B") || power > 0) {
        return Math.round(Double.parseDouble(match.group(1)) * Math.pow(1024, power));
      }
    }
    throw new ModuleFailure(
        "Failed to convert "
            + option
            + " to bytes: human_to_bytes() can't interpret following string: "
            + text);
  }

  /// Nanoseconds of `1m30s`.
  public static long nanoseconds(String text) throws ModuleFailure {
    var match = DURATION.matcher(text);
    if (text.isEmpty() || !match.matches()) {
      throw new ModuleFailure("Invalid time duration - " + text);
    }
    var units = List.of(3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L);
    var sum = 0L;
    for (var i = 0; i < units.size(); i++) {
      var part = match.group(i + 1);
      sum += part == null ? 0 : Long.parseLong(part) * units.get(i);
    }
    return sum;
  }

  /// Words of a command line, as Python's `shlex.split` takes it apart.
  public static List<String> words(String line) throws ModuleFailure {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var started = false;
    var quote = '\0';
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (quote != '\0') {
        if (c == quote) {
          quote = '\0';
        } else if (c == '\\'
            && quote == '"'
            && i + 1 < line.length()
            && "\"\\".indexOf(line.charAt(i + 1)) >= 0) {
          word.append(line.charAt(++i));
        } else {
          word.append(c);
        }
      } else if (c == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        started = true;
      } else if (c == '"' || c == '\'') {
        quote = c;
        started = true;
      } else if (Character.isWhitespace(c)) {
        if (started) {
          words.add(word.toString());
          word.setLength(0);
          started = false;
        }
      } else {
        word.append(c);
        started = true;
      }
    }
    if (quote != '\0') {
      throw new ModuleFailure("No closing quotation");
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
