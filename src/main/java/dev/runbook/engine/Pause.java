package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.template.value.Values;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code pause} task: waits for a time, or for an answer at the terminal.
 *
 * @param name what the report calls the task
 */
record Pause(Run run, String name) {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final String KEYS = "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)";

  Outcome run(Map<String, @Nullable Object> args) {
    var started = System.nanoTime();
    var start = LocalDateTime.now(ZoneId.systemDefault());
    var unit = args.get("seconds") == null ? "minutes" : "seconds";
    var inSeconds = unit.equals("minutes") ? 60 : 1;
    Asker.Echo echo;
    var input = "";
    try {
      echo =
          args.get("echo") == null || isTrue("echo", args.get("echo"))
              ? Asker.Echo.ON
              : Asker.Echo.OFF;
      if (args.get("seconds") != null && args.get("minutes") != null) {
        return Outcome.failed("parameters are mutually exclusive: minutes|seconds");
      }
      if (args.get(unit) == null) {
        input = answer(args.get("prompt"), echo);
      } else {
        // for a second at least
        sleep(Math.max(1, whole(unit, args.get(unit)) * inSeconds), args.get("prompt"), echo);
      }
    } catch (IllegalArgumentException | Asker.Aborted e) {
      return Outcome.failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.failed("interrupted");
    }
    var took = (System.nanoTime() - started) / 1e9;
    var shown = Math.round(took / inSeconds * 100) / 100.0;
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("delta", (long) took);
    result.put("echo", echo == Asker.Echo.ON);
    result.put("rc", 0L);
    result.put("start", start.format(MOMENT));
    result.put("stderr", "");
    result.put("stdout", "Paused for " + shown + " " + unit);
    result.put("stop", LocalDateTime.now(ZoneId.systemDefault()).format(MOMENT));
    result.put("user_input", input);
    return Outcome.of(Event.Status.OK, result);
  }

  private String answer(@Nullable Object prompt, Asker.Echo echo)
      throws Asker.Aborted, InterruptedException {
    var text = prompt == null ? "Press enter to continue, Ctrl+C to interrupt" : prompt;
    var answer = run.asker.pause(headed(text + hidden(echo)), echo, null);
    if (answer == null) {
      run.warn(null, "Not waiting for response to prompt as stdin is not interactive");
      return "";
    }
    return answer;
  }

  /** What is typed meanwhile is no answer. */
  private void sleep(long seconds, @Nullable Object prompt, Asker.Echo echo)
      throws Asker.Aborted, InterruptedException {
    run.emit(new Event.Remark(0, "Pausing for " + seconds + " seconds" + hidden(echo)));
    if (prompt != null) {
      run.emit(new Event.Remark(0, KEYS));
    }
    var time = Duration.ofSeconds(seconds);
    var shown = prompt == null ? KEYS : headed(prompt + hidden(echo));
    if (run.asker.pause(shown, echo, time) == null) {
      Thread.sleep(time);
    }
  }

  private String headed(String text) {
    return "[" + name + "]\n" + text + ":";
  }

  private static String hidden(Asker.Echo echo) {
    return echo == Asker.Echo.ON ? "" : " (output is hidden)";
  }

  private static boolean isTrue(String name, @Nullable Object value) {
    try {
      return Boolean.TRUE.equals(ArgumentTypes.converted("bool", value));
    } catch (IllegalArgumentException e) {
      throw cannot(name, value, "bool", e.getMessage());
    }
  }

  /** As Python's {@code int}: the fraction of a number is cut off, that of a text is refused. */
  private static long whole(String name, @Nullable Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (!(value instanceof String text)) {
      throw cannot(name, value, "int", "int() argument must be a string or a number");
    }
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw cannot(name, value, "int", "invalid literal for int() with base 10: '" + text + "'");
    }
  }

  private static IllegalArgumentException cannot(
      String name, @Nullable Object value, String type, @Nullable String why) {
    return new IllegalArgumentException(
        "argument '"
            + name
            + "' is of type "
            + Values.typeName(value)
            + " and we were unable to convert to "
            + type
            + ": "
            + why);
  }
}
