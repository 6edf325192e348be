package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code profile_tasks}: when each task begins, how long the one before took, and at the end those
 * that took longest.
 */
public final class ProfileReport implements Consumer<Event> {
  private static final int COLUMNS = 79;
  private static final int NUMBER = 9;
  private static final int SHOWN = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEEE dd MMMM yyyy  HH:mm:ss xx", Locale.ENGLISH);

  private final Terminal terminal;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Instant start;
  private final List<Timed> tasks = new ArrayList<>();
  private Instant last;
  private @Nullable String current;

  private record Timed(String name, Duration time) {}

  public ProfileReport(Terminal terminal, InstantSource clock, ZoneId zone) {
    this.terminal = terminal;
    this.clock = clock;
    this.zone = zone;
    this.start = clock.instant();
    this.last = start;
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.TaskStarted e -> {
        stamp();
        current = e.task().name();
      }
      case Event.RunFinished _ -> summary();
      default -> {}
    }
  }

  private void stamp() {
    var now = clock.instant();
    var taken = Duration.between(last, now);
    if (current != null) {
      tasks.add(new Timed(current, taken));
    }
    terminal.print(
        filled(
            TIME.format(now.atZone(zone))
                + " ("
                + text(taken)
                + ")       "
                + text(Duration.between(start, now))
                + " ",
            "*"),
        Colour.NONE);
    last = now;
  }

  private static String text(Duration time) {
    return "%d:%02d:%02d.%03d"
        .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart(), time.toMillisPart());
  }

  private static String filled(String text, String with) {
    return text + with.repeat(Math.max(0, COLUMNS - text.length()));
  }

  private void summary() {
    stamp();
    terminal.print(filled("", "="), Colour.NONE);
    tasks.sort(Comparator.comparing(Timed::time).reversed());
    for (var task : tasks.subList(0, Math.min(SHOWN, tasks.size()))) {
      var name = task.name() + " ";
      var seconds = String.format(Locale.ROOT, " %.2fs", task.time().toMillis() / 1000.0);
      terminal.print(
          name
              + "-".repeat(Math.max(0, COLUMNS - NUMBER - name.length()))
              + "-".repeat(Math.max(0, NUMBER - seconds.length()))
              + seconds,
          Colour.NONE);
    }
  }
}
