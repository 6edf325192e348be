package dev.runbook.report;

import dev.runbook.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code set_stats} left, per host and for the run as a whole. */
final class CustomStats implements Consumer<Event> {
  private final Map<String, Map<String, @Nullable Object>> hosts = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> run = new LinkedHashMap<>();

  @Override
  public void accept(Event event) {
    if (event instanceof Event.StatsSet e) {
      var values =
          e.host() == null ? run : hosts.computeIfAbsent(e.host(), _ -> new LinkedHashMap<>());
      values.putAll(e.values());
    }
  }

  boolean isEmpty() {
    return hosts.isEmpty() && run.isEmpty();
  }

  Map<String, Map<String, @Nullable Object>> hosts() {
    return hosts;
  }

  Map<String, @Nullable Object> run() {
    return run;
  }
}
