package dev.runbook.template.filters;

import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `pprint.pformat` with its width of 80.
final class PrettyPrinter {
  private static final int WIDTH = 80;
  private static final int MAX_PARTS = 5_000_000;
  private final StringBuilder out = new StringBuilder();
  private int parts;

  String text(@Nullable Object value) {
    print(value, 0, 0, 0);
    return out.toString();
  }

  private void print(@Nullable Object value, int indent, int allowance, int depth) {
    if (depth > 200) {
      throw Raised.limit("a value nested more than 200 levels deep");
    }
    var line = Text.repr(sorted(value, depth));
    if (line.length() <= WIDTH - indent - allowance) {
      out.append(line);
      return;
    }
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        out.append('{');
        var entries = ordered(map);
        for (var i = 0; i < entries.size(); i++) {
          var entry = entries.get(i);
          var key = Text.repr(entry.getKey());
          if (i > 0) {
            out.append(",\n").repeat(' ', indent + 1);
          }
          out.append(key).append(": ");
          var last = i == entries.size() - 1;
          print(entry.getValue(), indent + key.length() + 3, last ? allowance + 1 : 1, depth + 1);
        }
        out.append('}');
      }
      case List<?> list when !list.isEmpty() -> {
        out.append(list instanceof Tuple ? '(' : '[');
        for (var i = 0; i < list.size(); i++) {
          if (i > 0) {
            out.append(",\n").repeat(' ', indent + 1);
          }
          print(list.get(i), indent + 1, i == list.size() - 1 ? allowance + 1 : 1, depth + 1);
        }
        out.append(list instanceof Tuple ? ")" : "]");
      }
      case null, default -> out.append(line);
    }
  }

  private static List<Map.Entry<?, ?>> ordered(Map<?, ?> map) {
    var entries = new ArrayList<Map.Entry<?, ?>>(map.entrySet());
    try {
      entries.sort((a, b) -> Compare.order(a.getKey(), b.getKey(), "<"));
    } catch (Raised e) {
      entries.sort((a, b) -> Text.str(a.getKey()).compareTo(Text.str(b.getKey())));
    }
    return entries;
  }

  /// As `pprint` shows it on one line: keys in order.
  private @Nullable Object sorted(@Nullable Object value, int depth) {
    if (++parts > MAX_PARTS) {
      throw Raised.limit("a value that is too large to be laid out");
    }
    if (depth > 200) {
      return value;
    }
    return switch (value) {
      case Map<?, ?> map -> {
        var made = new java.util.LinkedHashMap<@Nullable Object, @Nullable Object>();
        ordered(map).forEach(e -> made.put(e.getKey(), sorted(e.getValue(), depth + 1)));
        yield made;
      }
      case Tuple tuple -> Tuple.copyOf(tuple.stream().map(x -> sorted(x, depth + 1)).toList());
      case List<?> list -> {
        var made = new ArrayList<@Nullable Object>();
        list.forEach(x -> made.add(sorted(x, depth + 1)));
        yield made;
      }
      case null, default -> value;
    };
  }
}
