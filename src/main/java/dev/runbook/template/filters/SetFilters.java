package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ansible's filters that treat lists as sets, and those that combine items.
final class SetFilters {
  private SetFilters() {}

  static void addTo(Table table) {
    table
        .add("unique", "case_sensitive=null attribute=null", SetFilters::unique)
        .add("union", "b", (x, a) -> distinct(joined(x, a)))
        .add("intersect", "b", (x, a) -> distinct(filtered(x, a.at(0), true)))
        .add("difference", "b", (x, a) -> distinct(filtered(x, a.at(0), false)))
        .add("symmetric_difference", "b", SetFilters::symmetric)
        .add("flatten", "levels=null skip_nulls=true", SetFilters::flatten)
        .add("zip", "*rest", (x, a) -> zip(x, a.rest(), false, null))
        .add(
            "zip_longest",
            "*rest **named",
            (x, a) -> zip(x, a.rest(), true, a.named().get("fillvalue")))
        .add("product", "*rest **named", SetFilters::product)
        .add("permutations", "r=null", (x, a) -> choose(x, a, true))
        .add("combinations", "r", (x, a) -> choose(x, a, false));
  }

  /// Finds items again: by hash where Python's equality is Java's, else one by one.
  static final class Seen {
    private final Set<Object> plain = new HashSet<>();
    private final List<@Nullable Object> others = new ArrayList<>();

    boolean add(@Nullable Object item) {
      if (item instanceof String || item instanceof Long) {
        if (!plain.add(item)) {
          return false;
        }
        return item instanceof String || !contains(others, item);
      }
      if (contains(others, item) || (Values.isNumber(item) && containsNumber(item))) {
        return false;
      }
      others.add(item);
      return true;
    }

    boolean contains(@Nullable Object item) {
      if (item instanceof String) {
        return plain.contains(item);
      }
      if (item instanceof Long && plain.contains(item)) {
        return true;
      }
      return contains(others, item) || (Values.isNumber(item) && containsNumber(item));
    }

    private boolean containsNumber(@Nullable Object number) {
      for (var item : plain) {
        if (item instanceof Long && Compare.equal(item, number)) {
          return true;
        }
      }
      return false;
    }

    private static boolean contains(List<@Nullable Object> items, @Nullable Object wanted) {
      for (var item : items) {
        if (Compare.equal(item, wanted)) {
          return true;
        }
      }
      return false;
    }
  }

  private static Object unique(@Nullable Object value, Args a) {
    var keys = Getter.keys(a.at(1), Values.truth(a.at(0)));
    // Ansible goes over to its own filter, which takes what has no hash, but no options
    var strict = Boolean.FALSE.equals(a.at(0)) || Values.truth(a.at(1));
    var seen = new Seen();
    var kept = new ArrayList<@Nullable Object>();
    for (var item : Values.items(value)) {
      a.context().step();
      var key = keys.apply(item);
      if (strict && (key instanceof Map || (key instanceof List && !(key instanceof Tuple)))) {
        throw Raised.filter(
            "Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does"
                + " not support the parameters supplied: unhashable type: '"
                + Values.typeName(key)
                + "'");
      }
      if (seen.add(key)) {
        kept.add(item);
      }
    }
    return kept;
  }

  static List<@Nullable Object> distinct(List<@Nullable Object> items) {
    var seen = new Seen();
    var kept = new ArrayList<@Nullable Object>();
    for (var item : items) {
      if (seen.add(item)) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static List<@Nullable Object> joined(@Nullable Object value, Args a) {
    var all = new ArrayList<>(Values.items(value));
    all.addAll(Values.items(a.at(0)));
    return all;
  }

  static List<@Nullable Object> filtered(
      @Nullable Object value, @Nullable Object other, boolean wanted) {
    var seen = new Seen();
    Values.items(other).forEach(seen::add);
    var kept = new ArrayList<@Nullable Object>();
    for (var item : Values.items(value)) {
      if (seen.contains(item) == wanted) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static Object symmetric(@Nullable Object value, Args a) {
    var common = filtered(value, a.at(0), true);
    return filtered(distinct(joined(value, a)), common, false);
  }

  private static Object flatten(@Nullable Object value, Args a) {
    var levels = a.at(0) == null ? Integer.MAX_VALUE : a.whole(0);
    var out = new ArrayList<@Nullable Object>();
    flatten(Values.items(value), levels, a, out, 0);
    return out;
  }

  private static void flatten(
      List<@Nullable Object> items, int levels, Args a, List<@Nullable Object> out, int depth) {
    if (depth > 1000) {
      throw Raised.limit("a list nested more than 1000 levels deep");
    }
    for (var item : items) {
      a.context().step();
      if (a.truth(1) && (item == null || "None".equals(item) || "null".equals(item))) {
        continue;
      }
      if (item instanceof List<?> inner && levels > 0) {
        flatten(Values.cast(inner), levels - 1, a, out, depth + 1);
      } else {
        out.add(item);
      }
    }
  }

  private static Object zip(
      @Nullable Object value,
      List<@Nullable Object> others,
      boolean longest,
      @Nullable Object fill) {
    var lists = new ArrayList<List<@Nullable Object>>();
    lists.add(Values.items(value));
    others.forEach(other -> lists.add(Values.items(other)));
    var sizes = lists.stream().mapToInt(List::size);
    var size = longest ? sizes.max().orElse(0) : sizes.min().orElse(0);
    var rows = new ArrayList<@Nullable Object>(size);
    for (var i = 0; i < size; i++) {
      var row = new @Nullable Object[lists.size()];
      for (var j = 0; j < row.length; j++) {
        row[j] = i < lists.get(j).size() ? lists.get(j).get(i) : fill;
      }
      rows.add(Tuple.of(row));
    }
    return rows;
  }

  private static Object product(@Nullable Object value, Args a) {
    var lists = new ArrayList<List<@Nullable Object>>();
    lists.add(Values.items(value));
    a.rest().forEach(other -> lists.add(Values.items(other)));
    if (a.named().get("repeat") instanceof Long times) {
      var once = List.copyOf(lists);
      lists.clear();
      for (var i = 0; i < Math.min(times, 1000); i++) {
        lists.addAll(once);
      }
    }
    List<Tuple> rows = List.of(Tuple.of());
    for (var list : lists) {
      var next = new ArrayList<Tuple>();
      for (var row : rows) {
        for (var item : list) {
          a.context().made(row.size() + 1);
          var longer = new ArrayList<@Nullable Object>(row);
          longer.add(item);
          next.add(Tuple.copyOf(longer));
        }
      }
      rows = next;
    }
    return new ArrayList<@Nullable Object>(rows);
  }

  private static Object choose(@Nullable Object value, Args a, boolean ordered) {
    var items = Values.items(value);
    var size = a.at(0) == null ? items.size() : a.whole(0);
    var rows = new ArrayList<@Nullable Object>();
    if (size >= 0 && size <= items.size()) {
      pick(items, size, ordered, 0, new ArrayList<>(), new boolean[items.size()], rows, a);
    }
    return rows;
  }

  private static void pick(
      List<@Nullable Object> items,
      int size,
      boolean ordered,
      int from,
      List<@Nullable Object> row,
      boolean[] used,
      List<@Nullable Object> rows,
      Args a) {
    a.context().step();
    if (row.size() == size) {
      a.context().made(size);
      rows.add(Tuple.copyOf(row));
      return;
    }
    if (row.size() > 1000) {
      throw Raised.limit("combinations of more than 1000 items");
    }
    for (var i = ordered ? 0 : from; i < items.size(); i++) {
      if (!used[i]) {
        used[i] = true;
        row.add(items.get(i));
        pick(items, size, ordered, i + 1, row, used, rows, a);
        row.removeLast();
        used[i] = false;
      }
    }
  }

  static Map<Object, @Nullable Object> map(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return Values.cast(map);
    }
    throw Raised.filter(what);
  }
}
