package dev.runbook.yaml;

import java.math.BigInteger;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of unquoted words by PyYAML's resolver and constructor (YAML 1.1), not snakeyaml's:
 * {@code 1e3} is a text, {@code 0644} is 420.
 */
final class Plain {
  private static final Pattern INT =
      Pattern.compile(
          "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  private Plain() {}

  static @Nullable Object value(String word) {
    switch (word) {
      case "", "~", "null", "Null", "NULL" -> {
        return null;
      }
      case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> {
        return Boolean.TRUE;
      }
      case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" -> {
        return Boolean.FALSE;
      }
      default -> {
        var c = word.charAt(0);
        if (c != '-' && c != '+' && c != '.' && (c < '0' || c > '9')) {
          return word;
        }
        if (INT.matcher(word).matches()) {
          return integer(word);
        }
        return FLOAT.matcher(word).matches() ? (Object) real(word) : word;
      }
    }
  }

  /** A value whose type was written, {@code !!str 1}. */
  static @Nullable Object tagged(String type, String word, Source at) {
    return switch (type) {
      case "str" -> word;
      case "binary" ->
          new String(
              Base64.getMimeDecoder().decode(word), java.nio.charset.StandardCharsets.ISO_8859_1);
      case "int" -> integer(word);
      case "float" -> FLOAT.matcher(word).matches() ? real(word) : Double.valueOf(word);
      case "null" -> null;
      case "bool", "timestamp" -> value(word);
      default ->
          throw new ParseError(
              at, "could not determine a constructor for the tag 'tag:yaml.org,2002:" + type + "'");
    };
  }

  private static Object integer(String word) {
    var text = word.replace("_", "");
    var negative = text.startsWith("-");
    if (negative || text.startsWith("+")) {
      text = text.substring(1);
    }
    BigInteger number;
    if (text.startsWith("0b")) {
      number = new BigInteger(text.substring(2), 2);
    } else if (text.startsWith("0x")) {
      number = new BigInteger(text.substring(2), 16);
    } else if (text.indexOf(':') >= 0) {
      number = BigInteger.ZERO;
      for (var part : text.split(":")) {
        number = number.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
      }
    } else if (text.length() > 1 && text.charAt(0) == '0') {
      number = new BigInteger(text, 8);
    } else {
      number = new BigInteger(text);
    }
    if (negative) {
      number = number.negate();
    }
    return number.bitLength() < 64 ? (Object) number.longValue() : number;
  }

  private static Double real(String word) {
    var text = word.replace("_", "").toLowerCase(java.util.Locale.ROOT);
    var negative = text.startsWith("-");
    var bare = negative || text.startsWith("+") ? text.substring(1) : text;
    double number;
    if (bare.equals(".inf")) {
      number = Double.POSITIVE_INFINITY;
    } else if (bare.equals(".nan")) {
      number = Double.NaN;
    } else if (bare.indexOf(':') >= 0) {
      number = 0;
      for (var part : bare.split(":")) {
        number = number * 60 + Double.parseDouble(part);
      }
    } else {
      number = Double.parseDouble(bare);
    }
    return negative ? -number : number;
  }
}
