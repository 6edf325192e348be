package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of `dict`.
final class MapMethods {
  private static final Map<String, Operation> ALL = table();

  private MapMethods() {}

  static @Nullable Operation find(String name) {
    return ALL.get(name);
  }

  private static void add(
      Map<String, Operation> all, String name, String parameters, Operation.Body body) {
    all.put(name, Operation.of(name, parameters, body));
  }

  private static void lenient(
      Map<String, Operation> all, String name, String parameters, Operation.Body body) {
    all.put(name, Operation.lenient(name, parameters, body));
  }

  private static Map<Object, @Nullable Object> self(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return Values.cast(map);
    }
    throw Raised.of("descriptor requires a 'dict' object");
  }

  /// Python allows None as a key; so do our maps.
  @SuppressWarnings("NullAway")
  private static Object key(Args a) {
    return Undefined.demand(a.at(0));
  }

  private static Map<String, Operation> table() {
    var all = new LinkedHashMap<String, Operation>();
    lenient(
        all,
        "get",
        "key default=null",
        (x, a) -> {
          var map = self(x);
          var item = map.get(key(a));
          return item != null || map.containsKey(key(a)) ? item : a.at(1);
        });
    add(all, "keys", "", (x, _) -> new ArrayList<@Nullable Object>(self(x).keySet()));
    add(all, "values", "", (x, _) -> new ArrayList<>(self(x).values()));
    add(all, "items", "", (x, _) -> items(self(x)));
    add(all, "copy", "", (x, _) -> new LinkedHashMap<>(self(x)));
    add(all, "has_key", "key", (x, a) -> self(x).containsKey(key(a)));
    add(all, "__contains__", "key", (x, a) -> self(x).containsKey(key(a)));
    add(all, "__getitem__", "key", (x, a) -> Attributes.item(x, a.at(0)));
    add(all, "__len__", "", (x, _) -> (long) self(x).size());
    add(all, "__str__", "", (x, _) -> Text.str(x));
    add(all, "update", "other=null **named", MapMethods::update);
    add(
        all,
        "clear",
        "",
        (x, _) -> {
          self(x).clear();
          return null;
        });
    add(
        all,
        "setdefault",
        "key default=null",
        (x, a) -> {
          var map = self(x);
          if (!map.containsKey(key(a))) {
            map.put(key(a), a.at(1));
          }
          return map.get(key(a));
        });
    lenient(
        all,
        "pop",
        "key default=null",
        (x, a) -> {
          var map = self(x);
          if (map.containsKey(key(a))) {
            return map.remove(key(a));
          }
          if (a.given(1)) {
            return a.at(1);
          }
          throw Raised.of("KeyError: " + Text.repr(a.at(0)));
        });
    add(
        all,
        "popitem",
        "",
        (x, _) -> {
          var map = self(x);
          if (map.isEmpty()) {
            throw Raised.of("KeyError: 'popitem(): dictionary is empty'");
          }
          var last = items(map).getLast();
          map.remove(((Tuple) last).get(0));
          return last;
        });
    add(
        all,
        "fromkeys",
        "keys value=null",
        (_, a) -> {
          var map = new LinkedHashMap<Object, @Nullable Object>();
          Values.items(a.at(0)).forEach(k -> map.put(k, a.at(1)));
          return map;
        });
    return all;
  }

  private static List<Object> items(Map<Object, @Nullable Object> map) {
    var items = new ArrayList<Object>(map.size());
    for (var entry : map.entrySet()) {
      items.add(Tuple.of(entry.getKey(), entry.getValue()));
    }
    return items;
  }

  private static @Nullable Object update(@Nullable Object value, Args a) {
    var map = self(value);
    switch (a.at(0)) {
      case null -> {}
      case Map<?, ?> other -> map.putAll(Values.cast(other));
      default -> {
        for (var pair : Values.items(a.at(0))) {
          var parts = Values.items(pair);
          if (parts.size() != 2) {
            throw Raised.of(
                "dictionary update sequence element has length "
                    + parts.size()
                    + "; 2 is required");
          }
          map.put(parts.get(0), parts.get(1));
        }
      }
    }
    map.putAll(a.named());
    return null;
  }
}
