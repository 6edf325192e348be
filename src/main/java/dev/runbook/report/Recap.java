package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a run: counts of each host, custom statistics, and what failed and where. */
final class Recap implements Consumer<Event> {
  private static final int NAME = 26;

  private final Terminal terminal;
  private final Style style;
  private final CustomStats stats = new CustomStats();
  private final List<Event.HostFinished> failures = new ArrayList<>();

  Recap(Terminal terminal, Style style) {
    this.terminal = terminal;
    this.style = style;
  }

  @Override
  public void accept(Event event) {
    stats.accept(event);
    if (event instanceof Event.HostFinished e
        && e.errors() == Event.Errors.COUNT
        && (e.status() == Event.Status.FAILED || e.status() == Event.Status.UNREACHABLE)) {
      failures.add(e);
    } else if (event instanceof Event.RunFinished e) {
      print(e);
    }
  }

  private void print(Event.RunFinished e) {
    terminal.banner("PLAY RECAP");
    for (var host : e.hosts()) {
      var colour =
          host.failed() + host.unreachable() > 0
              ? Colour.ERROR
              : host.changed() > 0 ? Colour.CHANGED : Colour.OK;
      var blanks = " ".repeat(Math.max(0, NAME - host.host().length()));
      terminal.print(
          line(terminal.paint(host.host(), colour) + blanks, host, terminal::paint),
          line(host.host() + blanks, host, (text, _) -> text));
    }
    terminal.print("", Colour.NONE);
    if (style.shows(Style.Part.CUSTOM_STATS)) {
      custom();
    }
    if (style.shows(Style.Part.DRY_RUN) && style.shows(Style.Part.CHECK_MARKERS)) {
      terminal.banner("DRY RUN");
    }
    if (style.shows(Style.Part.DIGEST)) {
      digest(e);
    }
  }

  private interface Paint {
    String of(String text, Colour colour);
  }

  private static String line(String name, Event.HostCounts host, Paint paint) {
    return name
        + " : "
        + String.join(
            " ",
            count("ok", host.ok(), Colour.OK, paint),
            count("changed", host.changed(), Colour.CHANGED, paint),
            count("unreachable", host.unreachable(), Colour.UNREACHABLE, paint),
            count("failed", host.failed(), Colour.ERROR, paint),
            count("skipped", host.skipped(), Colour.SKIP, paint),
            count("rescued", host.rescued(), Colour.OK, paint),
            count("ignored", host.ignored(), Colour.WARN, paint));
  }

  private static String count(String word, int number, Colour colour, Paint paint) {
    var text = String.format("%s=%-4d", word, number);
    return number == 0 ? text : paint.of(text, colour);
  }

  private void custom() {
    if (stats.isEmpty()) {
      return;
    }
    terminal.banner("CUSTOM STATS: ");
    new TreeMap<>(stats.hosts())
        .forEach((host, values) -> terminal.print("\t" + host + ": " + line(values), Colour.NONE));
    if (!stats.run().isEmpty()) {
      terminal.print("", Colour.NONE);
      terminal.print("\tRUN: " + line(stats.run()), Colour.NONE);
    }
    terminal.print("", Colour.NONE);
  }

  private static String line(Map<String, @Nullable Object> values) {
    return Results.json(values, 1).replace("\n", "");
  }

  /** What went wrong, host by host, once more at the end where it is seen. */
  private void digest(Event.RunFinished e) {
    var bad =
        e.hosts().stream()
            .filter(h -> h.failed() + h.unreachable() > 0)
            .map(Event.HostCounts::host)
            .toList();
    for (var failure : failures) {
      if (bad.contains(failure.host())) {
        terminal.error(Digest.of(failure), Colour.ERROR);
      }
    }
  }
}
