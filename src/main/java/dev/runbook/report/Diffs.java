package dev.runbook.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.report.Terminal.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unified diffs, as {@code --diff} shows them. */
final class Diffs {
  private static final int CONTEXT = 3;

  private Diffs() {}

  static void print(Map<?, ?> change, Terminal terminal) {
    if (change.get("prepared") instanceof String prepared) {
      terminal.print(prepared, Colour.NONE);
      return;
    }
    var before = text(change.get("before"));
    var after = text(change.get("after"));
    if (before.equals(after)) {
      return;
    }
    var beforeName = change.get("before_header");
    var afterName = change.get("after_header");
    var old = lines(before);
    var lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            beforeName == null ? "before" : "before: " + beforeName,
            afterName == null ? "after" : "after: " + afterName,
            old,
            DiffUtils.diff(old, lines(after)),
            CONTEXT);
    for (var line : lines) {
      terminal.print(line, colour(line));
    }
    terminal.print("", Colour.NONE);
  }

  private static Colour colour(String line) {
    return line.startsWith("+")
        ? Colour.ADDED
        : line.startsWith("-") ? Colour.REMOVED : line.startsWith("@@") ? Colour.HUNK : Colour.NONE;
  }

  private static String text(@Nullable Object side) {
    return switch (side) {
      case null -> "";
      case String s -> s;
      case Map<?, ?> map -> Json.write(map, JsonStyle.PRETTY) + "\n";
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
      lines.add("\\ No newline at end of file");
    }
    return lines;
  }
}
