package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ansible's `merge_hash`: one map over another, lists in one of six ways.
public final class Merge {
  private Merge() {}

  /// What becomes of two lists under the same key.
  public enum Lists {
    REPLACE,
    KEEP,
    APPEND,
    PREPEND,
    APPEND_RP,
    PREPEND_RP;

    public static Lists of(String name) {
      return switch (name) {
        case "replace" -> REPLACE;
        case "keep" -> KEEP;
        case "append" -> APPEND;
        case "prepend" -> PREPEND;
        case "append_rp" -> APPEND_RP;
        case "prepend_rp" -> PREPEND_RP;
        default ->
            throw Raised.filter(
                "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep',"
                    + " 'append', 'prepend', 'append_rp' or 'prepend_rp'");
      };
    }
  }

  /// Puts `over` on top of `target`, which is changed.
  static void into(
      Map<Object, @Nullable Object> target,
      Map<Object, @Nullable Object> over,
      boolean recursive,
      Lists lists,
      Context context,
      int depth) {
    if (depth > 1000) {
      throw Raised.limit("maps nested more than 1000 levels deep");
    }
    for (var entry : over.entrySet()) {
      context.effort(100);
      var key = entry.getKey();
      var value = entry.getValue();
      if (!target.containsKey(key)) {
        target.put(key, value);
        continue;
      }
      var old = target.get(key);
      if (recursive && old instanceof Map<?, ?> x && value instanceof Map<?, ?> y) {
        var inner = new LinkedHashMap<Object, @Nullable Object>(Values.cast(x));
        into(inner, Values.cast(y), true, lists, context, depth + 1);
        target.put(key, inner);
      } else if (old instanceof List<?> x && value instanceof List<?> y) {
        target.put(key, lists(Values.cast(x), Values.cast(y), lists));
      } else {
        target.put(key, value);
      }
    }
  }

  private static Object lists(List<@Nullable Object> old, List<@Nullable Object> with, Lists how) {
    var made = new ArrayList<@Nullable Object>();
    switch (how) {
      case REPLACE -> {
        return with;
      }
      case KEEP -> {
        return old;
      }
      case APPEND -> {
        made.addAll(old);
        made.addAll(with);
      }
      case PREPEND -> {
        made.addAll(with);
        made.addAll(old);
      }
      case APPEND_RP -> {
        made.addAll(without(old, with));
        made.addAll(with);
      }
      case PREPEND_RP -> {
        made.addAll(with);
        made.addAll(without(old, with));
      }
    }
    return made;
  }

  private static List<@Nullable Object> without(
      List<@Nullable Object> items, List<@Nullable Object> others) {
    var kept = new ArrayList<@Nullable Object>();
    for (var item : items) {
      if (!Compare.contains(others, item)) {
        kept.add(item);
      }
    }
    return kept;
  }

  /// community.general's `lists_mergeby`: lists of maps, merged by the value of one key.
  static Object listsByKey(@Nullable Object value, Args a) {
    for (var key : a.named().keySet()) {
      if (!key.equals("recursive") && !key.equals("list_merge")) {
        throw Raised.filter("'recursive' and 'list_merge' are the only valid keyword arguments.");
      }
    }
    var recursive = Values.truth(a.named().getOrDefault("recursive", false));
    var how = Lists.of(Text.str(a.named().getOrDefault("list_merge", "replace")));
    var terms = new ArrayList<@Nullable Object>();
    terms.add(value);
    terms.addAll(a.rest());
    if (terms.size() < 2) {
      throw Raised.filter("At least one list and index are needed.");
    }
    var index = terms.removeLast();
    var lists = new ArrayList<List<@Nullable Object>>();
    terms.forEach(term -> lists.addAll(nested(term)));
    if (lists.size() < 2) {
      return lists.isEmpty() ? List.of() : lists.getFirst();
    }
    if (!(index instanceof String)) {
      throw Raised.filter(
          "First argument after the lists for community.general.lists_mergeby must be string. "
              + Text.str(index)
              + " is "
              + Values.typeOf(index));
    }
    var byKey = new LinkedHashMap<@Nullable Object, Map<Object, @Nullable Object>>();
    for (var list : lists) {
      for (var item : list) {
        var map =
            SetFilters.map(
                Undefined.demand(item),
                "Elements of list arguments for lists_mergeby must be dictionaries. "
                    + Text.str(item)
                    + " is "
                    + Values.typeOf(item));
        if (map.containsKey(index)) {
          var merged = byKey.computeIfAbsent(map.get(index), _ -> new LinkedHashMap<>());
          into(merged, map, recursive, how, a.context(), 0);
        }
      }
    }
    var keys = new ArrayList<@Nullable Object>(byKey.keySet());
    keys.sort(Getter.order());
    var merged = new ArrayList<@Nullable Object>();
    keys.forEach(key -> merged.add(byKey.get(key)));
    return merged;
  }

  /// The lists that a term stands for: none for an empty one, those in it, or itself.
  private static List<List<@Nullable Object>> nested(@Nullable Object term) {
    if (!(term instanceof List<?> || term instanceof String)) {
      throw Raised.filter(
          "All arguments before the argument index for community.general.lists_mergeby must be"
              + " lists. "
              + Text.str(term)
              + " is "
              + Values.typeOf(term));
    }
    var items = Values.items(term);
    var lists = new ArrayList<List<@Nullable Object>>();
    if (!items.isEmpty() && items.stream().allMatch(List.class::isInstance)) {
      items.forEach(item -> lists.add(Values.items(item)));
    } else if (!items.isEmpty()) {
      lists.add(items);
    }
    return lists;
  }
}
