package dev.runbook.template.lookups;

import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `merge_variables` of community.general: the variables that match a pattern, merged in the order
/// of their names.
final class MergeVariablesLookup implements Lookup {
  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow(
        "initial_value",
        "override",
        "pattern_type",
        "groups",
        "dict_merge",
        "list_merge",
        "type_conflict_merge",
        "default_merge",
        "list_transformations");
    var merge = new Merge(r);
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.terms()) {
      if (!(term instanceof String pattern)) {
        throw Raised.lookup(
            "Non-string type '" + Values.typeOf(term) + "' passed, only 'str' types are allowed!");
      }
      var result = r.option("initial_value");
      if (Values.truth(r.option("groups"))) {
        for (var host : hosts(r)) {
          result = merge.all(pattern, result, host);
        }
      } else {
        var own = new LinkedHashMap<Object, @Nullable Object>();
        r.context().variableNames().forEach(name -> own.put(name, null));
        result = merge.all(pattern, result, own);
      }
      found.add(result);
    }
    return found;
  }

  /// The variables of the hosts that are in one of the groups.
  private static List<Map<Object, @Nullable Object>> hosts(Request r) {
    var wanted = Values.items(r.option("groups"));
    var hosts = new ArrayList<Map<Object, @Nullable Object>>();
    if (r.context().variable("hostvars") instanceof Map<?, ?> all) {
      for (var host : all.values()) {
        if (host instanceof Map<?, ?> variables
            && (wanted.contains("all")
                || variables.get("group_names") instanceof List<?> groups
                    && groups.stream().anyMatch(wanted::contains))) {
          hosts.add(Values.cast(variables));
        }
      }
    }
    return hosts;
  }

  private static final class Merge {
    private final Request r;
    private final Context context;
    private final String override;
    private final String dicts;
    private final String lists;
    private final String conflicts;
    private final String others;

    Merge(Request r) {
      this.r = r;
      this.context = r.context();
      this.override = one("override", "error", "error", "warn", "ignore");
      this.dicts = one("dict_merge", "deep", "deep", "shallow", "replace", "keep");
      this.lists = one("list_merge", "append", "append", "prepend", "merge", "replace", "keep");
      this.conflicts = one("type_conflict_merge", "replace", "replace", "keep");
      this.others = one("default_merge", "replace", "replace", "keep");
    }

    private String one(String option, String byDefault, String... choices) {
      var value = r.text(option, byDefault);
      if (!List.of(choices).contains(value)) {
        throw Raised.lookup(
            "Invalid value '"
                + value
                + "' for config '"
                + option
                + "', valid values are: "
                + String.join(", ", choices));
      }
      return value;
    }

    @Nullable Object all(
        String pattern, @Nullable Object initial, Map<Object, @Nullable Object> variables) {
      var result = initial;
      var type = initial == null ? null : type(initial);
      for (var name : names(pattern, variables)) {
        var raw = variables.get(name);
        var value = copied(Undefined.demand(raw == null ? context.variable(name) : raw));
        var its = type(value);
        if (type != null && !type.equals(its)) {
          throw Raised.lookup("Unable to merge, not all variables are of the same type");
        }
        type = its;
        result = result == null ? value : top(new ArrayList<>(List.of(name)), result, value);
      }
      return result;
    }

    private Set<String> names(String pattern, Map<Object, @Nullable Object> variables) {
      var names = new TreeSet<String>();
      var how = one("pattern_type", "regex", "regex", "prefix", "suffix");
      var regex = how.equals("regex") ? Regex.of(pattern, false, false) : null;
      for (var key : variables.keySet()) {
        var name = key.toString();
        if (regex != null
            ? regex.isFound(name)
            : how.equals("prefix") ? name.startsWith(pattern) : name.endsWith(pattern)) {
          names.add(name);
        }
      }
      return names;
    }

    private static String type(@Nullable Object value) {
      if (value instanceof List || value instanceof Map) {
        return value instanceof Map ? "dict" : "list";
      }
      throw Raised.lookup(
          "Not supported type detected, variable must be a list or a dict: '"
              + Text.str(value)
              + "'");
    }

    /// A copy to merge into: a variable is not to change with what is made of it.
    private @Nullable Object copied(@Nullable Object value) {
      var done = context.finished(value);
      return switch (done) {
        case Map<?, ?> map -> {
          var copy = new LinkedHashMap<Object, @Nullable Object>();
          map.forEach((key, item) -> copy.put(key, copied(item)));
          yield copy;
        }
        case List<?> list -> {
          var copy = new ArrayList<@Nullable Object>();
          list.forEach(item -> copy.add(copied(item)));
          yield copy;
        }
        case null, default -> done;
      };
    }

    private @Nullable Object top(List<String> path, @Nullable Object left, @Nullable Object right) {
      return dicts.equals("shallow") && left instanceof Map<?, ?> x && right instanceof Map<?, ?> y
          ? maps(path, Values.cast(x), Values.cast(y))
          : merged(path, left, right);
    }

    private @Nullable Object merged(
        List<String> path, @Nullable Object left, @Nullable Object right) {
      context.step();
      if (left instanceof List<?> x && right instanceof List<?> y) {
        return transformed(lists(path, Values.cast(x), Values.cast(y)));
      }
      if (left instanceof Map<?, ?> x && right instanceof Map<?, ?> y && !dicts.equals("shallow")) {
        return switch (dicts) {
          case "replace" -> right;
          case "keep" -> left;
          default -> maps(path, Values.cast(x), Values.cast(y));
        };
      }
      var how = sameType(left, right) ? others : conflicts;
      return how.equals("keep") ? left : right;
    }

    private static boolean sameType(@Nullable Object a, @Nullable Object b) {
      return Values.typeName(a).equals(Values.typeName(b))
          || Values.isWhole(a) && Values.isWhole(b);
    }

    private Object maps(
        List<String> path,
        Map<Object, @Nullable Object> left,
        Map<Object, @Nullable Object> right) {
      right.forEach((key, value) -> {
        if (!left.containsKey(key)) {
          left.put(key, value);
          return;
        }
        path.add(Text.str(key));
        var old = left.get(key);
        var made = merged(path, old, value);
        overridden(path, old, made);
        left.put(key, made);
      });
      return left;
    }

    private List<@Nullable Object> lists(
        List<String> path, List<@Nullable Object> left, List<@Nullable Object> right) {
      switch (lists) {
        case "replace" -> {
          return right;
        }
        case "keep" -> {
          return left;
        }
        case "append", "prepend" -> {
          var append = lists.equals("append");
          var all = new ArrayList<>(append ? left : right);
          all.addAll(append ? right : left);
          context.made(all.size());
          return all;
        }
        default -> {}
      }
      for (var i = 0; i < right.size(); i++) {
        if (i >= left.size()) {
          left.add(right.get(i));
          continue;
        }
        path.add(String.valueOf(i));
        var old = left.get(i);
        var made = merged(path, old, right.get(i));
        overridden(path, old, made);
        left.set(i, made);
      }
      return left;
    }

    /// Tells of a value that gives way to one that it was not merged with.
    private void overridden(List<String> path, @Nullable Object old, @Nullable Object made) {
      if (sameType(old, made)
          && (made instanceof Map || made instanceof List || Compare.equal(old, made))) {
        return;
      }
      var message =
          "The key '"
              + path.getLast()
              + "' with value '"
              + Text.str(old)
              + "' will be overwritten with value '"
              + Text.str(made)
              + "' from '"
              + String.join(".", path)
              + "'";
      switch (override) {
        case "error" -> throw Raised.lookup(message);
        case "warn" -> context.warn(message);
        default -> {}
      }
    }

    private List<@Nullable Object> transformed(List<@Nullable Object> list) {
      var made = list;
      for (var one : Values.items(r.options().getOrDefault("list_transformations", List.of()))) {
        var options = one instanceof Map<?, ?> map ? map.get("options") : null;
        var name = one instanceof Map<?, ?> map ? Text.str(map.get("name")) : Text.str(one);
        made =
            switch (name) {
              case "flatten" -> flat(made, new ArrayList<>());
              case "dedup" ->
                  options instanceof Map<?, ?> given && "last".equals(given.get("keep"))
                      ? distinct(made.reversed()).reversed()
                      : distinct(made);
              default -> throw Raised.lookup("Unknown transformation '" + name + "'");
            };
      }
      return made;
    }

    private static List<@Nullable Object> flat(List<?> list, List<@Nullable Object> out) {
      for (var item : list) {
        if (item instanceof List<?> inner) {
          flat(inner, out);
        } else {
          out.add(item);
        }
      }
      return out;
    }

    private static List<@Nullable Object> distinct(List<@Nullable Object> list) {
      var kept = new ArrayList<@Nullable Object>();
      for (var item : list) {
        if (kept.stream().noneMatch(one -> Compare.equal(one, item))) {
          kept.add(item);
        }
      }
      return kept;
    }
  }
}
