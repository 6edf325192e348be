package dev.runbook.engine;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types that an argument specification names, and what each makes of a value. */
final class ArgumentTypes {
  private ArgumentTypes() {}

  private static IllegalArgumentException cannot(@Nullable Object value, String into) {
    return new IllegalArgumentException(Values.typeOf(value) + " cannot be converted to " + into);
  }

  static @Nullable Object converted(String type, @Nullable Object value) {
    return switch (type) {
      case "raw" -> value;
      case "str", "path" -> {
        if (value == null) {
          throw new IllegalArgumentException(
              "'None' is not a string and conversion is not allowed");
        }
        yield value instanceof String ? value : Text.str(value);
      }
      case "bool" -> bool(value);
      case "int" -> whole(value);
      case "float" -> real(value);
      case "list" -> list(value);
      case "dict" -> dict(value);
      case "json", "jsonarg" -> {
        if (value instanceof String || value instanceof List<?> || value instanceof Map<?, ?>) {
          yield value;
        }
        throw cannot(value, "a json string");
      }
      case "bytes", "bits" -> {
        var bits = type.equals("bits");
        if (Text.str(value).matches(size(bits ? "b" : "B", bits ? "bit" : "byte"))) {
          yield value;
        }
        throw cannot(value, bits ? "a Bit value" : "a Byte value");
      }
      default -> throw new IllegalArgumentException("unknown type '" + type + "' requested");
    };
  }

  /** A number with a letter, a letter and {@code b} or {@code B}, or a word such as kilobyte. */
  private static String size(String letter, String word) {
    return "\\d*\\.?\\d+(\\s*([kKmMgGtTpPeEzZyYbB]|[KMGTPEZY]"
        + letter
        + "|(?i:(kilo|mega|giga|tera|peta|exa|zeta|yotta)?"
        + word
        + ")))?\\s*";
  }

  private static boolean bool(@Nullable Object value) {
    if (value instanceof Boolean b) {
      return b;
    }
    if (value instanceof String || value instanceof Number) {
      var word = Text.str(value).strip().toLowerCase(java.util.Locale.ROOT);
      if (Set.of("y", "yes", "on", "1", "true", "t", "1.0").contains(word)) {
        return true;
      }
      if (Set.of("n", "no", "off", "0", "false", "f", "0.0").contains(word)) {
        return false;
      }
      throw new IllegalArgumentException(
          "The value '"
              + Text.str(value)
              + "' is not a valid boolean. Valid booleans include: 'y', 'yes', 'on', '1', 'true',"
              + " 't', 1, 'n', 'no', 'off', '0', 'false', 'f', 0");
    }
    throw cannot(value, "a bool");
  }

  private static Object whole(@Nullable Object value) {
    try {
      if (value instanceof Number || value instanceof String) {
        return new java.math.BigDecimal(Text.str(value).strip()).longValueExact();
      }
      if (value instanceof Boolean b) {
        return b ? 1L : 0L;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "\"" + Text.repr(value) + "\" cannot be converted to an int");
  }

  private static Object real(@Nullable Object value) {
    try {
      if (value instanceof Number || value instanceof String) {
        return Double.valueOf(Text.str(value).strip());
      }
      if (value instanceof Boolean b) {
        return b ? 1.0 : 0.0;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw cannot(value, "a float");
  }

  private static List<?> list(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> list;
      case String text -> List.of(text.split(",", -1));
      case Number number -> List.of(Text.str(number));
      case null, default -> throw cannot(value, "a list");
    };
  }

  private static Map<?, ?> dict(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    if (!(value instanceof String text)) {
      throw cannot(value, "a dict");
    }
    if (text.startsWith("{")) {
      try {
        if (Json.parse(text) instanceof Map<?, ?> map) {
          return map;
        }
      } catch (JsonError e) {
        // told below
      }
      throw new IllegalArgumentException("unable to evaluate string as dictionary");
    }
    if (!text.contains("=")) {
      throw new IllegalArgumentException("dictionary requested, could not parse JSON or key=value");
    }
    var pairs = new LinkedHashMap<String, Object>();
    for (var pair : text.strip().split("[,\\s]+")) {
      var equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "unable to evaluate string in the \"key=value\" format as dictionary");
      }
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs;
  }
}
