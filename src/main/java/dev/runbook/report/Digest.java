package dev.runbook.report;

import dev.runbook.event.Event;
import java.util.List;
import java.util.Map;

/**
 * One failure in a few lines: host, task, place, message, and the last lines that the command said.
 */
final class Digest {
  private static final int LINES = 20;

  private Digest() {}

  static String of(Event.HostFinished failure) {
    var result = failure.result();
    var text =
        new StringBuilder()
            .append(failure.status() == Event.Status.UNREACHABLE ? "UNREACHABLE " : "FAILED ")
            .append(failure.host())
            .append(": ")
            .append(failure.task().name())
            .append(" (")
            .append(failure.task().at())
            .append(")");
    if (result.get("results") instanceof List<?> items) {
      for (var item : items) {
        if (item instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("failed"))) {
          details(map, text);
        }
      }
    } else {
      details(result, text);
    }
    return text.toString();
  }

  private static void details(Map<?, ?> result, StringBuilder text) {
    line(text, result.get("msg"));
    for (var word : List.of("changed_when_result", "failed_when_result")) {
      if (result.get(word) instanceof String unknown && !unknown.equals(result.get("msg"))) {
        line(text, unknown);
      }
    }
    if (result.get("rc") != null && result.get("cmd") != null) {
      line(
          text,
          "command: " + words(result.get("cmd")) + "  (exit status " + result.get("rc") + ")");
    }
    if (result.get("stderr") instanceof String stderr && !stderr.isBlank()) {
      var lines = stderr.strip().lines().toList();
      for (var each : lines.subList(Math.max(0, lines.size() - LINES), lines.size())) {
        line(text, each);
      }
    }
    if (result.get("censored") instanceof String censored) {
      line(text, censored);
    }
  }

  private static String words(Object cmd) {
    return cmd instanceof List<?> list
        ? String.join(" ", list.stream().map(String::valueOf).toList())
        : String.valueOf(cmd);
  }

  private static void line(StringBuilder text, @org.jspecify.annotations.Nullable Object value) {
    if (value != null) {
      for (var each : value.toString().split("\n", -1)) {
        text.append("\n  ").append(each);
      }
    }
  }
}
