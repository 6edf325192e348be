package dev.runbook.module;

import dev.runbook.module.ArgumentProblems.Problem;
import dev.runbook.text.Nearest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a playbook says into the types of an argument record, by the rules of Ansible's
 * argument spec.
 */
final class Convert {
  /** The type of an option that stands for one element of a list. */
  private static final String ELEMENT = "element";

  private static final Set<String> TRUE = Set.of("y", "yes", "on", "1", "true", "t");
  private static final Set<String> FALSE = Set.of("n", "no", "off", "0", "false", "f");

  private Convert() {}

  /** The value of an argument that was not given and has no default. */
  static @Nullable Object nothing(Class<?> type) {
    return type == boolean.class ? Boolean.FALSE : null;
  }

  static String typeName(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "bool";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "int";
    }
    if (type == double.class || type == Double.class) {
      return "float";
    }
    if (type == List.class) {
      return "list";
    }
    if (type == Map.class) {
      return "dict";
    }
    return type == Object.class ? "raw" : "str";
  }

  static List<String> choices(Class<?> type, Doc doc) {
    if (!type.isEnum()) {
      return List.of(doc.choices());
    }
    return Arrays.stream(type.getEnumConstants())
        .map(c -> {
          var name = ((Enum<?>) c).name().toLowerCase(Locale.ROOT);
          if (name.endsWith("_")) {
            name = name.substring(0, name.length() - 1);
          }
          return doc.dashes() ? name.replace('_', '-') : name;
        })
        .toList();
  }

  /** The converted value, or null with a problem added. */
  static @Nullable Object value(Type type, Option option, Object value, List<Problem> problems) {
    if (type instanceof ParameterizedType p) {
      return p.getRawType() == Map.class
          ? dict(option, value, problems)
          : list(p.getActualTypeArguments()[0], option, value, problems);
    }
    var target = (Class<?>) type;
    if (target.isEnum()) {
      return choice(target, option, value, problems);
    }
    Object converted =
        switch (typeName(target)) {
          case "bool" -> bool(value);
          case "int" -> integer(value, target);
          case "float" -> real(value);
          case "raw" -> value;
          default -> text(value);
        };
    if (converted == null) {
      problems.add(unconvertible(option, value, typeName(target)));
      return nothing(target);
    }
    if (!option.choices().isEmpty() && !option.choices().contains(String.valueOf(converted))) {
      problems.add(notAChoice(option, converted));
    }
    return converted;
  }

  private static @Nullable Object choice(
      Class<?> type, Option option, Object value, List<Problem> problems) {
    var text =
        value instanceof Boolean b ? booleanWord(b, option.choices()) : String.valueOf(text(value));
    var index = option.choices().indexOf(text);
    if (index < 0) {
      problems.add(notAChoice(option, value));
      return null;
    }
    return type.getEnumConstants()[index];
  }

  /**
   * {@code state: yes} reaches a choice of words as a boolean: Ansible takes the one word that
   * means it.
   */
  private static String booleanWord(boolean value, List<String> choices) {
    var words = value ? TRUE : FALSE;
    for (var choice : choices) {
      if (words.contains(choice)) {
        return choice;
      }
    }
    return value ? "True" : "False";
  }

  private static Problem notAChoice(Option option, Object value) {
    var hint = Nearest.to(String.valueOf(text(value)), option.choices());
    return new Problem(
        option.name(),
        "value of "
            + option.name()
            + " must be one of: "
            + String.join(", ", option.choices())
            + ", got: "
            + text(value),
        hint == null ? null : "Did you mean '" + hint + "'?");
  }

  private static Problem unconvertible(Option option, Object value, String type) {
    return new Problem(
        option.name(),
        (option.type().equals(ELEMENT) ? "Elements value for option '" : "argument '")
            + option.name()
            + "' is of type "
            + pythonType(value)
            + " and we were unable to convert to "
            + type
            + ": "
            + reason(value, type),
        null);
  }

  private static String reason(Object value, String type) {
    if (type.equals("int")) {
      var shown = value instanceof String text ? "'" + text + "'" : value;
      return "\"" + shown + "\" cannot be converted to an int";
    }
    if (type.equals("bool") && !(value instanceof List<?> || value instanceof Map<?, ?>)) {
      return "The value '"
          + value
          + "' is not a valid boolean. Valid booleans include: 'y', 'yes', 'on', '1', 'true',"
          + " 't', 1, 'n', 'no', 'off', '0', 'false', 'f', 0";
    }
    return type.equals("dict") && value instanceof String
        ? "dictionary requested, could not parse JSON or key=value"
        : "<class '" + pythonType(value) + "'> cannot be converted to a " + type;
  }

  /** A value of an option as data: a word for a boolean or number becomes one. */
  static @Nullable Object plain(String type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    var converted =
        switch (type) {
          case "bool" -> bool(value);
          case "int" -> integer(value, Long.class);
          case "list" -> value instanceof String text ? parts(text) : value;
          default -> value;
        };
    return converted == null ? value : converted;
  }

  static @Nullable Boolean bool(Object value) {
    if (value instanceof Boolean b) {
      return b;
    }
    var word =
        value instanceof Double d && d == Math.rint(d)
            ? String.valueOf(d.longValue())
            : String.valueOf(value).strip().toLowerCase(Locale.ROOT);
    return TRUE.contains(word) ? Boolean.TRUE : FALSE.contains(word) ? Boolean.FALSE : null;
  }

  private static @Nullable Object integer(Object value, Class<?> target) {
    try {
      long number;
      if (value instanceof Boolean b) {
        number = b ? 1 : 0;
      } else if (value instanceof Double d) {
        if (d != Math.rint(d)) {
          return null;
        }
        number = d.longValue();
      } else {
        number = Long.parseLong(String.valueOf(value).strip());
      }
      if (target == int.class || target == Integer.class) {
        return Math.toIntExact(number);
      }
      return number;
    } catch (NumberFormatException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Double real(Object value) {
    try {
      return Double.valueOf(String.valueOf(value).strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * Text as Python's {@code str} writes it for the simple types; lists and mappings as JSON-like
   * Python literals.
   */
  static String text(Object value) {
    return switch (value) {
      case String s -> s;
      case Boolean b -> b ? "True" : "False";
      case Long n -> Long.toString(n);
      case BigInteger n -> n.toString();
      default -> String.valueOf(value);
    };
  }

  private static List<String> parts(String text) {
    return text.isEmpty() || text.equals("[]")
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private static List<@Nullable Object> list(
      Type element, Option option, Object value, List<Problem> problems) {
    var items = new ArrayList<@Nullable Object>();
    switch (value) {
      case List<?> given -> items.addAll(given);
      case String s -> items.addAll(parts(s));
      case Long _, BigInteger _, Double _, Boolean _ -> items.add(value);
      default -> problems.add(unconvertible(option, value, "list"));
    }
    if (element == Object.class) {
      return items;
    }
    var converted = new ArrayList<@Nullable Object>();
    for (var item : items) {
      if (item == null) {
        converted.add(element == String.class ? "" : null);
      } else {
        converted.add(value(element, elementOf(option), item, problems));
      }
    }
    var allowed = option.choices();
    for (var item : converted) {
      if (!allowed.isEmpty() && item instanceof String s && !allowed.contains(s)) {
        problems.add(notAChoice(option, s));
      }
    }
    return converted;
  }

  private static Option elementOf(Option option) {
    return new Option(
        option.name(),
        List.of(),
        ELEMENT,
        List.of(),
        null,
        Option.Need.OPTIONAL,
        option.shown(),
        option.missing(),
        option.doc());
  }

  private static @Nullable Object dict(Option option, Object value, List<Problem> problems) {
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((k, v) -> copy.put(String.valueOf(k), v));
      return copy;
    }
    if (value instanceof String s) {
      if (s.isBlank() || s.equals("{}")) {
        return Map.of();
      }
      var map = pairs(s);
      if (map != null) {
        return map;
      }
    }
    problems.add(unconvertible(option, value, "dict"));
    return null;
  }

  private static @Nullable Map<String, @Nullable Object> pairs(String text) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var part : text.strip().split("[,\\s]+")) {
      var equals = part.indexOf('=');
      if (equals < 0) {
        return null;
      }
      map.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return map;
  }

  private static String pythonType(Object value) {
    return switch (value) {
      case String _ -> "str";
      case Boolean _ -> "bool";
      case Long _, BigInteger _ -> "int";
      case Double _ -> "float";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      default -> value.getClass().getSimpleName();
    };
  }
}
