package dev.runbook.template.value;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `'...' % values`.
public final class Percent {
  private final String format;
  private final List<@Nullable Object> values;
  private final @Nullable Object whole;
  private final StringBuilder out = new StringBuilder();
  private int next;
  private int i;

  private Percent(String format, @Nullable Object value) {
    this.format = format;
    this.whole = value;
    this.values = value instanceof Tuple t ? t : java.util.Collections.singletonList(value);
  }

  public static String format(String format, @Nullable Object value) {
    Undefined.demand(value);
    return new Percent(format, value).run();
  }

  private String run() {
    var named = false;
    while (i < format.length()) {
      var c = format.charAt(i++);
      if (c != '%') {
        out.append(c);
        continue;
      }
      if (peek() == '%') {
        i++;
        out.append('%');
        continue;
      }
      named |= peek() == '(';
      directive();
    }
    if (!named && next < values.size() && !(whole instanceof Map)) {
      throw Raised.of("not all arguments converted during string formatting");
    }
    return out.toString();
  }

  private char peek() {
    if (i >= format.length()) {
      throw Raised.of("incomplete format");
    }
    return format.charAt(i);
  }

  private void directive() {
    @Nullable String key = null;
    if (peek() == '(') {
      var end = format.indexOf(')', i);
      if (end < 0) {
        throw Raised.of("incomplete format key");
      }
      key = format.substring(i + 1, end);
      i = end + 1;
    }
    var left = false;
    var zero = false;
    var alternate = false;
    var sign = '-';
    for (; "-+ #0".indexOf(peek()) >= 0; i++) {
      switch (peek()) {
        case '-' -> left = true;
        case '0' -> zero = true;
        case '#' -> alternate = true;
        case '+' -> sign = '+';
        default -> sign = sign == '+' ? '+' : ' ';
      }
    }
    var width = number();
    if (width < -1) {
      left = true;
      width = -width;
    }
    var precision = -1;
    if (peek() == '.') {
      i++;
      precision = Math.max(0, number());
    }
    while ("hlL".indexOf(peek()) >= 0) {
      i++;
    }
    var type = format.charAt(i++);
    var value = key == null ? take() : named(key);
    out.append(one(value, type, left, zero, sign, alternate, width, precision));
  }

  private int number() {
    if (peek() == '*') {
      i++;
      return Math.clamp(Arithmetic.big(take()).longValue(), -1_000_000, 1_000_000);
    }
    var start = i;
    while (Character.isDigit(peek())) {
      i++;
    }
    if (i == start) {
      return -1;
    }
    return i - start > 6 ? 1_000_000 : Integer.parseInt(format.substring(start, i));
  }

  private @Nullable Object take() {
    if (next >= values.size()) {
      throw Raised.of("not enough arguments for format string");
    }
    return Undefined.demand(values.get(next++));
  }

  private @Nullable Object named(String key) {
    if (!(whole instanceof Map<?, ?> map)) {
      throw Raised.of("format requires a mapping");
    }
    if (!map.containsKey(key)) {
      throw Raised.of("KeyError: '" + key + "'");
    }
    return Undefined.demand(map.get(key));
  }

  private static String one(
      @Nullable Object value,
      char type,
      boolean left,
      boolean zero,
      char sign,
      boolean alternate,
      int width,
      int precision) {
    return switch (type) {
      case 's', 'r', 'a' -> {
        var text = type == 's' ? Text.str(value) : Text.repr(value);
        yield Spec.percent(left, false, '-', false, width, precision, 's').apply(text);
      }
      case 'd', 'i', 'u' -> {
        if (!Values.isNumber(value)) {
          throw Raised.of(
              "%" + type + " format: a real number is required, not " + Values.typeName(value));
        }
        var number = value instanceof Double d ? Arithmetic.whole(d) : Arithmetic.big(value);
        yield integer(number.toString(), left, zero, sign, width, precision);
      }
      case 'x', 'X', 'o' -> {
        if (!Values.isWhole(value)) {
          throw Raised.of(
              "%" + type + " format: an integer is required, not " + Values.typeName(value));
        }
        yield Spec.percent(left, zero, sign, alternate, width, -1, type)
            .apply(Values.fit(Arithmetic.big(value)));
      }
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        if (!Values.isNumber(value)) {
          throw Raised.of("must be real number, not " + Values.typeName(value));
        }
        yield Spec.percent(left, zero, sign, alternate, width, precision, type)
            .apply(Arithmetic.real(value));
      }
      case 'c' ->
          Spec.percent(left, false, '-', false, width, -1, 's')
              .apply(value instanceof String s ? s : Letters.character(Arithmetic.big(value)));
      default ->
          throw Raised.of(
              "unsupported format character '" + type + "' (0x" + Integer.toHexString(type) + ")");
    };
  }

  private static String integer(
      String number, boolean left, boolean zero, char sign, int width, int precision) {
    var negative = number.startsWith("-");
    var digits = negative ? number.substring(1) : number;
    if (digits.length() < precision) {
      digits = "0".repeat(precision - digits.length()) + digits;
    }
    var mark = negative ? "-" : sign == '+' ? "+" : sign == ' ' ? " " : "";
    var missing = width - mark.length() - digits.length();
    if (missing <= 0) {
      return mark + digits;
    }
    if (left) {
      return mark + digits + " ".repeat(missing);
    }
    return zero ? mark + "0".repeat(missing) + digits : " ".repeat(missing) + mark + digits;
  }
}
