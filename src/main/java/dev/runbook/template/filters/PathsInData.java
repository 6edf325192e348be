package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `get_path`, `to_paths`, `index_of` and `param_list_compare` of ansible.utils.
final class PathsInData {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern STEP =
      Pattern.compile("\\.?(\\w+)|\\[\\s*(-?\\d+|'[^']*'|\"[^\"]*\")\\s*\\]");

  private PathsInData() {}

  static void addTo(Table table) {
    table
        .add("get_path", "path wantlist=false", PathsInData::get)
        .add("to_paths", "prepend=null wantlist=null", PathsInData::flatten)
        .add(
            "index_of",
            "test value=null key=null fail_on_missing=false wantlist=false",
            (x, a) -> index(x, a))
        .add("param_list_compare", "target", PathsInData::compare);
  }

  private static @Nullable Object get(@Nullable Object value, Args a) {
    var found = at(value, a.string(0));
    return a.truth(1) ? listOf(found) : found;
  }

  private static List<@Nullable Object> listOf(@Nullable Object value) {
    var list = new ArrayList<@Nullable Object>();
    list.add(value);
    return list;
  }

  /// The value at a path as `a.b[0]['c-d']`.
  private static @Nullable Object at(@Nullable Object value, String path) {
    var match = STEP.matcher(path.strip());
    var found = value;
    var end = 0;
    while (end < path.strip().length()) {
      if (!match.find(end) || match.start() != end) {
        throw Raised.filter("'" + path + "' is not a path");
      }
      var name = match.group(1);
      var key = match.group(2);
      if (name != null) {
        found =
            Attributes.item(found, name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : name);
      } else if (key.startsWith("'") || key.startsWith("\"")) {
        found = Attributes.item(found, key.substring(1, key.length() - 1));
      } else {
        found = Attributes.item(found, Long.valueOf(key));
      }
      end = match.end();
    }
    return found;
  }

  private static Object flatten(@Nullable Object value, Args a) {
    var paths = paths(value, a.at(0) == null ? "" : a.string(0));
    return a.truth(1) ? listOf(paths) : paths;
  }

  /// Every leaf of a value by its path.
  private static Map<Object, @Nullable Object> paths(@Nullable Object value, String prefix) {
    var out = new LinkedHashMap<Object, @Nullable Object>();
    flatten(value, prefix, out);
    return out;
  }

  private static void flatten(
      @Nullable Object value, String name, Map<Object, @Nullable Object> out) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() ->
          map.forEach((key, item) -> flatten(item, name + step(name, Text.str(key)), out));
      case List<?> list when !list.isEmpty() -> {
        for (var i = 0; i < list.size(); i++) {
          flatten(list.get(i), name + "[" + i + "]", out);
        }
      }
      case null, default -> {
        var nothing = (value instanceof Map<?, ?> || value instanceof List<?>) && name.isEmpty();
        if (!nothing) {
          out.put(name, value);
        }
      }
    }
  }

  private static String step(String before, String key) {
    if (before.isEmpty()) {
      return key;
    }
    return NAME.matcher(key).matches() ? "." + key : "['" + key + "']";
  }

  private static Object index(@Nullable Object value, Args a) {
    var found = indices(value, a);
    return found.size() == 1 && !a.truth(4) ? (Object) found.getFirst() : found;
  }

  private static List<Long> indices(@Nullable Object value, Args a) {
    if (!(value instanceof List<?> list)) {
      throw Raised.filter("'" + Values.typeName(value) + "' cannot be converted to a list");
    }
    var key = a.at(2);
    var found = new ArrayList<Long>();
    var missing = new ArrayList<String>();
    for (var i = 0; i < list.size(); i++) {
      var entry = list.get(i);
      if (key != null) {
        if (!(entry instanceof Map<?, ?> map)) {
          throw Raised.filter(
              "Error when using plugin 'index_of': When a key name is provided, all list entries"
                  + " are required to be dictionaries, got "
                  + types(list));
        }
        if (!map.containsKey(key)) {
          missing.add(
              "'" + Text.str(key) + "' was not found in '" + Text.str(map) + "' at [" + i + "]");
          continue;
        }
        entry = map.get(key);
      }
      if (holds(entry, a.string(0), a.at(1), a.context())) {
        found.add((long) i);
      }
    }
    if (!missing.isEmpty() && a.truth(3)) {
      throw Raised.filter(
          "Error when using plugin 'index_of': " + and(missing) + ". fail_on_missing=True");
    }
    return found;
  }

  private static String types(List<?> list) {
    return and(list.stream().map(Values::typeName).toList());
  }

  private static String and(List<String> texts) {
    return String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.getLast();
  }

  private static boolean holds(
      @Nullable Object entry, String test, @Nullable Object right, Context context) {
    var inverted = test.startsWith("!") || test.startsWith("not ");
    var name = !inverted ? test : test.substring(test.startsWith("!") ? 1 : 4).strip();
    name = inverted && name.equals("=") ? "==" : name;
    var other = name.equals("in") && !(right instanceof List<?>) ? listOf(right) : right;
    var arguments = right == null ? Arguments.NONE : new Arguments(listOf(other), Map.of());
    return Values.truth(context.test(name).on(entry, arguments, context)) != inverted;
  }

  private static Object compare(@Nullable Object value, Args a) {
    var base = AddressFilters.list(value);
    var target = AddressFilters.list(a.at(0));
    var actionable = new ArrayList<String>(target.contains("all") ? base : List.of());
    var unsupported = new ArrayList<@Nullable Object>();
    for (var name : target) {
      if (name.startsWith("!")) {
        actionable.remove(name.substring(1));
      }
    }
    for (var name : target) {
      if (name.startsWith("!") || name.equals("all")) {
        continue;
      }
      if (!base.contains(name)) {
        unsupported.add(name);
      } else if (!actionable.contains(name)) {
        actionable.add(name);
      }
    }
    actionable.sort(null);
    var made = new LinkedHashMap<String, @Nullable Object>();
    made.put("actionable", actionable);
    made.put("unsupported", unsupported);
    return made;
  }
}
