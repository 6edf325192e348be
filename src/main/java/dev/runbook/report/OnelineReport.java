package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints each result in one line: {@code ansible -o}. */
public final class OnelineReport implements Consumer<Event> {
  private final Terminal terminal;
  private final Results results;

  public OnelineReport(Terminal terminal, Style style) {
    this.terminal = terminal;
    this.results = new Results(style);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.HostFinished e) {
      host(e);
    }
  }

  private void host(Event.HostFinished e) {
    switch (e.status()) {
      case OK, CHANGED -> {
        var changed = e.status() == Event.Status.CHANGED;
        var caption = changed ? "CHANGED" : "SUCCESS";
        terminal.print(
            e.host()
                + " | "
                + caption
                + (MinimalReport.COMMANDS.contains(e.task().action())
                        && !e.result().containsKey("ansible_job_id")
                    ? output(e.result())
                    : " => " + line(e)),
            changed ? Colour.CHANGED : Colour.OK);
      }
      case SKIPPED -> terminal.print(e.host() + " | SKIPPED", Colour.SKIP);
      case FAILED -> terminal.print(e.host() + " | FAILED! => " + line(e), Colour.ERROR);
      case UNREACHABLE ->
          terminal.print(
              e.host() + " | UNREACHABLE!: " + e.result().getOrDefault("msg", ""),
              Colour.UNREACHABLE);
    }
  }

  private String line(Event.HostFinished e) {
    return results.text(e.task(), e.result(), 0).replace("\n", "");
  }

  private static String output(Map<String, @Nullable Object> result) {
    var stderr = escaped(result.get("stderr"));
    return " | rc="
        + result.getOrDefault("rc", -1)
        + " | (stdout) "
        + escaped(result.get("stdout"))
        + (stderr.isEmpty() ? "" : " (stderr) " + stderr);
  }

  private static String escaped(@Nullable Object text) {
    return text == null ? "" : text.toString().replace("\n", "\\n").replace("\r", "\\r");
  }
}
