package dev.runbook.yaml;

import dev.runbook.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values as PyYAML's `safe_dump` does with libyaml, to the blank: people compare such
/// files.
public final class YamlWriter {
  private static final int MAX_DEPTH = 500;
  private static final int MAX_SIMPLE_KEY = 128;

  private final YamlStyle style;
  private final YamlText out;

  private YamlWriter(YamlStyle style) {
    this.style = style;
    this.out = new YamlText(Math.clamp(style.indent(), 2, 9), style.width());
  }

  /// The text of a value: maps, collections, strings, numbers, booleans, dates and null.
  public static String write(@Nullable Object value, YamlStyle style) {
    var writer = new YamlWriter(style);
    if (style.start() == YamlStyle.Start.MARKED) {
      writer.out.indicator("---", true, false, false);
    }
    writer.out.openRoot();
    writer.node(value, Place.ROOT, 0);
    writer.out.indent();
    return writer.out.text();
  }

  private enum Place {
    ROOT,
    ITEM,
    VALUE,
    KEY
  }

  private record Scalar(String text, boolean string) {}

  private static Scalar scalar(@Nullable Object value) {
    return switch (value) {
      case null -> new Scalar("null", false);
      case Boolean b -> new Scalar(b ? "true" : "false", false);
      case Double d -> new Scalar(real(d), false);
      case Number n -> new Scalar(n.toString(), false);
      case java.time.LocalDate d -> new Scalar(d.toString(), false);
      case java.time.temporal.Temporal t -> new Scalar(t.toString().replace('T', ' '), false);
      default -> new Scalar(value.toString(), true);
    };
  }

  private static String real(double value) {
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    var text = Json.number(value);
    return text.indexOf('.') < 0 ? text.replace("e", ".0e") : text;
  }

  private void node(@Nullable Object value, Place place, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ParseError(Source.NONE, "a value nested more than " + MAX_DEPTH + " levels deep");
    }
    switch (value) {
      case Map<?, ?> map -> {
        if (out.inFlow() || map.isEmpty() || place == Place.KEY || isFlow(map.values())) {
          flowMap(map, depth);
        } else {
          blockMap(map, depth);
        }
      }
      case Collection<?> list -> {
        if (out.inFlow() || list.isEmpty() || place == Place.KEY || isFlow(list)) {
          flowList(list, depth);
        } else {
          blockList(list, place == Place.VALUE, depth);
        }
      }
      case null, default -> {
        // What is folded stands one level deeper.
        out.deeper(true, false);
        if (value instanceof BlockText lines && place != Place.KEY) {
          block(lines);
        } else {
          scalar(scalar(value), place == Place.KEY);
        }
        out.shallower();
      }
    }
  }

  private boolean isFlow(Collection<?> items) {
    return switch (style.flow()) {
      case NEVER -> false;
      case ALWAYS -> true;
      case INNERMOST ->
          items.stream()
              .noneMatch(item ->
                  item instanceof Map || item instanceof Collection || item instanceof BlockText);
    };
  }

  private List<Map.Entry<?, ?>> entries(Map<?, ?> map) {
    var entries = new ArrayList<Map.Entry<?, ?>>(map.entrySet());
    if (style.keys() == YamlStyle.Keys.SORTED) {
      var kinds = entries.stream().map(e -> e.getKey() instanceof String).distinct().count();
      if (kinds == 1) {
        entries.sort((a, b) -> compare(a.getKey(), b.getKey()));
      }
    }
    return entries;
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    return String.valueOf(a).compareTo(String.valueOf(b));
  }

  private void flowList(Collection<?> list, int depth) {
    out.indicator("[", true, true, false);
    out.deeper(true, false);
    out.enterFlow();
    var first = true;
    for (var item : list) {
      if (!first) {
        out.indicator(",", false, false, false);
      }
      first = false;
      out.foldFlow();
      node(item, Place.ITEM, depth + 1);
    }
    out.leaveFlow();
    out.shallower();
    out.indicator("]", false, false, false);
  }

  private void flowMap(Map<?, ?> map, int depth) {
    out.indicator("{", true, true, false);
    out.deeper(true, false);
    out.enterFlow();
    var first = true;
    for (var entry : entries(map)) {
      if (!first) {
        out.indicator(",", false, false, false);
      }
      first = false;
      out.foldFlow();
      if (isSimpleKey(entry.getKey())) {
        node(entry.getKey(), Place.KEY, depth + 1);
        out.indicator(":", false, false, false);
      } else {
        out.indicator("?", true, false, false);
        node(entry.getKey(), Place.VALUE, depth + 1);
        out.foldFlow();
        out.indicator(":", true, false, false);
      }
      node(entry.getValue(), Place.VALUE, depth + 1);
    }
    out.leaveFlow();
    out.shallower();
    out.indicator("}", false, false, false);
  }

  private void blockList(Collection<?> list, boolean inMap, int depth) {
    out.deeper(false, inMap && !out.isIndention());
    for (var item : list) {
      out.indent();
      out.indicator("-", true, false, true);
      node(item, Place.ITEM, depth + 1);
    }
    out.shallower();
  }

  private void blockMap(Map<?, ?> map, int depth) {
    out.deeper(false, false);
    for (var entry : entries(map)) {
      out.indent();
      if (isSimpleKey(entry.getKey())) {
        node(entry.getKey(), Place.KEY, depth + 1);
        out.indicator(":", false, false, false);
      } else {
        out.indicator("?", true, false, true);
        node(entry.getKey(), Place.VALUE, depth + 1);
        out.indent();
        out.indicator(":", true, false, true);
      }
      node(entry.getValue(), Place.VALUE, depth + 1);
    }
    out.shallower();
  }

  private static boolean isSimpleKey(@Nullable Object key) {
    return switch (key) {
      case Map<?, ?> map -> map.isEmpty();
      case Collection<?> list -> list.isEmpty();
      case null, default -> {
        var text = scalar(key).text();
        yield text.length() <= MAX_SIMPLE_KEY && text.indexOf('\n') < 0;
      }
    };
  }

  private void block(BlockText block) {
    var text = block.text();
    if (block.tag() != null) {
      out.plain(block.tag(), false);
    }
    if (!out.inFlow() && YamlShape.of(text).block()) {
      out.literal(text);
    } else {
      out.doubleQuoted(text, true);
    }
  }

  private void scalar(Scalar scalar, boolean key) {
    var text = scalar.text();
    var shape = YamlShape.of(text);
    var plainFits = !scalar.string() || YamlShape.staysText(text);
    if (plainFits
        && !(key && (text.isEmpty() || shape.multiline()))
        && (out.inFlow() ? shape.flowPlain() : shape.blockPlain())) {
      out.plain(text, !key);
    } else if (shape.singleQuoted() && !(key && shape.multiline())) {
      out.singleQuoted(text, !key);
    } else {
      out.doubleQuoted(text, !key);
    }
  }
}
