package dev.runbook.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The line that a place stands in, with a caret below it. */
public final class Excerpt {
  private Excerpt() {}

  /** Read from the file; null where there is no such line. */
  public static @Nullable String of(Source at, Path workingDirectory) {
    if (at.line() <= 0) {
      return null;
    }
    try (var lines = Files.lines(workingDirectory.resolve(at.file()))) {
      var first = lines.limit(at.line()).toList();
      return first.size() < at.line() || first.getFirst().startsWith("$ANSIBLE_VAULT;")
          ? null
          : drawn(at, first.getLast());
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Of a text that is at hand; empty where it has no such line. */
  public static String of(Source at, String text) {
    return text.lines()
        .skip(Math.max(0, at.line() - 1L))
        .findFirst()
        .map(l -> drawn(at, l))
        .orElse("");
  }

  private static String drawn(Source at, String line) {
    var number = Integer.toString(at.line());
    var shown = line.replace('\t', ' ');
    var text = "  " + number + " | " + shown;
    return at.column() > 0 && at.column() <= shown.length() + 1
        ? text + "\n  " + " ".repeat(number.length()) + " | " + " ".repeat(at.column() - 1) + "^"
        : text;
  }
}
