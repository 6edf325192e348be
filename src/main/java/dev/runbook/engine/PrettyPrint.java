package dev.runbook.engine;

import dev.runbook.template.value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code pprint}: keys sorted, and one entry a line where a line of 80 does not hold all.
 * Long texts stay whole.
 */
final class PrettyPrint {
  private static final int WIDTH = 80;

  private final StringBuilder out = new StringBuilder();

  private PrettyPrint() {}

  static String of(@Nullable Object value) {
    var print = new PrettyPrint();
    print.value(value, 0, 0);
    return print.out.toString();
  }

  /**
   * @param column where the value begins
   * @param behind how many characters have to follow it on its last line
   */
  private void value(@Nullable Object value, int column, int behind) {
    var line = line(value);
    switch (value) {
      case Map<?, ?> map when line.length() > WIDTH - column - behind ->
          entries(
              "{",
              "}",
              sorted(map).entrySet().stream()
                  .<Consumer<Integer>>map(entry ->
                      after -> {
                        var key = entry.getKey() + ": ";
                        out.append(key);
                        value(entry.getValue(), column + 1 + key.length(), after);
                      })
                  .toList(),
              column,
              behind);
      case List<?> list when line.length() > WIDTH - column - behind -> {
        var all = new ArrayList<Consumer<Integer>>();
        for (var each : list) {
          all.add(after -> value(each, column + 1, after));
        }
        entries("[", "]", all, column, behind);
      }
      case null, default -> out.append(line);
    }
  }

  private void entries(
      String begin, String end, List<Consumer<Integer>> all, int column, int behind) {
    out.append(begin);
    for (var i = 0; i < all.size(); i++) {
      var last = i == all.size() - 1;
      all.get(i).accept(last ? behind + 1 : 1);
      if (!last) {
        out.append(",\n").repeat(' ', column + 1);
      }
    }
    out.append(end);
  }

  private static String line(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var parts = new ArrayList<String>();
        sorted(map).forEach((key, each) -> parts.add(key + ": " + line(each)));
        yield "{" + String.join(", ", parts) + "}";
      }
      case List<?> list -> {
        var parts = new ArrayList<String>();
        list.forEach(each -> parts.add(line(each)));
        yield "[" + String.join(", ", parts) + "]";
      }
      case null, default -> Text.repr(value);
    };
  }

  private static Map<String, @Nullable Object> sorted(Map<?, ?> map) {
    var sorted = new TreeMap<String, @Nullable Object>();
    map.forEach((key, each) -> sorted.put(Text.repr(key), each));
    return sorted;
  }
}
