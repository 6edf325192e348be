package dev.runbook.json;

import dev.runbook.json.JsonStyle.Keys;
import dev.runbook.json.JsonStyle.Letters;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one value in a style.
final class JsonWriter {
  private final JsonStyle style;
  private final StringBuilder out;

  JsonWriter(JsonStyle style, StringBuilder out) {
    this.style = style;
    this.out = out;
  }

  void value(@Nullable Object value, int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw new JsonError("nested more than " + Json.MAX_DEPTH + " levels deep", 1, 1);
    }
    switch (value) {
      case null -> out.append("null");
      case Boolean b -> out.append(b.booleanValue());
      case Double d -> number(d);
      case Float f -> number(f.doubleValue());
      case Long l -> out.append(l.longValue());
      case Integer i -> out.append(i.intValue());
      case BigInteger b -> out.append(b);
      case Map<?, ?> map -> map(map, depth);
      case Collection<?> list -> list(list, depth);
      default -> string(value.toString());
    }
  }

  private void number(double value) {
    if (Double.isNaN(value)) {
      out.append("NaN");
    } else if (Double.isInfinite(value)) {
      out.append(value > 0 ? "Infinity" : "-Infinity");
    } else {
      out.append(Doubles.text(value));
    }
  }

  private void list(Collection<?> list, int depth) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    var first = true;
    for (var item : list) {
      separate(first, depth);
      first = false;
      value(item, depth + 1);
    }
    close(depth);
    out.append(']');
  }

  private void map(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    var entries = new ArrayList<Map.Entry<?, ?>>(map.entrySet());
    if (style.keys() == Keys.SORTED) {
      entries.sort(Comparator.comparing(Map.Entry::getKey, JsonWriter::compareKeys));
    }
    var first = true;
    for (var entry : entries) {
      separate(first, depth);
      first = false;
      string(key(entry.getKey()));
      out.append(style.keySeparator());
      value(entry.getValue(), depth + 1);
    }
    close(depth);
    out.append('}');
  }

  private static int compareKeys(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.compareTo(y);
    }
    return comparePoints(key(a), key(b));
  }

  /// Python orders strings by code point; Java's `compareTo` orders by UTF-16 unit.
  private static int comparePoints(String a, String b) {
    var length = Math.min(a.length(), b.length());
    for (var i = 0; i < length; i++) {
      var x = a.charAt(i);
      var y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) || Character.isSurrogate(y)
            ? Integer.compare(a.codePointAt(i), b.codePointAt(i))
            : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static String key(@Nullable Object key) {
    return switch (key) {
      case null -> "null";
      case Boolean b -> b.toString();
      case Double d -> Doubles.text(d);
      default -> key.toString();
    };
  }

  private void separate(boolean first, int depth) {
    if (!first) {
      out.append(style.itemSeparator());
    }
    newline(depth + 1);
  }

  private void close(int depth) {
    newline(depth);
  }

  private void newline(int depth) {
    var indent = style.indent();
    if (indent != null) {
      out.append('\n').repeat(indent, depth);
    }
  }

  private void string(String text) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || (c > 0x7e && style.letters() == Letters.ESCAPED)) {
            escape(c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private void escape(char c) {
    if (c == 0x7f) {
      out.append(c);
      return;
    }
    var hex = "0123456789abcdef";
    out.append("\\u")
        .append(hex.charAt(c >> 12))
        .append(hex.charAt((c >> 8) & 15))
        .append(hex.charAt((c >> 4) & 15))
        .append(hex.charAt(c & 15));
  }
}
