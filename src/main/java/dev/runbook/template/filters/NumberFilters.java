package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Filters on numbers.
final class NumberFilters {
  private NumberFilters() {}

  static void addTo(Table table) {
    table
        .add("abs", "", (x, _) -> absolute(x))
        .add("int", "default=0 base=10", NumberFilters::whole)
        .add("float", "default=0.0", (x, a) -> real(x, a.given(0) ? a.at(0) : (Object) 0.0))
        .add("round", "precision=0 method=common", NumberFilters::round)
        .add("log", "base=null", NumberFilters::logarithm)
        .add("pow", "y", (x, a) -> Math.pow(number(x, "pow"), number(a.at(0), "pow")))
        .add("root", "base=2", NumberFilters::root);
  }

  private static Object absolute(@Nullable Object value) {
    return switch (value) {
      case Double d -> Math.abs(d);
      case Long _, Boolean _, BigInteger _ -> Values.fit(Arithmetic.big(value).abs());
      case java.time.Duration d -> d.abs();
      case null, default ->
          throw Raised.of("bad operand type for abs(): '" + Values.typeName(value) + "'");
    };
  }

  private static @Nullable Object whole(@Nullable Object value, Args a) {
    switch (value) {
      case Long _, BigInteger _ -> {
        return value;
      }
      case Boolean b -> {
        return b ? 1L : 0L;
      }
      case Double d -> {
        return Double.isNaN(d) || Double.isInfinite(d)
            ? a.at(0)
            : Values.fit(new BigDecimal(d).toBigInteger());
      }
      case String text -> {
        var base = a.whole(1);
        var parsed = parse(text.strip(), base);
        if (parsed != null) {
          return parsed;
        }
        var number = real(text, null);
        return number instanceof Double d && !Double.isNaN(d) && !Double.isInfinite(d)
            ? Values.fit(new BigDecimal(d).toBigInteger())
            : a.at(0);
      }
      case null, default -> {
        return a.at(0);
      }
    }
  }

  /// `int(text, base)`, or null.
  private static @Nullable Object parse(String text, int wanted) {
    var digits = text.replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
    var negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    var base = wanted;
    var head = digits.length() > 1 ? digits.substring(0, 2).toLowerCase(Locale.ROOT) : "";
    var prefixed =
        switch (head) {
          case "0x" -> 16;
          case "0o" -> 8;
          case "0b" -> 2;
          default -> 0;
        };
    if (prefixed != 0 && (base == prefixed || base == 0)) {
      digits = digits.substring(2);
      base = prefixed;
    } else if (base == 0) {
      base = 10;
    }
    if (digits.isEmpty()
        || !Character.isLetterOrDigit(digits.charAt(0))
        || digits.length() > 4300) {
      return null;
    }
    try {
      var number = new BigInteger(digits, base);
      return Values.fit(negative ? number.negate() : number);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static @Nullable Object real(@Nullable Object value, @Nullable Object byDefault) {
    if (value instanceof Double) {
      return value;
    }
    if (Values.isWhole(value)) {
      return Arithmetic.real(value);
    }
    if (value instanceof String text) {
      var digits = text.strip().replaceAll("(?<=\\d)_(?=\\d)", "");
      switch (digits.toLowerCase(Locale.ROOT)) {
        case "inf", "+inf", "infinity", "+infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-inf", "-infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        case "nan", "+nan", "-nan" -> {
          return Double.NaN;
        }
        default -> {
          if (digits.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
            return Double.valueOf(digits);
          }
        }
      }
    }
    return byDefault;
  }

  private static Object round(@Nullable Object value, Args a) {
    var method = a.string(1);
    var precision = Math.clamp(a.whole(0), -400, 400);
    if (!Values.isNumber(value)) {
      throw Raised.of("type " + Values.typeName(value) + " doesn't define __round__ method");
    }
    switch (method) {
      case "common" -> {
        if (!(value instanceof Double d)) {
          return precision >= 0
              ? Values.fit(Arithmetic.big(value))
              : Values.fit(
                  new BigDecimal(Arithmetic.big(value))
                      .setScale(precision, RoundingMode.HALF_EVEN)
                      .toBigInteger());
        }
        if (Double.isNaN(d) || Double.isInfinite(d) || precision > 300) {
          return d;
        }
        return new BigDecimal(d).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
      }
      case "ceil", "floor" -> {
        var factor = Math.pow(10, precision);
        var scaled = Arithmetic.real(value) * factor;
        return (method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled)) / factor;
      }
      default -> throw Raised.of("method must be common, ceil or floor");
    }
  }

  private static double number(@Nullable Object value, String filter) {
    if (!Values.isNumber(value)) {
      throw Raised.of(
          filter
              + "() can only be used on numbers: must be real number, not "
              + Values.typeName(value));
    }
    return Arithmetic.real(value);
  }

  private static Object logarithm(@Nullable Object value, Args a) {
    var number = number(value, "log");
    if (number <= 0) {
      throw Raised.of("math domain error");
    }
    if (a.at(0) == null) {
      return Math.log(number);
    }
    var base = number(a.at(0), "log");
    if (base == 10) {
      return Math.log10(number);
    }
    return Math.log(number) / Math.log(base);
  }

  private static Object root(@Nullable Object value, Args a) {
    var number = number(value, "root");
    var base = number(a.at(0), "root");
    if (number < 0) {
      throw Raised.of("root() can only be used on numbers: math domain error");
    }
    return base == 2 ? Math.sqrt(number) : Math.pow(number, 1.0 / base);
  }
}
