package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** {@code timer}: how long the run took. */
public final class TimerReport implements Consumer<Event> {
  private final Terminal terminal;
  private final InstantSource clock;
  private final java.time.Instant start;

  public TimerReport(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.start = clock.instant();
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.RunFinished) {
      var time = Duration.between(start, clock.instant());
      terminal.print(
          "Playbook run took %d days, %d hours, %d minutes, %d seconds"
              .formatted(
                  time.toDays(), time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart()),
          Colour.NONE);
    }
  }
}
