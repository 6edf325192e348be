package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ansible's filters on maps.
final class MapFilters {
  private MapFilters() {}

  static void addTo(Table table) {
    table
        .add("dict2items", "key_name=key value_name=value", MapFilters::toItems)
        .add("items2dict", "key_name=key value_name=value", MapFilters::fromItems)
        .add("combine", "*rest **named", MapFilters::combine)
        .add("subelements", "subelements skip_missing=false", MapFilters::subelements)
        .add("rekey_on_member", "key duplicates=error", MapFilters::rekey)
        .add("dict", "*rest", (x, _) -> pairs(x))
        .add("dict_kv", "key", (x, a) -> one(a.at(0), x))
        .add("groupby_as_dict", "attribute", MapFilters::groupByAsMap)
        .add("lists_mergeby", "*rest **named", Merge::listsByKey);
  }

  private static Object toItems(@Nullable Object value, Args a) {
    var map =
        SetFilters.map(
            value, "dict2items requires a dictionary, got " + Values.typeName(value) + " instead.");
    var items = new ArrayList<@Nullable Object>(map.size());
    for (var entry : map.entrySet()) {
      var item = new LinkedHashMap<Object, @Nullable Object>();
      item.put(a.string(0), entry.getKey());
      item.put(a.string(1), entry.getValue());
      items.add(item);
    }
    return items;
  }

  private static Object fromItems(@Nullable Object value, Args a) {
    if (!(value instanceof List<?> list)) {
      throw Raised.filter(
          "items2dict requires a list, got " + Values.typeName(value) + " instead.");
    }
    var made = new LinkedHashMap<Object, @Nullable Object>();
    for (var item : list) {
      if (!(item instanceof Map<?, ?> map)) {
        throw Raised.filter(
            "items2dict requires a list of dictionaries, got " + Text.repr(value) + " instead.");
      }
      if (!map.containsKey(a.string(0)) || !map.containsKey(a.string(1))) {
        throw Raised.filter(
            "items2dict requires each dictionary in the list to contain the keys '"
                + a.string(0)
                + "' and '"
                + a.string(1)
                + "', got "
                + Text.repr(value)
                + " instead.");
      }
      made.put(map.get(a.string(0)), map.get(a.string(1)));
    }
    return made;
  }

  private static @Nullable Object combine(@Nullable Object value, Args a) {
    for (var key : a.named().keySet()) {
      if (!key.equals("recursive") && !key.equals("list_merge")) {
        throw Raised.filter("'recursive' and 'list_merge' are the only valid keyword arguments");
      }
    }
    var recursive = Values.truth(a.named().getOrDefault("recursive", false));
    var how = Merge.Lists.of(Text.str(a.named().getOrDefault("list_merge", "replace")));
    var all = new ArrayList<@Nullable Object>();
    add(value, all);
    a.rest().forEach(other -> add(other, all));
    if (all.size() == 1) {
      return Undefined.demand(all.getFirst()); // of one alone nothing is asked
    }
    var merged = new LinkedHashMap<Object, @Nullable Object>();
    for (var one : all) {
      if (!(Undefined.demand(one) instanceof Map<?, ?> map)) {
        throw Raised.filter(
            "failed to combine variables, expected dicts but got a '"
                + Values.typeName(one)
                + "': "
                + Text.repr(one));
      }
      Merge.into(merged, Values.cast(map), recursive, how, a.context(), 0);
    }
    return merged;
  }

  /** One level of lists is opened; nothing, also when written as text, adds nothing. */
  private static void add(@Nullable Object value, List<@Nullable Object> all) {
    for (var one : value instanceof List<?> list ? list : Collections.singletonList(value)) {
      if (one != null && !one.equals("None") && !one.equals("null")) {
        all.add(one);
      }
    }
  }

  private static Object subelements(@Nullable Object value, Args a) {
    var elements =
        switch (value) {
          case Map<?, ?> map -> new ArrayList<@Nullable Object>(map.values());
          case List<?> list -> Values.cast(list);
          case null, default -> throw Raised.filter("obj must be a list of dicts or a nested dict");
        };
    var path =
        switch (a.at(0)) {
          case List<?> list -> Values.cast(list);
          case String text -> List.<@Nullable Object>of((Object[]) text.split("\\.", -1));
          case null, default -> throw Raised.filter("subelements must be a list or a string");
        };
    var pairs = new ArrayList<@Nullable Object>();
    for (var element : elements) {
      for (var item : within(element, path, a.truth(1))) {
        pairs.add(Tuple.of(element, item));
      }
    }
    return pairs;
  }

  private static List<@Nullable Object> within(
      @Nullable Object element, List<@Nullable Object> path, boolean skipMissing) {
    var values = element;
    for (var key : path) {
      if (!(values instanceof Map<?, ?> map)) {
        throw Raised.filter(
            "the key "
                + Text.str(key)
                + " should point to a dictionary, got '"
                + Text.str(values)
                + "'");
      }
      if (!map.containsKey(key)) {
        if (skipMissing) {
          return List.of();
        }
        throw Raised.filter(
            "could not find " + Text.repr(key) + " key in iterated item " + Text.repr(values));
      }
      values = map.get(key);
    }
    if (!(Undefined.demand(values) instanceof List<?> list)) {
      throw Raised.filter(
          (path.isEmpty() ? "an item" : "the key " + Text.repr(path.getLast()))
              + " should "
              + (path.isEmpty() ? "be" : "point to")
              + " a list, got "
              + Text.repr(values));
    }
    return Values.cast(list);
  }

  private static Object rekey(@Nullable Object value, Args a) {
    var duplicates = a.string(1);
    if (!duplicates.equals("error") && !duplicates.equals("overwrite")) {
      throw Raised.filter(
          "duplicates parameter to rekey_on_member has unknown value: " + duplicates);
    }
    List<@Nullable Object> items;
    switch (value) {
      case Map<?, ?> map -> items = new ArrayList<>(map.values());
      case List<?> list -> items = Values.cast(list);
      case null, default -> throw Raised.filter("Type is not a valid list, set, or dict");
    }
    var made = new LinkedHashMap<Object, @Nullable Object>();
    for (var item : items) {
      var map = SetFilters.map(item, "List item is not a valid dict");
      if (!map.containsKey(a.string(0))) {
        throw Raised.filter("Key " + a.string(0) + " was not found");
      }
      var key = map.get(a.string(0));
      if (made.containsKey(key) && duplicates.equals("error")) {
        throw Raised.filter(
            "Key " + Text.str(key) + " is not unique, cannot correctly turn into dict");
      }
      made.put(key, item);
    }
    return made;
  }

  private static Object pairs(@Nullable Object value) {
    var made = new LinkedHashMap<Object, @Nullable Object>();
    for (var pair : Values.items(value)) {
      var parts = Values.items(pair);
      if (parts.size() != 2) {
        throw Raised.filter("dict needs pairs, got " + Text.repr(pair));
      }
      made.put(parts.get(0), parts.get(1));
    }
    return made;
  }

  private static Object one(@Nullable Object key, @Nullable Object value) {
    var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    made.put(key, value);
    return made;
  }

  private static Object groupByAsMap(@Nullable Object value, Args a) {
    if (!(value instanceof List<?> list)) {
      throw Raised.filter("Input is not a sequence");
    }
    var made = new LinkedHashMap<Object, @Nullable Object>();
    for (var i = 0; i < list.size(); i++) {
      var map = SetFilters.map(list.get(i), "Sequence element #" + i + " is not a mapping");
      if (!map.containsKey(a.string(0))) {
        throw Raised.filter("Attribute not contained in element #" + i + " of sequence");
      }
      var key = map.get(a.string(0));
      if (made.containsKey(key)) {
        throw Raised.filter("Multiple sequence entries have attribute value " + Text.repr(key));
      }
      made.put(key, map);
    }
    return made;
  }
}
