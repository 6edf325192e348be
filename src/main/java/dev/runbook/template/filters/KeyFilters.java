package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `keep_keys`, `remove_keys` and `replace_keys`: those of community.general look at the maps of a
/// list, those of ansible.utils at every map inside a value.
final class KeyFilters {
  private KeyFilters() {}

  static void addTo(Table table) {
    var flat = "target matching_parameter=equal";
    table
        .add("community.general.keep_keys", flat, (x, a) -> keep(x, a, true))
        .add("community.general.remove_keys", flat, (x, a) -> keep(x, a, false))
        .add("community.general.replace_keys", flat, KeyFilters::replace);
    var deep = "target matching_parameter=equality";
    table
        .add("ansible.utils.keep_keys", deep, (x, a) -> keepDeep(data(x, "keep operation"), a))
        .add(
            "ansible.utils.remove_keys",
            deep,
            (x, a) -> full(removeDeep(data(x, "attribute removal"), a)))
        .add(
            "ansible.utils.replace_keys",
            deep,
            (x, a) -> replaceDeep(data(x, "replace operation"), a));
  }

  private static List<Map<Object, @Nullable Object>> maps(@Nullable Object value, Args a) {
    if (!(value instanceof List<?> list)) {
      throw Raised.filter(
          "First argument must be a list. " + Text.repr(value) + " is " + Values.typeOf(value));
    }
    var maps = new ArrayList<Map<Object, @Nullable Object>>();
    for (var item : list) {
      var map =
          SetFilters.map(
              item,
              "The data items must be dictionaries. "
                  + Text.str(item)
                  + " is "
                  + Values.typeOf(item));
      if (!map.keySet().stream().allMatch(String.class::isInstance)) {
        throw Raised.filter(
            "Top level keys must be strings. keys: " + Text.repr(new ArrayList<>(map.keySet())));
      }
      maps.add(map);
    }
    var how = a.string(1);
    if (!List.of("equal", "starts_with", "ends_with", "regex").contains(how)) {
      throw Raised.filter(
          "The matching_parameter must be one of ['equal', 'starts_with', 'ends_with', 'regex']."
              + " matching_parameter="
              + Text.repr(how));
    }
    return maps;
  }

  private static List<String> targets(Args a) {
    var targets =
        switch (a.at(0)) {
          case String text when !text.isEmpty() -> List.of(text);
          case String _ -> List.<String>of();
          case List<?> list -> {
            for (var item : list) {
              if (!(item instanceof String)) {
                throw Raised.filter(
                    "The target items must be strings. "
                        + Text.repr(item)
                        + " is "
                        + Values.typeOf(item));
              }
            }
            yield list.stream().map(Text::str).toList();
          }
          case null, default ->
              throw Raised.filter(
                  "The target must be a string or a list. target is <class '"
                      + Values.typeName(a.at(0))
                      + "'>.");
        };
    if (targets.isEmpty()) {
      throw Raised.filter("The target can't be empty.");
    }
    if (targets.size() > 1 && a.string(1).equals("regex")) {
      throw Raised.filter(
          "Single item is required in the target list if matching_parameter=regex.");
    }
    return targets;
  }

  private static boolean matches(String key, String target, String how) {
    return switch (how) {
      case "starts_with" -> key.startsWith(target);
      case "ends_with" -> key.endsWith(target);
      case "regex" -> Regex.of(target, false, false).matchesStart(key);
      default -> key.equals(target);
    };
  }

  private static boolean matchesAny(@Nullable Object key, List<?> targets, String how) {
    return targets.stream().anyMatch(target -> matches(Text.str(key), Text.str(target), how));
  }

  private static Object keep(@Nullable Object value, Args a, boolean wanted) {
    var maps = maps(value, a);
    var targets = targets(a);
    var kept = new ArrayList<@Nullable Object>();
    for (var map : maps) {
      var made = new LinkedHashMap<>(map);
      made.keySet().removeIf(key -> matchesAny(key, targets, a.string(1)) != wanted);
      kept.add(made);
    }
    return kept;
  }

  private static Object replace(@Nullable Object value, Args a) {
    var maps = maps(value, a);
    if (!(a.at(0) instanceof List<?> targets)) {
      throw Raised.filter(
          "The target must be a list. target is "
              + Text.repr(a.at(0))
              + " of type <class '"
              + Values.typeName(a.at(0))
              + "'>.");
    }
    if (targets.isEmpty()) {
      throw Raised.filter("The target can't be empty.");
    }
    for (var target : targets) {
      if (!(target instanceof Map<?, ?> map)
          || !map.containsKey("before")
          || !map.containsKey("after")) {
        throw Raised.filter("All dictionaries in target must include attributes: after, before.");
      }
    }
    var all = new ArrayList<@Nullable Object>();
    for (var map : maps) {
      var made = new LinkedHashMap<Object, @Nullable Object>();
      map.forEach((key, item) -> made.put(after(key, targets, a.string(1)), item));
      all.add(made);
    }
    return all;
  }

  private static Object after(Object key, List<?> targets, String how) {
    for (var target : targets) {
      if (target instanceof Map<?, ?> map
          && matches(Text.str(key), Text.str(map.get("before")), how)) {
        return Text.str(map.get("after"));
      }
    }
    return key;
  }

  private static Object data(@Nullable Object value, String what) {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      return value;
    }
    throw Raised.filter("Input is not valid for " + what);
  }

  private static @Nullable Object keepDeep(@Nullable Object value, Args a) {
    if (value instanceof List<?> list) {
      var kept = new ArrayList<@Nullable Object>();
      for (var item : list) {
        var inner = keepDeep(item, a);
        if (holds(inner)) {
          kept.add(inner);
        }
      }
      return kept;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    var kept = new LinkedHashMap<Object, @Nullable Object>();
    map.forEach((key, item) -> {
      if (matchesAny(key, Values.items(a.at(0)), a.string(1))) {
        kept.put(key, item);
      } else if (holds(keepDeep(item, a))) {
        kept.put(key, keepDeep(item, a));
      }
    });
    return kept;
  }

  private static boolean holds(@Nullable Object value) {
    return value != null && !Compare.equal(value, List.of()) && !Compare.equal(value, Map.of());
  }

  private static @Nullable Object removeDeep(@Nullable Object value, Args a) {
    if (value instanceof List<?> list) {
      var made = new ArrayList<@Nullable Object>();
      list.forEach(item -> made.add(removeDeep(item, a)));
      return made;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    var made = new LinkedHashMap<Object, @Nullable Object>();
    map.forEach((key, item) -> {
      if (!matchesAny(key, Values.items(a.at(0)), a.string(1))) {
        made.put(key, removeDeep(item, a));
      }
    });
    return made;
  }

  /// Without the items of lists that are empty.
  private static @Nullable Object full(@Nullable Object value) {
    if (value instanceof List<?> list) {
      var made = new ArrayList<@Nullable Object>();
      list.stream().filter(Values::truth).forEach(item -> made.add(full(item)));
      return made;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    var made = new LinkedHashMap<Object, @Nullable Object>();
    map.forEach((key, item) -> made.put(key, full(item)));
    return made;
  }

  /// A key that gets a new name goes behind the others.
  private static @Nullable Object replaceDeep(@Nullable Object value, Args a) {
    if (value instanceof List<?> list) {
      var made = new ArrayList<@Nullable Object>();
      list.forEach(item -> made.add(replaceDeep(item, a)));
      return made;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    var made = new LinkedHashMap<Object, @Nullable Object>(Values.cast(map));
    for (var target : Values.items(a.at(0))) {
      var names = SetFilters.map(target, "The target items must be dictionaries.");
      for (var key : new ArrayList<>(made.keySet())) {
        if (matches(Text.str(key), Text.str(names.get("before")), a.string(1))) {
          made.put(Text.str(names.get("after")), made.remove(key));
        }
      }
    }
    made.replaceAll((_, item) -> replaceDeep(item, a));
    return made;
  }
}
