package dev.runbook.template.value;

import dev.runbook.json.Json;
import dev.runbook.template.Template;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `str()` and `repr()`.
public final class Text {
  private static final int MAX_DEPTH = 1000;

  private Text() {}

  public static String str(@Nullable Object value) {
    if (value instanceof String s) {
      return s;
    }
    if (value instanceof Long l) {
      return l.toString();
    }
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      case Undefined u -> {
        if (u.silent()) {
          yield "";
        }
        throw u.raised();
      }
      case LocalDateTime _, OffsetDateTime _, LocalDate _, Duration _ -> Dates.str(value);
      case Template t -> t.text();
      default -> repr(value);
    };
  }

  public static String repr(@Nullable Object value) {
    var out = new StringBuilder();
    new Printer(out).repr(value, 0);
    return out.toString();
  }

  /// `repr` of a string: quotes as Python picks them.
  public static void quoted(String text, StringBuilder out) {
    var quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (var i = 0; i < text.length(); ) {
      var point = text.codePointAt(i);
      i += Character.charCount(point);
      switch (point) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (point == quote) {
            out.append('\\').append(quote);
          } else if (isPrintable(point)) {
            out.appendCodePoint(point);
          } else if (point < 0x100) {
            out.append(String.format("\\x%02x", point));
          } else if (point < 0x10000) {
            out.append(String.format("\\u%04x", point));
          } else {
            out.append(String.format("\\U%08x", point));
          }
        }
      }
    }
    out.append(quote);
  }

  /// `str.isprintable` of one character.
  static boolean isPrintable(int point) {
    if (point < 0x7f) {
      return point >= 0x20;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static final class Printer {
    private final StringBuilder out;
    private @Nullable IdentityHashMap<Object, Boolean> open;

    Printer(StringBuilder out) {
      this.out = out;
    }

    void repr(@Nullable Object value, int depth) {
      if (depth > MAX_DEPTH) {
        throw Raised.limit("maximum recursion depth exceeded while getting the repr of an object");
      }
      switch (value) {
        case null -> out.append("None");
        case String s -> quoted(s, out);
        case Boolean b -> out.append(b ? "True" : "False");
        case Double d -> out.append(Json.number(d));
        case Range r -> list(r, '[', ']', depth);
        case Tuple t -> tuple(t, depth);
        case List<?> l -> list(l, '[', ']', depth);
        case Map<?, ?> m -> map(m, depth);
        case Undefined u -> throw u.raised();
        case LocalDateTime _, OffsetDateTime _, LocalDate _, Duration _ ->
            out.append(Dates.repr(value));
        case Template t -> quoted(t.text(), out);
        case Attributes.Holder holder -> out.append(holder);
        case Invocable _ -> out.append("<function>");
        default -> out.append(value);
      }
    }

    private void tuple(Tuple tuple, int depth) {
      list(tuple, '(', ')', depth);
      if (tuple.size() == 1) {
        out.insert(out.length() - 1, ',');
      }
    }

    private boolean enter(Object container, String loop) {
      if (open == null) {
        open = new IdentityHashMap<>();
      }
      if (open.put(container, true) != null) {
        out.append(loop);
        return false;
      }
      return true;
    }

    private void leave(Object container) {
      if (open != null) {
        open.remove(container);
      }
    }

    private void list(List<?> list, char before, char after, int depth) {
      if (!enter(list, "[...]")) {
        return;
      }
      out.append(before);
      var first = true;
      for (var item : list) {
        if (!first) {
          out.append(", ");
        }
        first = false;
        repr(item, depth + 1);
        Splits.check(out);
      }
      out.append(after);
      leave(list);
    }

    private void map(Map<?, ?> map, int depth) {
      if (!enter(map, "{...}")) {
        return;
      }
      out.append('{');
      var first = true;
      for (var entry : map.entrySet()) {
        if (!first) {
          out.append(", ");
        }
        first = false;
        repr(entry.getKey(), depth + 1);
        out.append(": ");
        repr(entry.getValue(), depth + 1);
        Splits.check(out);
      }
      out.append('}');
      leave(map);
    }
  }
}
