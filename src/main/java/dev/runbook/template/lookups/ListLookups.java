package dev.runbook.template.lookups;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lookups that arrange what they are given: `items`, `dict`, `nested`, `together` ...
final class ListLookups {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ListLookups() {}

  static void addTo(Map<String, Lookup> all) {
    all.put("items", r -> flatten(r.terms(), 1));
    all.put("list", r -> new ArrayList<>(r.terms()));
    all.put("flattened", r -> flattened(r.terms()));
    all.put("dict", ListLookups::entries);
    all.put("indexed_items", ListLookups::indexed);
    all.put("together", ListLookups::together);
    all.put("nested", ListLookups::nested);
    all.put("cartesian", ListLookups::nested);
    all.put("subelements", ListLookups::subelements);
    all.put("random_choice", ListLookups::choice);
  }

  static List<@Nullable Object> flatten(List<? extends @Nullable Object> terms, int levels) {
    var out = new ArrayList<@Nullable Object>();
    for (var term : terms) {
      if (term instanceof List<?> list) {
        out.addAll(levels > 1 ? flatten(Values.cast(list), levels - 1) : list);
      } else {
        out.add(term);
      }
    }
    return out;
  }

  private static List<@Nullable Object> flattened(List<? extends @Nullable Object> terms) {
    var out = new ArrayList<@Nullable Object>();
    for (var term : terms) {
      if (term instanceof List<?> list) {
        out.addAll(flattened(Values.cast(list)));
      } else if (term != null && !term.equals("None") && !term.equals("null")) {
        out.add(term);
      }
    }
    return out;
  }

  private static List<@Nullable Object> entries(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.terms()) {
      if (!(term instanceof Map<?, ?> map)) {
        throw Raised.lookup("with_dict expects a dict");
      }
      map.forEach((key, value) -> {
        var item = new LinkedHashMap<String, @Nullable Object>();
        item.put("key", key);
        item.put("value", value);
        found.add(item);
      });
    }
    return found;
  }

  private static List<@Nullable Object> indexed(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var item : flatten(r.terms(), 1)) {
      found.add(Tuple.of((long) found.size(), item));
    }
    return found;
  }

  private static List<@Nullable Object> together(Request r) {
    if (r.terms().isEmpty()) {
      throw Raised.lookup("with_together requires at least one element in each list");
    }
    var lists = new ArrayList<List<@Nullable Object>>();
    var size = 0;
    for (var term : r.terms()) {
      var list = Values.items(term);
      lists.add(list);
      size = Math.max(size, list.size());
    }
    var found = new ArrayList<@Nullable Object>();
    for (var i = 0; i < size; i++) {
      var row = new ArrayList<@Nullable Object>();
      for (var list : lists) {
        row.add(i < list.size() ? list.get(i) : null);
      }
      found.add(flatten(row, 1));
    }
    return found;
  }

  private static List<@Nullable Object> nested(Request r) {
    if (r.terms().isEmpty()) {
      throw Raised.lookup("with_nested requires at least one element in the nested list");
    }
    List<@Nullable Object> rows = new ArrayList<>();
    rows.add(List.of());
    for (var term : r.terms()) {
      var next = new ArrayList<@Nullable Object>();
      for (var row : rows) {
        for (var item : Values.items(term)) {
          r.context().made(1 + Values.size(row));
          var longer = new ArrayList<@Nullable Object>(Values.items(row));
          longer.addAll(flatten(Arrays.asList(item), 2));
          next.add(longer);
        }
      }
      rows = next;
    }
    return rows;
  }

  private static List<@Nullable Object> choice(Request r) {
    if (r.terms().isEmpty()) {
      return new ArrayList<>();
    }
    var found = new ArrayList<@Nullable Object>();
    found.add(r.terms().get(RANDOM.nextInt(r.terms().size())));
    return found;
  }

  private static List<@Nullable Object> subelements(Request r) {
    var terms = r.terms();
    if (terms.size() < 2 || terms.size() > 3) {
      throw Raised.lookup("subelements lookup expects a list of two or three items, ");
    }
    if (!(terms.get(1) instanceof String path)) {
      throw Raised.lookup(
          "subelements lookup expects a list of two or three items, first a dict or a list, second"
              + " a string pointing to the subkey");
    }
    List<@Nullable Object> elements;
    switch (terms.get(0)) {
      case Map<?, ?> map -> {
        if (Values.truth(map.get("skipped"))) {
          return new ArrayList<>();
        }
        elements = new ArrayList<>(map.values());
      }
      case List<?> list -> elements = Values.cast(list);
      case null, default -> elements = new ArrayList<>(Arrays.asList(terms.get(0)));
    }
    if (terms.size() == 3
        && !(terms.get(2) instanceof Map<?, ?> flags
            && Set.of("skip_missing").containsAll(flags.keySet()))) {
      throw Raised.lookup(
          "subelements lookup expects a list of two or three items, the optional third item must be"
              + " a dict with flags skip_missing");
    }
    var skips =
        terms.size() == 3
            && terms.get(2) instanceof Map<?, ?> flags
            && new Request(r.name(), List.of(), named(flags), r.context())
                .truth("skip_missing", false);
    var found = new ArrayList<@Nullable Object>();
    for (var element : elements) {
      if (!(element instanceof Map<?, ?> map)) {
        throw Raised.lookup(
            "subelements lookup expects a dictionary, got '" + Text.str(element) + "'");
      }
      if (!Values.truth(map.get("skipped"))) {
        for (var item : within(map, path, skips)) {
          found.add(Tuple.of(without(map, path.split("\\.", -1), 0), item));
        }
      }
    }
    return found;
  }

  private static Map<String, @Nullable Object> named(Map<?, ?> map) {
    var named = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> named.put(Text.str(key), value));
    return named;
  }

  private static List<@Nullable Object> within(Map<?, ?> element, String path, boolean skips) {
    Map<?, ?> at = element;
    var keys = path.split("\\.", -1);
    for (var i = 0; i < keys.length; i++) {
      var last = i == keys.length - 1;
      if (!at.containsKey(keys[i])) {
        if (skips) {
          return List.of();
        }
        throw Raised.lookup(
            "could not find '" + keys[i] + "' key in iterated item '" + Text.str(at) + "'");
      }
      var value = at.get(keys[i]);
      if (last) {
        if (value instanceof List<?> list) {
          return Values.cast(list);
        }
        throw Raised.lookup(
            "the key " + keys[i] + " should point to a list, got '" + Text.str(value) + "'");
      }
      if (!(value instanceof Map<?, ?> inner)) {
        if (skips) {
          return List.of();
        }
        throw Raised.lookup(
            "the key " + keys[i] + " should point to a dictionary, got '" + Text.str(value) + "'");
      }
      at = inner;
    }
    return List.of();
  }

  /// The element as the pairs show it: without the list that was taken out of it.
  private static Map<?, ?> without(Map<?, ?> element, String[] keys, int level) {
    var copy = new LinkedHashMap<Object, @Nullable Object>(Values.cast(element));
    if (level == keys.length - 1) {
      copy.remove(keys[level]);
    } else if (copy.get(keys[level]) instanceof Map<?, ?> inner) {
      copy.put(keys[level], without(inner, keys, level + 1));
    }
    return copy;
  }
}
