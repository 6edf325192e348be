package dev.runbook.template.value;

import dev.runbook.template.Omit;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every value can be asked: its truth, its type's name, its items.
public final class Values {
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private Values() {}

  /// A value as the rest of the package expects it: whole numbers as `Long`, or `BigInteger` where
  /// they are too big.
  public static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    return switch (value) {
      case Integer i -> i.longValue();
      case Short s -> s.longValue();
      case Byte b -> b.longValue();
      case Float f -> f.doubleValue();
      case BigInteger b -> fit(b);
      case Path p -> p.toString();
      case Character c -> c.toString();
      case null, default -> value;
    };
  }

  public static Object fit(BigInteger value) {
    if (value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0) {
      return value.longValue();
    }
    return value;
  }

  public static boolean truth(@Nullable Object value) {
    if (value instanceof Boolean b) {
      return b;
    }
    return switch (value) {
      case null -> false;
      case String s -> !s.isEmpty();
      case Long l -> l != 0;
      case Double d -> d != 0;
      case BigInteger b -> b.signum() != 0;
      case Collection<?> c -> !c.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      case Undefined u -> {
        if (u.silent()) {
          yield false;
        }
        throw u.raised();
      }
      case Blob b -> b.bytes().length > 0;
      case Duration d -> !d.isZero();
      default -> true;
    };
  }

  public static boolean isWhole(@Nullable Object value) {
    return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
  }

  public static boolean isNumber(@Nullable Object value) {
    return isWhole(value) || value instanceof Double;
  }

  /// `str(type(x))`, as messages of Python name a type.
  public static String typeOf(@Nullable Object value) {
    return "<class '" + typeName(value) + "'>";
  }

  /// `type(x).__name__`
  public static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "NoneType";
      case String _ -> "str";
      case Boolean _ -> "bool";
      case Long _, BigInteger _ -> "int";
      case Double _ -> "float";
      case Tuple _ -> "tuple";
      case Range _ -> "range";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      case Undefined _ -> "AnsibleUndefined";
      case Omit _ -> "Omit";
      case Blob _ -> "bytes";
      case LocalDateTime _, OffsetDateTime _ -> "datetime";
      case LocalDate _ -> "date";
      case Duration _ -> "timedelta";
      case Invocable _ -> "function";
      default -> "object";
    };
  }

  /// The items that a loop over the value sees, as a list that must not be changed.
  public static List<@Nullable Object> items(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return cast(list);
    }
    return switch (value) {
      case Map<?, ?> map -> new ArrayList<>(map.keySet());
      case Collection<?> all -> new ArrayList<>(all);
      case String text -> letters(text);
      case Undefined u -> {
        if (u.silent()) {
          yield List.of();
        }
        throw u.raised();
      }
      case Blob b -> {
        var all = new ArrayList<@Nullable Object>();
        for (var x : b.bytes()) {
          all.add((long) (x & 0xff));
        }
        yield all;
      }
      case null, default -> throw Raised.of("'" + typeName(value) + "' object is not iterable");
    };
  }

  public static boolean isIterable(@Nullable Object value) {
    return value instanceof Collection
        || value instanceof Map
        || value instanceof String
        || value instanceof Blob;
  }

  @SuppressWarnings("unchecked")
  public static List<@Nullable Object> cast(List<?> list) {
    return (List<@Nullable Object>) list;
  }

  @SuppressWarnings("unchecked")
  public static Map<Object, @Nullable Object> cast(Map<?, ?> map) {
    return (Map<Object, @Nullable Object>) map;
  }

  /// The characters of a text, as strings of one code point.
  public static List<@Nullable Object> letters(String text) {
    if (isPlainText(text)) {
      return new AbstractList<>() {
        @Override
        public Object get(int index) {
          return String.valueOf(text.charAt(index));
        }

        @Override
        public int size() {
          return text.length();
        }
      };
    }
    var all = new ArrayList<@Nullable Object>();
    text.codePoints().forEach(point -> all.add(Character.toString(point)));
    return all;
  }

  /// Whether every `char` is a character of its own.
  static boolean isPlainText(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// How many characters or items a value has by itself, for counting the work on it.
  public static int size(@Nullable Object value) {
    if (value instanceof String s) {
      return s.length();
    }
    if (value instanceof Collection<?> c) {
      return c.size();
    }
    return value instanceof Map<?, ?> m ? m.size() : 0;
  }

  /// `len(x)`
  public static long length(@Nullable Object value) {
    return switch (value) {
      case String s -> isPlainText(s) ? s.length() : s.codePointCount(0, s.length());
      case Collection<?> c -> c.size();
      case Map<?, ?> m -> m.size();
      case Blob b -> b.bytes().length;
      case Undefined u -> {
        if (u.silent()) {
          yield 0;
        }
        throw u.raised();
      }
      case null, default ->
          throw Raised.of("object of type '" + typeName(value) + "' has no len()");
    };
  }
}
