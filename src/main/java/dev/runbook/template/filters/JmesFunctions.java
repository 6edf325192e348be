package dev.runbook.template.filters;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions of JMESPath.
final class JmesFunctions {
  private JmesFunctions() {}

  private static Raised wrong(String name, @Nullable Object value) {
    return Raised.filter(
        "JMESPathError in json_query filter plugin: In function "
            + name
            + "(), invalid type for value: "
            + dev.runbook.template.value.Text.repr(value)
            + ", received: "
            + type(value));
  }

  private static @Nullable Object at(String name, List<@Nullable Object> given, int index) {
    if (index >= given.size()) {
      throw Raised.filter(
          "JMESPathError in json_query filter plugin: too few arguments for function "
              + name
              + "()");
    }
    return given.get(index);
  }

  private static List<@Nullable Object> list(String name, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return Values.cast(list);
    }
    throw wrong(name, value);
  }

  private static String text(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, value);
  }

  private static Map<Object, @Nullable Object> map(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return Values.cast(map);
    }
    throw wrong(name, value);
  }

  private static double number(String name, @Nullable Object value) {
    if (JmesPath.isNumber(value)) {
      return Arithmetic.real(value);
    }
    throw wrong(name, value);
  }

  private static JmesPath.Node node(String name, @Nullable Object value) {
    if (value instanceof JmesPath.Node node) {
      return node;
    }
    throw wrong(name, value);
  }

  private static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean _ -> "boolean";
      case String _ -> "string";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "object";
      case JmesPath.Node _ -> "expref";
      default -> "number";
    };
  }

  static @Nullable Object call(String name, List<@Nullable Object> given) {
    if (name.equals("not_null")) {
      return given.stream().filter(java.util.Objects::nonNull).findFirst().orElse(null);
    }
    if (name.equals("merge")) {
      var merged = new LinkedHashMap<Object, @Nullable Object>();
      given.forEach(one -> merged.putAll(map(name, one)));
      return merged;
    }
    var first = at(name, given, 0);
    return switch (name) {
      case "abs" -> number(name, first) < 0 ? Arithmetic.negate(first) : first;
      case "ceil" -> (long) Math.ceil(number(name, first));
      case "floor" -> (long) Math.floor(number(name, first));
      case "avg", "sum" -> total(name, list(name, first));
      case "contains" ->
          (first instanceof String || first instanceof List)
              && (!(first instanceof String) || at(name, given, 1) instanceof String)
              && Compare.contains(first, at(name, given, 1));
      case "ends_with" -> text(name, first).endsWith(text(name, at(name, given, 1)));
      case "starts_with" -> text(name, first).startsWith(text(name, at(name, given, 1)));
      case "join" ->
          String.join(
              text(name, first),
              list(name, at(name, given, 1)).stream().map(one -> text(name, one)).toList());
      case "keys" -> new ArrayList<@Nullable Object>(map(name, first).keySet());
      case "values" -> new ArrayList<>(map(name, first).values());
      case "length" -> Values.length(first);
      case "reverse" -> reversed(name, first);
      case "map" -> mapped(node(name, first), list(name, at(name, given, 1)));
      case "sort" -> sorted(list(name, first), value -> value);
      case "sort_by" -> sorted(list(name, first), node(name, at(name, given, 1)));
      case "max" -> extreme(list(name, first), value -> value, 1);
      case "min" -> extreme(list(name, first), value -> value, -1);
      case "max_by" -> extreme(list(name, first), node(name, at(name, given, 1)), 1);
      case "min_by" -> extreme(list(name, first), node(name, at(name, given, 1)), -1);
      case "to_array" ->
          first instanceof List ? first : new ArrayList<>(Collections.singletonList(first));
      case "to_string" -> first instanceof String ? first : Json.write(first, JsonStyle.COMPACT);
      case "to_number" -> toNumber(first);
      case "type" -> type(first);
      default ->
          throw Raised.filter(
              "JMESPathError in json_query filter plugin: Unknown function: " + name + "()");
    };
  }

  private static @Nullable Object total(String name, List<@Nullable Object> items) {
    Object total = 0L;
    for (var item : items) {
      number(name, item);
      total = Arithmetic.add(total, item);
    }
    if (name.equals("sum")) {
      return total;
    }
    return items.isEmpty() ? null : Arithmetic.divide(total, (long) items.size());
  }

  private static Object reversed(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    var items = new ArrayList<>(list(name, value));
    Collections.reverse(items);
    return items;
  }

  private static Object mapped(JmesPath.Node node, List<@Nullable Object> items) {
    var made = new ArrayList<@Nullable Object>();
    items.forEach(item -> made.add(node.on(item)));
    return made;
  }

  private static Object sorted(List<@Nullable Object> items, JmesPath.Node key) {
    var sorted = new ArrayList<>(items);
    sorted.sort((a, b) -> Compare.order(key.on(a), key.on(b), "<"));
    return sorted;
  }

  private static @Nullable Object extreme(
      List<@Nullable Object> items, JmesPath.Node key, int sign) {
    @Nullable Object best = null;
    var first = true;
    for (var item : items) {
      if (first || sign * Compare.order(key.on(item), key.on(best), "<") > 0) {
        best = item;
      }
      first = false;
    }
    return best;
  }

  private static @Nullable Object toNumber(@Nullable Object value) {
    if (value instanceof String text) {
      var number =
          text.matches("-?\\d{1,18}")
              ? (Object) Long.valueOf(text)
              : NumberFilters.real(text, null);
      return number;
    }
    return JmesPath.isNumber(value) ? value : null;
  }
}
