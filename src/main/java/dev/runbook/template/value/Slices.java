package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Python's `x[start:stop:step]`.
public final class Slices {
  private Slices() {}

  public static @Nullable Object slice(
      @Nullable Object value, @Nullable Object from, @Nullable Object to, @Nullable Object by) {
    if (value instanceof Undefined) {
      return value;
    }
    if (!(value instanceof String) && !(value instanceof List)) {
      throw Raised.of("'" + Values.typeName(value) + "' object is not subscriptable");
    }
    var items = Values.items(value);
    var size = items.size();
    var step = by == null ? 1L : index(by);
    if (step == 0) {
      throw Raised.of("slice step cannot be zero");
    }
    var low = step > 0 ? 0L : -1L;
    var high = step > 0 ? (long) size : size - 1L;
    var start = from == null ? (step > 0 ? low : high) : bound(index(from), size, low, high);
    var stop = to == null ? (step > 0 ? high : low) : bound(index(to), size, low, high);
    if (step == 1 && value instanceof String text && Values.isPlainText(text)) {
      return start >= stop ? "" : text.substring((int) start, (int) stop);
    }
    var part = new ArrayList<@Nullable Object>();
    for (var i = start; step > 0 ? i < stop : i > stop; i += step) {
      part.add(items.get((int) i));
    }
    if (value instanceof String) {
      var text = new StringBuilder();
      part.forEach(text::append);
      return text.toString();
    }
    return value instanceof Tuple ? Tuple.copyOf(part) : part;
  }

  private static long index(@Nullable Object value) {
    return switch (value) {
      case Long l -> Math.clamp(l, -Integer.MAX_VALUE, Integer.MAX_VALUE);
      case Boolean b -> b ? 1 : 0;
      case Undefined u -> throw u.raised();
      case null, default ->
          throw Raised.of("slice indices must be integers or None or have an __index__ method");
    };
  }

  private static long bound(long index, int size, long low, long high) {
    var place = index < 0 ? index + size : index;
    return Math.clamp(place, low, high);
  }
}
