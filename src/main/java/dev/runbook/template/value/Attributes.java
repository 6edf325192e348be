package dev.runbook.template.value;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `value.name` and `value[key]`, as Jinja2 resolves them: the one looks for a method first, the
/// other for an item first. Only the method tables and the value's own items are reachable.
public final class Attributes {
  private Attributes() {}

  /// A value that has attributes of its own: `loop`, a macro, an imported template.
  public interface Holder {
    /// The attribute, or an [Undefined].
    @Nullable Object attribute(String name);
  }

  /// The method of a value's type, or null.
  public static @Nullable Operation method(@Nullable Object value, String name) {
    // Maps and texts come first, and without a switch over types: nearly all values are one.
    if (value instanceof Map) {
      return MapMethods.find(name);
    }
    if (value instanceof String) {
      return StringMethods.find(name);
    }
    return switch (value) {
      case Tuple _, Range _ -> ListMethods.findOfTuple(name);
      case List<?> _ -> ListMethods.find(name);
      case Long _, Double _, Boolean _, java.math.BigInteger _ -> NumberMethods.find(value, name);
      case LocalDate _, LocalDateTime _, OffsetDateTime _, Duration _ -> DateMethods.find(name);
      case Blob _ -> DateMethods.ofBytes(name);
      case null, default -> null;
    };
  }

  /// `value.name`
  public static @Nullable Object attribute(@Nullable Object value, String name) {
    if (value instanceof Undefined undefined) {
      return undefined.loud();
    }
    var method = method(value, name);
    if (method != null) {
      return method.bound(value);
    }
    if (value instanceof Map<?, ?> map) {
      var item = map.get(name);
      return item != null || map.containsKey(name) ? item : Undefined.in(value, name);
    }
    return own(value, name);
  }

  private static @Nullable Object own(@Nullable Object value, String name) {
    switch (value) {
      case Holder holder -> {
        return holder.attribute(name);
      }
      case Tuple tuple -> {
        var index = tuple.indexOfName(name);
        if (index >= 0) {
          return tuple.get(index);
        }
      }
      case null -> {}
      default -> {
        if (value instanceof Duration || value instanceof Temporal) {
          var part = Dates.attribute(value, name);
          if (part != null) {
            return part;
          }
        }
      }
    }
    return Undefined.in(value, name);
  }

  /// `value[key]`
  public static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
    if (value instanceof Map<?, ?> map) {
      Undefined.demand(key);
      var item = map.get(key);
      return item != null || map.containsKey(key) ? item : missing(value, key);
    }
    switch (value) {
      case Undefined undefined -> {
        return undefined.loud();
      }
      case List<?> list -> {
        if (Values.isWhole(key)) {
          var index = Arithmetic.big(key);
          if (index.bitLength() < 32) {
            var i = index.intValue() < 0 ? index.intValue() + list.size() : index.intValue();
            if (i >= 0 && i < list.size()) {
              return list.get(i);
            }
          }
        }
      }
      case String text -> {
        if (Values.isWhole(key)) {
          var items = Values.letters(text);
          var index = Arithmetic.big(key).longValue();
          var i = index < 0 ? index + items.size() : index;
          if (i >= 0 && i < items.size()) {
            return items.get((int) i);
          }
        }
      }
      case null, default -> {}
    }
    return missing(value, key);
  }

  /// What an item is that a value does not have: a method or an attribute.
  private static @Nullable Object missing(@Nullable Object value, @Nullable Object key) {
    if (key instanceof Undefined u) {
      throw u.raised();
    }
    if (key instanceof String name) {
      var method = method(value, name);
      return method != null ? method.bound(value) : own(value, name);
    }
    return Undefined.in(value, key);
  }
}
