package dev.runbook.template.filters;

import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Undefined;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads `a.b.0` of an item, as `map(attribute=)`, `sort(attribute=)` and others do.
final class Getter {
  private Getter() {}

  /// @param attribute a dotted path, a number, or null for the item itself
  /// @param byDefault for what is missing, or null
  static @Nullable Object get(
      @Nullable Object item, @Nullable Object attribute, @Nullable Object byDefault) {
    if (attribute == null) {
      return item;
    }
    var value = item;
    if (attribute instanceof String path) {
      for (var start = 0; start <= path.length(); ) {
        var dot = path.indexOf('.', start);
        var end = dot < 0 ? path.length() : dot;
        value = Attributes.item(value, key(path, start, end));
        if (byDefault != null && value instanceof Undefined) {
          value = byDefault;
        }
        start = end + 1;
      }
      return value;
    }
    value = Attributes.item(value, attribute);
    return byDefault != null && value instanceof Undefined ? byDefault : value;
  }

  /// One part of a path: an index where all of it are digits.
  private static Object key(String path, int start, int end) {
    if (end == start || end - start > 9) {
      return path.substring(start, end);
    }
    var index = 0L;
    for (var i = start; i < end; i++) {
      var digit = path.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return path.substring(start, end);
      }
      index = index * 10 + digit;
    }
    return index;
  }

  /// What a value is compared by: texts without regard to case, unless that is asked for.
  static @Nullable Object key(@Nullable Object value, boolean caseSensitive) {
    return !caseSensitive && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
  }

  static UnaryOperator<@Nullable Object> keys(@Nullable Object attribute, boolean caseSensitive) {
    if (attribute instanceof String path && path.indexOf(',') >= 0) {
      var parts = path.split(",", -1);
      return item -> {
        var keys = new @Nullable Object[parts.length];
        for (var i = 0; i < parts.length; i++) {
          keys[i] = key(get(item, parts[i], null), caseSensitive);
        }
        return Tuple.of(keys);
      };
    }
    return item -> key(get(item, attribute, null), caseSensitive);
  }

  static Comparator<@Nullable Object> order() {
    return (a, b) -> Compare.order(a, b, "<");
  }
}
