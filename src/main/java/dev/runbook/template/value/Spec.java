package dev.runbook.template.value;

import dev.runbook.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Python's format specification: `[[fill]align][sign][#][0][width][,][.precision][type]`.
final class Spec {
  private static final int MAX_WIDTH = 1_000_000;

  private String fill = " ";
  private char align;
  private char sign = '-';
  private boolean alternate;
  private int width = -1;
  private char group;
  private int precision = -1;
  private char type;

  private Spec() {}

  static Spec parse(String text) {
    var spec = new Spec();
    var i = 0;
    if (!text.isEmpty()) {
      var first = Character.charCount(text.codePointAt(0));
      if (text.length() > first && "<>=^".indexOf(text.charAt(first)) >= 0) {
        spec.fill = text.substring(0, first);
        spec.align = text.charAt(first);
        i = first + 1;
      } else if ("<>=^".indexOf(text.charAt(0)) >= 0) {
        spec.align = text.charAt(0);
        i = 1;
      }
    }
    if (i < text.length() && "+- ".indexOf(text.charAt(i)) >= 0) {
      spec.sign = text.charAt(i++);
    }
    if (i < text.length() && text.charAt(i) == '#') {
      spec.alternate = true;
      i++;
    }
    if (i < text.length() && text.charAt(i) == '0') {
      if (spec.align == 0) {
        spec.fill = "0";
        spec.align = '=';
      }
      i++;
    }
    var start = i;
    while (i < text.length() && Character.isDigit(text.charAt(i))) {
      i++;
    }
    spec.width = i > start ? number(text.substring(start, i)) : -1;
    if (i < text.length() && (text.charAt(i) == ',' || text.charAt(i) == '_')) {
      spec.group = text.charAt(i++);
    }
    if (i < text.length() && text.charAt(i) == '.') {
      start = ++i;
      while (i < text.length() && Character.isDigit(text.charAt(i))) {
        i++;
      }
      if (i == start) {
        throw Raised.of("Format specifier missing precision");
      }
      spec.precision = number(text.substring(start, i));
    }
    if (i < text.length()) {
      spec.type = text.charAt(i++);
    }
    if (i < text.length()) {
      throw Raised.of("Invalid format specifier '" + text + "'");
    }
    return spec;
  }

  private static int number(String digits) {
    var number = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (number > MAX_WIDTH) {
      throw Raised.limit("a width or precision of more than " + MAX_WIDTH);
    }
    return number;
  }

  /// The specification that a `%` format's flags make.
  static Spec percent(
      boolean left,
      boolean zero,
      char sign,
      boolean alternate,
      int width,
      int precision,
      char type) {
    var spec = new Spec();
    spec.align = left ? '<' : zero ? '=' : '>';
    spec.fill = zero && !left ? "0" : " ";
    spec.sign = sign;
    spec.alternate = alternate;
    spec.width = Math.min(width, MAX_WIDTH);
    spec.precision = Math.min(precision, MAX_WIDTH);
    spec.type = type;
    return spec;
  }

  String apply(@Nullable Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Boolean b && (type == 0 || type == 's')) {
      return text(b ? "True" : "False");
    }
    if (value instanceof Double d) {
      return pad(real(d), true);
    }
    if (Values.isWhole(value)) {
      if ("eEfFgG%".indexOf(type) >= 0 && type != 0) {
        return pad(real(Arithmetic.real(value)), true);
      }
      return pad(whole(Arithmetic.big(value)), true);
    }
    Undefined.demand(value);
    if (width < 0 && precision < 0 && type == 0) {
      return Text.str(value);
    }
    throw Raised.of(
        "unsupported format string passed to " + Values.typeName(value) + ".__format__");
  }

  private String text(String text) {
    if (type != 0 && type != 's') {
      throw Raised.of("Unknown format code '" + type + "' for object of type 'str'");
    }
    var cut =
        precision >= 0 && precision < text.codePointCount(0, text.length())
            ? text.substring(0, text.offsetByCodePoints(0, precision))
            : text;
    return pad(cut, false);
  }

  private String whole(BigInteger number) {
    var negative = number.signum() < 0;
    var digits = number.abs();
    var body =
        switch (type) {
          case 0, 'd', 'n' -> digits.toString();
          case 'b' -> (alternate ? "0b" : "") + digits.toString(2);
          case 'o' -> (alternate ? "0o" : "") + digits.toString(8);
          case 'x' -> (alternate ? "0x" : "") + digits.toString(16);
          case 'X' -> (alternate ? "0X" : "") + digits.toString(16).toUpperCase(Locale.ROOT);
          case 'c' -> Letters.character(number);
          default -> throw Raised.of("Unknown format code '" + type + "' for object of type 'int'");
        };
    return signed(negative) + grouped(body);
  }

  private String real(double value) {
    var negative = value < 0 || 1 / value < 0;
    var size = Math.abs(value);
    String body;
    if (Double.isNaN(size) || Double.isInfinite(size)) {
      body = Double.isNaN(size) ? "nan" : "inf";
      negative = value < 0;
      if (type == 'F' || type == 'E' || type == 'G') {
        body = body.toUpperCase(Locale.ROOT);
      }
    } else {
      body =
          switch (type) {
            case 'f', 'F' -> fixed(size, precision < 0 ? 6 : precision);
            case 'e', 'E' -> exponent(size, precision < 0 ? 6 : precision, type == 'E');
            case '%' -> fixed(size * 100, precision < 0 ? 6 : precision) + "%";
            case 'g', 'G', 'n' -> general(size, precision < 0 ? 6 : precision);
            case 0 -> precision < 0 ? Json.number(size) : shortest(size);
            default ->
                throw Raised.of("Unknown format code '" + type + "' for object of type 'float'");
          };
    }
    return signed(negative) + grouped(body);
  }

  private String shortest(double size) {
    var text = general(size, Math.max(1, precision));
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  private static String fixed(double size, int digits) {
    return new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String exponent(double size, int digits, boolean upper) {
    var power = 0;
    var mantissa = BigDecimal.ZERO.setScale(digits);
    if (size != 0) {
      var exact = new BigDecimal(size);
      exact = exact.round(new java.math.MathContext(digits + 1, RoundingMode.HALF_EVEN));
      power = exact.precision() - exact.scale() - 1;
      mantissa = exact.movePointLeft(power).setScale(digits, RoundingMode.HALF_EVEN);
    }
    return mantissa.toPlainString()
        + (upper ? 'E' : 'e')
        + (power < 0 ? '-' : '+')
        + (Math.abs(power) < 10 ? "0" : "")
        + Math.abs(power);
  }

  private String general(double size, int wanted) {
    var digits = wanted == 0 ? 1 : wanted;
    if (size == 0) {
      return "0";
    }
    var scientific = exponent(size, digits - 1, type == 'G');
    var mark = scientific.indexOf(type == 'G' ? 'E' : 'e');
    var power = Integer.parseInt(scientific.substring(mark + 1));
    if (power < -4 || power >= digits) {
      return strip(scientific.substring(0, mark)) + scientific.substring(mark);
    }
    return strip(fixed(size, Math.max(0, digits - 1 - power)));
  }

  private String strip(String number) {
    if (alternate || number.indexOf('.') < 0) {
      return number;
    }
    var end = number.length();
    while (number.charAt(end - 1) == '0') {
      end--;
    }
    return number.substring(0, number.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private String signed(boolean negative) {
    return negative ? "-" : sign == '+' ? "+" : sign == ' ' ? " " : "";
  }

  private String grouped(String body) {
    if (group == 0) {
      return body;
    }
    var end = 0;
    while (end < body.length() && Character.isDigit(body.charAt(end))) {
      end++;
    }
    var out = new StringBuilder(body);
    for (var i = end - 3; i > 0; i -= 3) {
      out.insert(i, group);
    }
    return out.toString();
  }

  private String pad(String text, boolean number) {
    var missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    var where = align == 0 ? (number ? '>' : '<') : align;
    return switch (where) {
      case '<' -> text + fill.repeat(missing);
      case '^' -> fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
      case '=' -> {
        var head = 0;
        if (number && !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0) {
          head = 1;
        }
        if (number
            && alternate
            && text.length() > head + 1
            && "xXob".indexOf(text.charAt(head + 1)) >= 0) {
          head += 2;
        }
        yield text.substring(0, head) + fill.repeat(missing) + text.substring(head);
      }
      default -> fill.repeat(missing) + text;
    };
  }
}
