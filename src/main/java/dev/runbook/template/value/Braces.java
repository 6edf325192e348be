package dev.runbook.template.value;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `str.format`. Attributes are looked up as templates look them up, so nothing of the
/// program itself is reachable.
final class Braces {
  private final List<@Nullable Object> positional;
  private final Map<String, @Nullable Object> named;
  private int automatic;

  private Braces(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    this.positional = positional;
    this.named = named;
  }

  static String format(
      String format, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    return new Braces(positional, named).run(format, 2);
  }

  private String run(String format, int depth) {
    if (depth == 0) {
      throw Raised.of("Max string recursion exceeded");
    }
    var out = new StringBuilder();
    for (var i = 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c != '{' && c != '}') {
        out.append(c);
        continue;
      }
      if (i + 1 < format.length() && format.charAt(i + 1) == c) {
        out.append(c);
        i++;
        continue;
      }
      if (c == '}') {
        throw Raised.of("Single '}' encountered in format string");
      }
      var end = close(format, i + 1);
      field(format.substring(i + 1, end), depth, out);
      i = end;
    }
    return out.toString();
  }

  private static int close(String format, int start) {
    var open = 1;
    for (var i = start; i < format.length(); i++) {
      if (format.charAt(i) == '{') {
        open++;
      } else if (format.charAt(i) == '}' && --open == 0) {
        return i;
      }
    }
    throw Raised.of("expected '}' before end of string");
  }

  private void field(String field, int depth, StringBuilder out) {
    var name = field;
    var spec = "";
    var colon = field.indexOf(':');
    var bracket = field.indexOf('[');
    if (bracket >= 0 && colon > bracket) {
      colon = field.indexOf(':', Math.max(bracket, field.indexOf(']', bracket)));
    }
    if (colon >= 0) {
      name = field.substring(0, colon);
      spec = run(field.substring(colon + 1), depth - 1);
    }
    var conversion = ' ';
    var bang = name.indexOf('!');
    if (bang >= 0 && bang == name.length() - 2) {
      conversion = name.charAt(bang + 1);
      name = name.substring(0, bang);
    }
    var value = value(name);
    switch (conversion) {
      case ' ' -> {}
      case 's' -> value = Text.str(value);
      case 'r', 'a' -> value = Text.repr(value);
      default -> throw Raised.of("Unknown conversion specifier '" + conversion + "'");
    }
    if (value instanceof java.time.temporal.TemporalAccessor && !spec.isEmpty()) {
      out.append(Strftime.format(spec, value));
    } else {
      out.append(spec.isEmpty() ? Text.str(value) : Spec.parse(spec).apply(value));
    }
  }

  private static int number(String digits) {
    if (digits.length() > 9) {
      throw Raised.of("Too many decimal digits in format string");
    }
    return Integer.parseInt(digits);
  }

  private @Nullable Object value(String field) {
    var end = 0;
    while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
      end++;
    }
    var first = field.substring(0, end);
    @Nullable Object value;
    if (first.isEmpty() || first.chars().allMatch(Character::isDigit)) {
      var index = first.isEmpty() ? automatic++ : number(first);
      if (index >= positional.size()) {
        throw Raised.of("Replacement index " + index + " out of range for positional args tuple");
      }
      value = positional.get(index);
    } else if (named.containsKey(first)) {
      value = named.get(first);
    } else {
      throw Raised.of("KeyError: '" + first + "'");
    }
    while (end < field.length()) {
      if (field.charAt(end) == '.') {
        var stop = end + 1;
        while (stop < field.length() && field.charAt(stop) != '.' && field.charAt(stop) != '[') {
          stop++;
        }
        if (value instanceof Map) {
          // A format sees attributes, not items, behind a dot.
          throw Raised.of(
              "'dict' object has no attribute '" + field.substring(end + 1, stop) + "'");
        }
        value = Attributes.attribute(value, field.substring(end + 1, stop));
        end = stop;
      } else {
        var stop = field.indexOf(']', end);
        if (stop < 0) {
          throw Raised.of("Missing ']' in format string");
        }
        var key = field.substring(end + 1, stop);
        value = Attributes.item(value, key.matches("\\d+") ? (Object) (long) number(key) : key);
        end = stop + 1;
      }
      Undefined.demand(value);
    }
    return Undefined.demand(value);
  }
}
