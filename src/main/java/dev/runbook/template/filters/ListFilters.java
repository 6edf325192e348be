package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Splits;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Jinja2's filters that work on lists as a whole.
final class ListFilters {
  private ListFilters() {}

  static void addTo(Table table) {
    table
        .add("first", "", (x, _) -> edge(x, true))
        .add("last", "", (x, _) -> edge(x, false))
        .add("length count", "", (x, _) -> Values.length(x))
        .add("list", "", (x, _) -> new ArrayList<>(Values.items(x)))
        .add("join", "d= attribute=null", ListFilters::join)
        .add("sort", "reverse=false case_sensitive=false attribute=null", ListFilters::sort)
        .add("dictsort", "case_sensitive=false by=key reverse=false", ListFilters::dictSort)
        .add("reverse", "", (x, _) -> reverse(x))
        .add("sum", "attribute=null start=0", ListFilters::sum)
        .add("min", "case_sensitive=false attribute=null", (x, a) -> extreme(x, a, -1))
        .add("max", "case_sensitive=false attribute=null", (x, a) -> extreme(x, a, 1))
        .add("batch", "linecount fill_with=null", ListFilters::batch)
        .add("slice", "slices fill_with=null", ListFilters::slice)
        .add("groupby", "attribute default=null case_sensitive=false", ListFilters::groupBy)
        .lenient("items", "", (x, _) -> items(x))
        .add("attr", "name", (x, a) -> attribute(x, a.string(0)));
  }

  private static @Nullable Object edge(@Nullable Object value, boolean first) {
    var items = Values.items(value);
    if (items.isEmpty()) {
      return Undefined.hinted(
          first ? "No first item, sequence was empty." : "No last item, sequence was empty.");
    }
    return first ? items.getFirst() : items.getLast();
  }

  private static Object join(@Nullable Object value, Args a) {
    var separator = a.string(0);
    var out = new StringBuilder();
    var first = true;
    for (var item : Values.items(value)) {
      if (!first) {
        out.append(separator);
      }
      first = false;
      out.append(Text.str(Getter.get(item, a.at(1), null)));
      Splits.check(out);
    }
    return out.toString();
  }

  private static Object sort(@Nullable Object value, Args a) {
    var keys = Getter.keys(a.at(2), a.truth(1));
    record Keyed(@Nullable Object key, @Nullable Object item) {}
    var all = new ArrayList<Keyed>();
    for (var item : Values.items(value)) {
      all.add(new Keyed(keys.apply(item), item));
    }
    var sign = a.truth(0) ? -1 : 1;
    all.sort((x, y) -> sign * Compare.order(x.key(), y.key(), "<"));
    var sorted = new ArrayList<@Nullable Object>(all.size());
    all.forEach(one -> sorted.add(one.item()));
    return sorted;
  }

  private static Object dictSort(@Nullable Object value, Args a) {
    var part =
        switch (a.string(1)) {
          case "key" -> 0;
          case "value" -> 1;
          default -> throw Raised.of("You can only sort by either \"key\" or \"value\"");
        };
    if (!(value instanceof Map<?, ?> map)) {
      throw Raised.of("'" + Values.typeName(value) + "' object has no attribute 'items'");
    }
    var pairs = new ArrayList<Tuple>();
    map.forEach((k, v) -> pairs.add(Tuple.of(k, v)));
    var sign = a.truth(2) ? -1 : 1;
    pairs.sort((x, y) ->
        sign
            * Compare.order(
                Getter.key(x.get(part), a.truth(0)), Getter.key(y.get(part), a.truth(0)), "<"));
    return pairs;
  }

  private static Object reverse(@Nullable Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    var items = new ArrayList<>(Values.items(value));
    Collections.reverse(items);
    return items;
  }

  private static @Nullable Object sum(@Nullable Object value, Args a) {
    var total = a.at(1);
    for (var item : Values.items(value)) {
      total = Arithmetic.add(total, Getter.get(item, a.at(0), null));
    }
    return total;
  }

  private static @Nullable Object extreme(@Nullable Object value, Args a, int sign) {
    var items = Values.items(value);
    if (items.isEmpty()) {
      return Undefined.hinted("No aggregated item, sequence was empty.");
    }
    var keys = Getter.keys(a.at(1), a.truth(0));
    var best = items.getFirst();
    for (var item : items) {
      if (sign * Compare.order(keys.apply(item), keys.apply(best), sign > 0 ? ">" : "<") > 0) {
        best = item;
      }
    }
    return best;
  }

  private static Object batch(@Nullable Object value, Args a) {
    var size = a.whole(0);
    var rows = new ArrayList<@Nullable Object>();
    List<@Nullable Object> row = new ArrayList<>();
    for (var item : Values.items(value)) {
      if (row.size() == size) {
        rows.add(row);
        row = new ArrayList<>();
      }
      row.add(item);
    }
    if (!row.isEmpty()) {
      if (a.at(1) != null) {
        while (row.size() < size) {
          a.context().made(1);
          row.add(a.at(1));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static Object slice(@Nullable Object value, Args a) {
    var items = Values.items(value);
    var count = a.whole(0);
    if (count <= 0) {
      throw Raised.of("integer division or modulo by zero");
    }
    var size = items.size() / count;
    var bigger = items.size() % count;
    var columns = new ArrayList<@Nullable Object>();
    for (int i = 0, start = 0; i < count; i++) {
      a.context().made(1);
      var end = start + size + (i < bigger ? 1 : 0);
      var column = new ArrayList<@Nullable Object>(items.subList(start, end));
      if (a.at(1) != null && i >= bigger) {
        column.add(a.at(1));
      }
      columns.add(column);
      start = end;
    }
    return columns;
  }

  private static Object groupBy(@Nullable Object value, Args a) {
    var attribute = a.at(0);
    record Keyed(@Nullable Object key, @Nullable Object item) {}
    var all = new ArrayList<Keyed>();
    for (var item : Values.items(value)) {
      all.add(new Keyed(Getter.key(Getter.get(item, attribute, a.at(1)), a.truth(2)), item));
    }
    all.sort((x, y) -> Compare.order(x.key(), y.key(), "<"));
    var groups = new ArrayList<@Nullable Object>();
    for (var i = 0; i < all.size(); ) {
      var start = i;
      var members = new ArrayList<@Nullable Object>();
      // The first is in its group even where it does not equal itself, as NaN does not.
      do {
        members.add(all.get(i++).item());
      } while (i < all.size() && Compare.equal(all.get(i).key(), all.get(start).key()));
      groups.add(
          Tuple.named(
              List.of("grouper", "list"),
              Getter.get(members.getFirst(), attribute, a.at(1)),
              members));
    }
    return groups;
  }

  private static Object items(@Nullable Object value) {
    if (value instanceof Undefined) {
      return new ArrayList<>();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw Raised.of("Can only get item pairs from a mapping.");
    }
    var pairs = new ArrayList<@Nullable Object>();
    map.forEach((k, v) -> pairs.add(Tuple.of(k, v)));
    return pairs;
  }

  private static @Nullable Object attribute(@Nullable Object value, String name) {
    if (value instanceof Map && dev.runbook.template.value.Attributes.method(value, name) == null) {
      // Only attributes, no items: that is what sets it apart from the dot.
      return Undefined.in(value, name);
    }
    return dev.runbook.template.value.Attributes.attribute(value, name);
  }
}
