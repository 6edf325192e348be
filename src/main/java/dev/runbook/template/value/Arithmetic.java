package dev.runbook.template.value;

import dev.runbook.template.TemplateError.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Python's operators on numbers, texts and lists.
public final class Arithmetic {
  private static final int MAX_SIZE = 50_000_000;
  private static final int MAX_BITS = 1_000_000;

  private Arithmetic() {}

  public static Object add(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      var sum = x + y;
      return ((x ^ sum) & (y ^ sum)) < 0 ? big(x).add(big(y)) : (Object) sum;
    }
    if (a instanceof String x && b instanceof String y) {
      if (x.length() + y.length() > MAX_SIZE) {
        throw Raised.limit("a text of more than " + MAX_SIZE + " characters");
      }
      return x.concat(y);
    }
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return a instanceof Double || b instanceof Double
          ? (Object) (real(a) + real(b))
          : Values.fit(big(a).add(big(b)));
    }
    if (a instanceof List<?> x
        && b instanceof List<?> y
        && a instanceof Tuple == b instanceof Tuple) {
      var all = new ArrayList<@Nullable Object>(x.size() + y.size());
      all.addAll(x);
      all.addAll(y);
      return a instanceof Tuple ? Tuple.copyOf(all) : all;
    }
    var date = date(() -> Dates.add(a, b));
    if (date != null) {
      return date;
    }
    check(a, b);
    if (a instanceof String) {
      throw Raised.of("can only concatenate str (not \"" + Values.typeName(b) + "\") to str");
    }
    if (a instanceof List) {
      var type = Values.typeName(a);
      throw Raised.of(
          "can only concatenate " + type + " (not \"" + Values.typeName(b) + "\") to " + type);
    }
    throw unsupported("+", a, b);
  }

  private static @Nullable Object date(Supplier<@Nullable Object> sum) {
    try {
      return sum.get();
    } catch (DateTimeException | ArithmeticException e) {
      throw Raised.of("date value out of range");
    }
  }

  public static Object subtract(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      var difference = x - y;
      return ((x ^ y) & (x ^ difference)) < 0 ? big(x).subtract(big(y)) : (Object) difference;
    }
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return a instanceof Double || b instanceof Double
          ? (Object) (real(a) - real(b))
          : Values.fit(big(a).subtract(big(b)));
    }
    var date = date(() -> Dates.subtract(a, b));
    if (date != null) {
      return date;
    }
    throw unsupported("-", a, b);
  }

  public static Object multiply(@Nullable Object a, @Nullable Object b) {
    if (Values.isNumber(a) && Values.isNumber(b)) {
      if (a instanceof Double || b instanceof Double) {
        return real(a) * real(b);
      }
      var x = big(a);
      var y = big(b);
      if (x.bitLength() + y.bitLength() > MAX_BITS) {
        throw Raised.limit("a number of more than " + MAX_BITS + " bits");
      }
      return Values.fit(x.multiply(y));
    }
    if (Values.isWhole(b) && (a instanceof String || a instanceof List)) {
      return repeat(a, big(b));
    }
    if (Values.isWhole(a) && (b instanceof String || b instanceof List)) {
      return repeat(b, big(a));
    }
    throw unsupported("*", a, b);
  }

  private static Object repeat(Object value, BigInteger times) {
    var size =
        BigInteger.valueOf(value instanceof String s ? s.length() : ((List<?>) value).size());
    if (times.signum() <= 0) {
      times = BigInteger.ZERO;
    } else if (size.multiply(times).compareTo(BigInteger.valueOf(MAX_SIZE)) > 0) {
      throw Raised.limit("a repetition that makes more than " + MAX_SIZE + " items");
    }
    if (value instanceof String text) {
      return text.isEmpty() ? "" : text.repeat(times.intValue());
    }
    var list = (List<?>) value;
    var all = new ArrayList<@Nullable Object>();
    if (!list.isEmpty()) {
      for (var i = 0; i < times.intValue(); i++) {
        all.addAll(list);
      }
    }
    return value instanceof Tuple ? Tuple.copyOf(all) : all;
  }

  public static Object divide(@Nullable Object a, @Nullable Object b) {
    if (!Values.isNumber(a) || !Values.isNumber(b)) {
      var date = Dates.divide(a, b);
      if (date != null) {
        return date;
      }
      throw unsupported("/", a, b);
    }
    if (real(b) == 0) {
      throw new Raised(
          Kind.OTHER,
          a instanceof Double || b instanceof Double
              ? "float division by zero"
              : "division by zero");
    }
    if (a instanceof BigInteger || b instanceof BigInteger) {
      if (!(a instanceof Double) && !(b instanceof Double)) {
        return new BigDecimal(big(a))
            .divide(new BigDecimal(big(b)), java.math.MathContext.DECIMAL128)
            .doubleValue();
      }
    }
    return real(a) / real(b);
  }

  public static Object floorDivide(@Nullable Object a, @Nullable Object b) {
    if (!Values.isNumber(a) || !Values.isNumber(b)) {
      throw unsupported("//", a, b);
    }
    if (a instanceof Double || b instanceof Double) {
      if (real(b) == 0) {
        throw Raised.of("float floor division by zero");
      }
      return Math.floor(real(a) / real(b));
    }
    var divisor = big(b);
    if (divisor.signum() == 0) {
      throw Raised.of("integer division or modulo by zero");
    }
    if (a instanceof Long x && b instanceof Long y && y != -1) {
      return Math.floorDiv(x, y);
    }
    var parts = big(a).divideAndRemainder(divisor);
    var down = parts[1].signum() != 0 && parts[1].signum() != divisor.signum();
    return Values.fit(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  /// `%`: the sign is the divisor's; a text on the left is a format.
  public static @Nullable Object modulo(@Nullable Object a, @Nullable Object b) {
    if (a instanceof String format) {
      return Percent.format(format, b);
    }
    if (!Values.isNumber(a) || !Values.isNumber(b)) {
      throw unsupported("%", a, b);
    }
    if (a instanceof Double || b instanceof Double) {
      var divisor = real(b);
      if (divisor == 0) {
        throw Raised.of("float modulo");
      }
      var rest = real(a) % divisor;
      return rest != 0 && rest < 0 != divisor < 0 ? rest + divisor : rest;
    }
    var divisor = big(b);
    if (divisor.signum() == 0) {
      throw Raised.of("integer division or modulo by zero");
    }
    if (a instanceof Long x && b instanceof Long y) {
      return Math.floorMod(x, y);
    }
    var rest = big(a).mod(divisor.abs());
    return Values.fit(divisor.signum() < 0 && rest.signum() != 0 ? rest.add(divisor) : rest);
  }

  public static Object power(@Nullable Object a, @Nullable Object b) {
    if (!Values.isNumber(a) || !Values.isNumber(b)) {
      throw unsupported("** or pow()", a, b);
    }
    if (a instanceof Double || b instanceof Double || big(b).signum() < 0) {
      var base = real(a);
      var exponent = real(b);
      if (base == 0 && exponent < 0) {
        throw Raised.of("0.0 cannot be raised to a negative power");
      }
      return Math.pow(base, exponent);
    }
    var base = big(a);
    var exponent = big(b);
    if (base.bitLength() > 1
        && exponent.multiply(BigInteger.valueOf(base.bitLength())).bitLength() > 20) {
      throw Raised.limit("a number of more than " + MAX_BITS + " bits");
    }
    if (base.bitLength() <= 1 && exponent.bitLength() > 31) {
      return Values.fit(exponent.testBit(0) ? base : base.multiply(base));
    }
    return Values.fit(base.pow(exponent.intValue()));
  }

  public static Object negate(@Nullable Object value) {
    return switch (value) {
      case Double d -> -d;
      case Long l -> l == Long.MIN_VALUE ? big(l).negate() : (Object) (-l);
      case Boolean b -> b ? -1L : 0L;
      case BigInteger b -> Values.fit(b.negate());
      case Duration d -> Duration.ZERO.minus(d);
      case Undefined u -> throw u.raised();
      case null, default ->
          throw Raised.of("bad operand type for unary -: '" + Values.typeName(value) + "'");
    };
  }

  public static Object positive(@Nullable Object value) {
    if (value instanceof Boolean b) {
      return b ? 1L : 0L;
    }
    Undefined.demand(value);
    if (value == null || !Values.isNumber(value)) {
      throw Raised.of("bad operand type for unary +: '" + Values.typeName(value) + "'");
    }
    return value;
  }

  public static double real(@Nullable Object number) {
    return switch (number) {
      case Double d -> d;
      case Long l -> l;
      case Boolean b -> b ? 1 : 0;
      case BigInteger b -> b.doubleValue();
      case null, default -> throw Raised.of("must be real number, not " + Values.typeName(number));
    };
  }

  /// `int(x)` of a real number.
  public static BigInteger whole(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw Raised.of(
          "cannot convert float " + (Double.isNaN(number) ? "NaN" : "infinity") + " to integer");
    }
    return new BigDecimal(number).toBigInteger();
  }

  public static BigInteger big(@Nullable Object number) {
    return switch (number) {
      case Long l -> BigInteger.valueOf(l);
      case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
      case BigInteger b -> b;
      case null, default ->
          throw Raised.of(
              "'" + Values.typeName(number) + "' object cannot be interpreted as an integer");
    };
  }

  private static void check(@Nullable Object a, @Nullable Object b) {
    Undefined.demand(a);
    Undefined.demand(b);
  }

  private static Raised unsupported(String operator, @Nullable Object a, @Nullable Object b) {
    check(a, b);
    return Raised.of(
        "unsupported operand type(s) for "
            + operator
            + ": '"
            + Values.typeName(a)
            + "' and '"
            + Values.typeName(b)
            + "'");
  }
}
