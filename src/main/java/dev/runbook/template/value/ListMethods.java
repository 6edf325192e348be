package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of `list` and `tuple`.
final class ListMethods {
  private static final Map<String, Operation> ALL = table();

  private ListMethods() {}

  static @Nullable Operation find(String name) {
    return ALL.get(name);
  }

  static @Nullable Operation findOfTuple(String name) {
    return switch (name) {
      case "index", "count", "__len__", "__contains__", "__getitem__", "__str__" -> ALL.get(name);
      default -> null;
    };
  }

  private static void add(
      Map<String, Operation> all, String name, String parameters, Operation.Body body) {
    all.put(name, Operation.of(name, parameters, body));
  }

  private static List<@Nullable Object> self(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return Values.cast(list);
    }
    throw Raised.of("descriptor requires a 'list' object");
  }

  private static int place(List<?> list, int index) {
    return index < 0 ? Math.max(0, index + list.size()) : Math.min(index, list.size());
  }

  private static Map<String, Operation> table() {
    var all = new LinkedHashMap<String, Operation>();
    add(
        all,
        "append",
        "object",
        (x, a) -> {
          a.context().step();
          self(x).add(a.at(0));
          return null;
        });
    add(
        all,
        "extend",
        "iterable",
        (x, a) -> {
          self(x).addAll(new ArrayList<>(Values.items(a.at(0))));
          return null;
        });
    add(
        all,
        "insert",
        "index object",
        (x, a) -> {
          self(x).add(place(self(x), a.whole(0)), a.at(1));
          return null;
        });
    add(
        all,
        "index",
        "value start=0 stop=2147483647",
        (x, a) -> {
          var list = self(x);
          for (var i = place(list, a.whole(1)); i < place(list, a.whole(2)); i++) {
            if (Compare.equal(list.get(i), a.at(0))) {
              return (long) i;
            }
          }
          throw Raised.of(Text.repr(a.at(0)) + " is not in list");
        });
    add(
        all,
        "count",
        "value",
        (x, a) -> {
          var count = 0L;
          for (var item : self(x)) {
            count += Compare.equal(item, a.at(0)) ? 1 : 0;
          }
          return count;
        });
    add(
        all,
        "pop",
        "index=-1",
        (x, a) -> {
          var list = self(x);
          var index = a.whole(0) < 0 ? a.whole(0) + list.size() : a.whole(0);
          if (index < 0 || index >= list.size()) {
            throw Raised.of(list.isEmpty() ? "pop from empty list" : "pop index out of range");
          }
          return list.remove(index);
        });
    add(
        all,
        "remove",
        "value",
        (x, a) -> {
          var list = self(x);
          for (var i = 0; i < list.size(); i++) {
            if (Compare.equal(list.get(i), a.at(0))) {
              list.remove(i);
              return null;
            }
          }
          throw Raised.of("list.remove(x): x not in list");
        });
    add(
        all,
        "clear",
        "",
        (x, _) -> {
          self(x).clear();
          return null;
        });
    add(all, "copy", "", (x, _) -> new ArrayList<>(self(x)));
    add(
        all,
        "reverse",
        "",
        (x, _) -> {
          Collections.reverse(self(x));
          return null;
        });
    add(
        all,
        "sort",
        "key=null reverse=false",
        (x, a) -> {
          var sorted = new ArrayList<>(self(x));
          sorted.sort((p, q) -> Compare.order(p, q, "<"));
          if (a.truth(1)) {
            Collections.reverse(sorted);
          }
          self(x).clear();
          self(x).addAll(sorted);
          return null;
        });
    add(all, "__len__", "", (x, _) -> (long) self(x).size());
    add(all, "__contains__", "value", (x, a) -> Compare.contains(x, a.at(0)));
    add(all, "__getitem__", "key", (x, a) -> Attributes.item(x, a.at(0)));
    add(all, "__str__", "", (x, _) -> Text.str(x));
    return all;
  }
}
