package dev.runbook.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `==`, `<` and `in`.
public final class Compare {
  private static final int MAX_DEPTH = 1000;
  private static final int MAX_PARTS = 5_000_000;

  private Compare() {}

  public static boolean equal(@Nullable Object a, @Nullable Object b) {
    return equal(a, b, new int[1], 0);
  }

  @SuppressWarnings("ReferenceEquality") // the same object needs no look inside
  private static boolean equal(@Nullable Object a, @Nullable Object b, int[] parts, int depth) {
    if (a instanceof Undefined u) {
      if (u.silent()) {
        return b instanceof Undefined;
      }
      throw u.raised();
    }
    if (b instanceof Undefined u) {
      if (u.silent()) {
        return false;
      }
      throw u.raised();
    }
    if (a == b) {
      return !(a instanceof Double d && d.isNaN());
    }
    if (a == null || b == null) {
      return false;
    }
    if (a instanceof String) {
      return a.equals(b);
    }
    if (Values.isNumber(a)) {
      return Values.isNumber(b) && compareNumbers(a, b) == 0 && !isNan(a) && !isNan(b);
    }
    if (depth > MAX_DEPTH || ++parts[0] > MAX_PARTS) {
      throw Raised.limit("maximum recursion depth exceeded in comparison");
    }
    if (a instanceof List<?> x) {
      return b instanceof List<?> y
          && a instanceof Tuple == b instanceof Tuple
          && equalLists(x, y, parts, depth);
    }
    if (a instanceof Map<?, ?> x) {
      return b instanceof Map<?, ?> y && equalMaps(x, y, parts, depth);
    }
    return a.equals(b);
  }

  private static boolean isNan(Object value) {
    return value instanceof Double d && d.isNaN();
  }

  private static boolean equalLists(List<?> a, List<?> b, int[] parts, int depth) {
    if (a.size() != b.size()) {
      return false;
    }
    var others = b.iterator();
    for (var item : a) {
      if (!equal(item, others.next(), parts, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b, int[] parts, int depth) {
    if (a.size() != b.size()) {
      return false;
    }
    for (var entry : a.entrySet()) {
      var key = entry.getKey();
      if (!b.containsKey(key) || !equal(entry.getValue(), b.get(key), parts, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /// Negative, zero or positive; raises for values that have no order, naming the operator.
  public static int order(@Nullable Object a, @Nullable Object b, String operator) {
    if (a instanceof String x && b instanceof String y) {
      return comparePoints(x, y);
    }
    if (a instanceof Undefined u) {
      throw u.raised();
    }
    if (b instanceof Undefined u) {
      throw u.raised();
    }
    if (a != null && b != null) {
      if (Values.isNumber(a) && Values.isNumber(b)) {
        return compareNumbers(a, b);
      }
      if (a instanceof List<?> x
          && b instanceof List<?> y
          && a instanceof Tuple == b instanceof Tuple) {
        var length = Math.min(x.size(), y.size());
        for (var i = 0; i < length; i++) {
          if (!equal(x.get(i), y.get(i))) {
            return order(x.get(i), y.get(i), operator);
          }
        }
        return Integer.compare(x.size(), y.size());
      }
      if (a instanceof LocalDateTime x && b instanceof LocalDateTime y) {
        return x.compareTo(y);
      }
      if (a instanceof OffsetDateTime x && b instanceof OffsetDateTime y) {
        return x.toInstant().compareTo(y.toInstant());
      }
      if (a instanceof LocalDate x && b instanceof LocalDate y) {
        return x.compareTo(y);
      }
      if (a instanceof Duration x && b instanceof Duration y) {
        return x.compareTo(y);
      }
    }
    throw Raised.of(
        "'"
            + operator
            + "' not supported between instances of '"
            + Values.typeName(a)
            + "' and '"
            + Values.typeName(b)
            + "'");
  }

  /// By code points, as Python orders strings; Java's own order is by UTF-16 unit.
  static int comparePoints(String a, String b) {
    var length = Math.min(a.length(), b.length());
    for (var i = 0; i < length; i++) {
      var x = a.charAt(i);
      var y = b.charAt(i);
      if (x != y) {
        if (Character.isSurrogate(x) != Character.isSurrogate(y)) {
          return Character.isSurrogate(x) ? 1 : -1;
        }
        return Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  static int compareNumbers(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.compareTo(y);
    }
    if (a instanceof Double || b instanceof Double) {
      var x = Arithmetic.real(a);
      var y = Arithmetic.real(b);
      if (Double.isNaN(x) || Double.isNaN(y) || Double.isInfinite(x) || Double.isInfinite(y)) {
        return x == y ? 0 : Double.compare(x, y);
      }
      if (a instanceof Double && b instanceof Double) {
        return x == y ? 0 : Double.compare(x, y);
      }
      return exact(a).compareTo(exact(b));
    }
    return Arithmetic.big(a).compareTo(Arithmetic.big(b));
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Double d ? new BigDecimal(d) : new BigDecimal(Arithmetic.big(value));
  }

  /// `item in container`
  public static boolean contains(@Nullable Object container, @Nullable Object item) {
    switch (container) {
      case String text -> {
        if (item instanceof String part) {
          return text.contains(part);
        }
        Undefined.demand(item);
        throw Raised.of(
            "'in <string>' requires string as left operand, not " + Values.typeName(item));
      }
      case Map<?, ?> map -> {
        Undefined.demand(item);
        return map.containsKey(item);
      }
      case Range range -> {
        return item != null && !(item instanceof BigInteger) && range.contains(item);
      }
      case List<?> list -> {
        for (var other : list) {
          if (equal(other, item)) {
            return true;
          }
        }
        return false;
      }
      case Undefined u -> throw u.raised();
      case null, default ->
          throw Raised.of("argument of type '" + Values.typeName(container) + "' is not iterable");
    }
  }
}
