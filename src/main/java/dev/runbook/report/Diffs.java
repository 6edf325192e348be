package dev.runbook.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.report.Palette.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Unified diffs, as {@code --diff} shows them. */
final class Diffs {
  private static final JsonStyle JSON =
      new JsonStyle("    ", ",", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.ESCAPED);

  /** Python leaves out the length of a single line. */
  private static final Pattern ONE_LINE = Pattern.compile(",1(?= )");

  private final Terminal terminal;
  private final Style style;

  Diffs(Terminal terminal, Style style) {
    this.terminal = terminal;
    this.style = style;
  }

  /** The text of a result's {@code diff}, coloured; empty when nothing differs. */
  String text(@Nullable Object diff) {
    var text = new StringBuilder();
    for (var change :
        diff instanceof List<?> list ? list : diff == null ? List.of() : List.of(diff)) {
      if (change instanceof Map<?, ?> map) {
        add(map, text);
      }
    }
    return text.toString();
  }

  private void add(Map<?, ?> change, StringBuilder text) {
    if (change.containsKey("dst_binary")) {
      text.append("diff skipped: destination file appears to be binary\n");
    }
    if (change.containsKey("src_binary")) {
      text.append("diff skipped: source file appears to be binary\n");
    }
    if (change.containsKey("dst_larger")) {
      text.append("diff skipped: destination file size is greater than ")
          .append(change.get("dst_larger"))
          .append('\n');
    }
    if (change.containsKey("src_larger")) {
      text.append("diff skipped: source file size is greater than ")
          .append(change.get("src_larger"))
          .append('\n');
    }
    if (change.containsKey("before") && change.containsKey("after")) {
      unified(change, text);
    }
    if (change.get("prepared") instanceof String prepared) {
      text.append(prepared);
    }
  }

  private void unified(Map<?, ?> change, StringBuilder text) {
    var old = lines(side(change.get("before")));
    var lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            header("before", change.get("before_header")),
            header("after", change.get("after_header")),
            old,
            DiffUtils.diff(old, lines(side(change.get("after")))),
            style.diffContext());
    for (var each : lines) {
      var line = each.startsWith("@@") ? ONE_LINE.matcher(each).replaceAll("") : each;
      text.append(terminal.paint(line, colour(line))).append('\n');
    }
    if (!lines.isEmpty()) {
      text.append('\n');
    }
  }

  private static String header(String side, @Nullable Object name) {
    return name == null || name.equals("") ? side : side + ": " + name;
  }

  private static Colour colour(String line) {
    return line.startsWith("+")
        ? Colour.DIFF_ADD
        : line.startsWith("-")
            ? Colour.DIFF_REMOVE
            : line.startsWith("@@") ? Colour.DIFF_LINES : Colour.NONE;
  }

  private String side(@Nullable Object side) {
    return switch (side) {
      case null -> "";
      case String s -> s;
      case Map<?, ?> map ->
          style.format() == Style.Format.YAML
              ? YamlResult.indented(
                      YamlResult.write(map, 4, style.pretty() != Style.Pretty.NEVER), 4)
                  + "\n"
              : Json.write(map, JSON) + "\n";
      default -> side.toString();
    };
  }

  private static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    } else {
      lines.add(lines.removeLast() + "\n\\ No newline at end of file");
    }
    return lines;
  }
}
