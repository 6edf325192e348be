package dev.runbook.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of `int`, `float` and `bool`.
final class NumberMethods {
  private static final Map<String, Operation> WHOLE =
      Map.of(
          "bit_length",
          Operation.of("bit_length", "", (x, _) -> (long) Arithmetic.big(x).abs().bitLength()),
          "conjugate",
          Operation.of("conjugate", "", (x, _) -> x),
          "__str__",
          Operation.of("__str__", "", (x, _) -> Text.str(x)),
          "is_integer",
          Operation.of("is_integer", "", (_, _) -> true),
          "bit_count",
          Operation.of("bit_count", "", (x, _) -> (long) Arithmetic.big(x).abs().bitCount()),
          "as_integer_ratio",
          Operation.of("as_integer_ratio", "", (x, _) -> Tuple.of(x, 1L)));

  private static final Map<String, Operation> REAL =
      Map.of(
          "is_integer",
          Operation.of("is_integer", "", (x, _) -> isInteger(x)),
          "conjugate",
          Operation.of("conjugate", "", (x, _) -> x),
          "__str__",
          Operation.of("__str__", "", (x, _) -> Text.str(x)),
          "hex",
          Operation.of("hex", "", (x, _) -> Double.toHexString(Arithmetic.real(x))),
          "as_integer_ratio",
          Operation.of("as_integer_ratio", "", (x, _) -> ratio(Arithmetic.real(x))));

  private NumberMethods() {}

  static @Nullable Operation find(@Nullable Object value, String name) {
    return value instanceof Double ? REAL.get(name) : WHOLE.get(name);
  }

  private static boolean isInteger(@Nullable Object value) {
    return value instanceof Double d && !d.isInfinite() && d == Math.rint(d);
  }

  private static Tuple ratio(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw Raised.of(
          "cannot convert " + (Double.isNaN(value) ? "NaN" : "Infinity") + " to integer ratio");
    }
    var exact = new BigDecimal(value);
    var below = BigInteger.TEN.pow(Math.max(0, exact.scale()));
    var above = exact.multiply(new BigDecimal(below)).toBigInteger();
    var common = above.gcd(below);
    return Tuple.of(Values.fit(above.divide(common)), Values.fit(below.divide(common)));
  }
}
