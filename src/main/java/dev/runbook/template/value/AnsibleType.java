package dev.runbook.template.value;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The type of a value with those of its items, as community.general tells it: `list[int|str]`.
public final class AnsibleType {
  private AnsibleType() {}

  /// @param alias other names for types, or null
  public static String of(@Nullable Object value, @Nullable Object alias) {
    if (alias != null && !(alias instanceof Map)) {
      throw Raised.of(
          "The argument alias must be a dictionary. "
              + Text.repr(alias)
              + " is "
              + Values.typeOf(alias));
    }
    var names = alias instanceof Map<?, ?> map ? map : Map.of();
    var type = name(value, names);
    if (type.equals("list") && value instanceof List<?> list && !list.isEmpty()) {
      return "list[" + names(list, names) + "]";
    }
    if (type.equals("dict") && value instanceof Map<?, ?> map && !map.isEmpty()) {
      return "dict[" + names(map.keySet(), names) + ", " + names(map.values(), names) + "]";
    }
    return type;
  }

  private static String name(@Nullable Object value, Map<?, ?> alias) {
    var type = Values.typeName(value);
    return alias.containsKey(type) ? Text.str(alias.get(type)) : type;
  }

  private static String names(Collection<?> values, Map<?, ?> alias) {
    var names = new TreeSet<String>();
    values.forEach(value -> names.add(name(value, alias)));
    return String.join("|", names);
  }
}
