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
      for (var part : path.split("\\.", -1)) {
        value =
            Attributes.item(value, part.matches("\\d{1,9}") ? (Object) Long.valueOf(part) : part);
        if (byDefault != null && value instanceof Undefined) {
          value = byDefault;
        }
      }
      return value;
    }
    value = Attributes.item(value, attribute);
    return byDefault != null && value instanceof Undefined ? byDefault : value;
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
