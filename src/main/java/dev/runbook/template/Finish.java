package dev.runbook.template;

import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes final values of what templates give: nothing lazy, nothing undefined, tuples as lists, and
/// what was omitted dropped from maps and lists. What needs no work is not copied.
final class Finish {
  private static final int MAX_DEPTH = 1000;

  /// What one part of a value counts. A value may hold the same list twice on every level: of its
  /// parts there are far more than memory shows.
  private static final int NODE = 100;

  private Finish() {}

  static @Nullable Object value(@Nullable Object value, Renderer renderer) {
    return value(value, renderer, 0);
  }

  private static @Nullable Object value(@Nullable Object value, Renderer renderer, int depth) {
    if (value == null || value instanceof String) {
      return value;
    }
    if (depth > MAX_DEPTH) {
      throw Raised.limit("a value nested more than " + MAX_DEPTH + " levels deep");
    }
    renderer.limits().effort(NODE);
    return switch (value) {
      case Template t -> value(renderer.render(t), renderer, depth + 1);
      case Undefined u -> {
        if (u.silent()) {
          yield "";
        }
        throw u.raised();
      }
      case Map<?, ?> map -> map(Values.cast(map), renderer, depth);
      case List<?> list -> list(Values.cast(list), renderer, depth);
      case Set<?> set -> list(new ArrayList<>(set), renderer, depth);
      case Vaulted v -> renderer.open(v);
      case Invocable _, Attributes.Holder _ -> Text.str(value);
      default -> Values.plain(value);
    };
  }

  private static Object map(Map<Object, @Nullable Object> map, Renderer renderer, int depth) {
    if (!(map instanceof Lazily.LazyMap) && isFinal(map, renderer, 0)) {
      return map;
    }
    if (map instanceof Lazily.LazyMap lazy && isFinal(lazy.raw(), renderer, 0)) {
      return lazy.raw();
    }
    var made = LinkedHashMap.<@Nullable Object, @Nullable Object>newLinkedHashMap(map.size());
    for (var entry : map.entrySet()) {
      var item = entry.getValue();
      if (item == Omit.OMIT) {
        continue;
      }
      var done = value(item, renderer, depth + 1);
      if (done != Omit.OMIT) {
        made.put(key(entry.getKey()), done);
      }
    }
    return made;
  }

  private static @Nullable Object key(@Nullable Object key) {
    return isNoKey(key) ? Text.str(key) : key;
  }

  /// Whether only its text can be the key of a final map.
  private static boolean isNoKey(@Nullable Object key) {
    return key instanceof Invocable || key instanceof Attributes.Holder;
  }

  private static Object list(List<@Nullable Object> list, Renderer renderer, int depth) {
    if (list instanceof Lazily.LazyList lazy && isFinal(lazy.raw(), renderer, 0)) {
      return lazy.raw();
    }
    if (!(list instanceof Lazily.LazyList) && isFinal(list, renderer, 0)) {
      return list;
    }
    var made = new ArrayList<@Nullable Object>(list.size());
    for (var item : list) {
      var done = value(item, renderer, depth + 1);
      if (done != Omit.OMIT) {
        made.add(done);
      }
    }
    return made;
  }

  /// Whether a value holds nothing that has to be rendered, dropped or copied.
  private static boolean isFinal(@Nullable Object value, Renderer renderer, int depth) {
    renderer.limits().effort(NODE);
    return switch (value) {
      case null -> true;
      case String _, Long _, Boolean _, Double _, java.math.BigInteger _ -> true;
      case Lazily.LazyMap _, Lazily.LazyList _, Renderer.All _ -> false;
      case Map<?, ?> map -> {
        if (depth > MAX_DEPTH) {
          yield false;
        }
        for (var entry : map.entrySet()) {
          if (isNoKey(entry.getKey()) || !isFinal(entry.getValue(), renderer, depth + 1)) {
            yield false;
          }
        }
        yield true;
      }
      case dev.runbook.template.value.Tuple _, dev.runbook.template.value.Range _ -> false;
      case List<?> list -> {
        if (depth > MAX_DEPTH) {
          yield false;
        }
        for (var item : list) {
          if (!isFinal(item, renderer, depth + 1)) {
            yield false;
          }
        }
        yield true;
      }
      case java.time.temporal.Temporal _, java.time.Duration _ -> true;
      default -> false;
    };
  }
}
