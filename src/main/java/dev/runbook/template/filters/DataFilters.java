package dev.runbook.template.filters;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.json.JsonStyle;
import dev.runbook.json.JsonStyle.Keys;
import dev.runbook.json.JsonStyle.Letters;
import dev.runbook.template.value.Args;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Documents;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import dev.runbook.yaml.BlockText;
import dev.runbook.yaml.YamlStyle;
import dev.runbook.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON and YAML, to and from text. What is read from a text is data: nothing in it is rendered.
final class DataFilters {
  private DataFilters() {}

  static void addTo(Table table) {
    table
        .add("to_json", "**named", (x, a) -> json(x, a, null, false, false))
        .add("to_nice_json", "indent=4 sort_keys=true **named", DataFilters::niceJson)
        .add("from_json", "**named", (x, _) -> fromJson(x))
        .add("to_yaml", "**named", (x, a) -> yaml(x, a, null, 2))
        .add("to_nice_yaml", "indent=4 **named", (x, a) -> yaml(x, a, false, a.whole(0)))
        .add("from_yaml", "", (x, _) -> x instanceof String text ? Documents.first(text) : x)
        .add("from_yaml_all", "", (x, _) -> x instanceof String text ? Documents.all(text) : x);
  }

  private static Object niceJson(@Nullable Object value, Args a) {
    return json(value, a, a.at(0), a.truth(1), true);
  }

  private static Object json(
      @Nullable Object value, Args a, @Nullable Object indent, boolean sorted, boolean nice) {
    var named = a.named();
    var depth = named.containsKey("indent") ? named.get("indent") : indent;
    var separators = named.get("separators");
    var item = depth == null && !nice ? ", " : ",";
    var key = ": ";
    if (separators != null) {
      var pair = Values.items(separators);
      item = Text.str(pair.get(0));
      key = Text.str(pair.get(1));
    }
    var style =
        new JsonStyle(
            depth == null
                ? null
                : depth instanceof String text
                    ? text
                    : " ".repeat(Math.clamp(whole(depth), 0, 1000)),
            item,
            key,
            named.containsKey("sort_keys")
                ? (Values.truth(named.get("sort_keys")) ? Keys.SORTED : Keys.AS_THEY_COME)
                : sorted ? Keys.SORTED : Keys.AS_THEY_COME,
            Values.truth(named.getOrDefault("ensure_ascii", true))
                ? Letters.ESCAPED
                : Letters.KEPT);
    try {
      return Json.write(Documents.plain(a.context().finished(value), 'T'), style);
    } catch (JsonError e) {
      throw Raised.limit(String.valueOf(e.getMessage()));
    }
  }

  private static long whole(Object value) {
    return value instanceof Long l ? l : Values.truth(value) ? 1 : 0;
  }

  private static @Nullable Object fromJson(@Nullable Object value) {
    if (!(value instanceof String text)) {
      throw Raised.of(
          "the JSON object must be str, bytes or bytearray, not " + Values.typeName(value));
    }
    try {
      return Json.parse(text);
    } catch (JsonError e) {
      throw Raised.of(e.getMessage() + ": line " + e.line() + " column " + e.column());
    }
  }

  private static Object yaml(
      @Nullable Object value, Args a, @Nullable Boolean byDefault, int indent) {
    var named = a.named();
    var flow = byDefault;
    if (named.get("default_flow_style") != null) {
      flow = Values.truth(named.get("default_flow_style"));
    }
    var style =
        new YamlStyle(
            named.containsKey("indent") ? (int) whole(demand(named.get("indent"))) : indent,
            named.get("width") instanceof Long width
                ? Math.clamp(width, 10, Integer.MAX_VALUE)
                : 80,
            flow == null
                ? YamlStyle.Flow.INNERMOST
                : flow ? YamlStyle.Flow.ALWAYS : YamlStyle.Flow.NEVER,
            Values.truth(named.getOrDefault("sort_keys", true))
                ? YamlStyle.Keys.SORTED
                : YamlStyle.Keys.AS_THEY_COME,
            Values.truth(named.getOrDefault("explicit_start", false))
                ? YamlStyle.Start.MARKED
                : YamlStyle.Start.BARE);
    return YamlWriter.write(closed(a.context().finished(value), a.context()), style);
  }

  /// The value with what was written encrypted as it was written: a file is not to hold it open.
  private static @Nullable Object closed(@Nullable Object value, Context context) {
    return switch (value) {
      case Map<?, ?> map -> {
        var made = LinkedHashMap.<@Nullable Object, @Nullable Object>newLinkedHashMap(map.size());
        map.forEach((key, item) -> made.put(key, closed(item, context)));
        yield made;
      }
      case List<?> list -> {
        var made = new ArrayList<@Nullable Object>(list.size());
        list.forEach(item -> made.add(closed(item, context)));
        yield made;
      }
      case null -> null;
      default -> {
        var sealed = context.sealed(value);
        yield sealed == null ? value : new BlockText("!vault", sealed);
      }
    };
  }

  private static Object demand(@Nullable Object value) {
    return value == null ? 2L : value;
  }
}
