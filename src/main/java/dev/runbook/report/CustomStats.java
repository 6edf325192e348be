package dev.runbook.report;

import dev.runbook.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
      if (e.stats() == Event.Stats.REPLACE) {
        values.putAll(e.values());
      } else {
        e.values().forEach((name, more) -> values.put(name, sum(values.get(name), more)));
      }
    }
  }

  /** As Ansible aggregates: mappings are merged, what cannot be added stays as it was. */
  private static @Nullable Object sum(@Nullable Object before, @Nullable Object more) {
    return switch (before) {
      case null -> more;
      case Long a when more instanceof Long b -> a + b;
      case Double a when more instanceof Double b -> a + b;
      case String a when more instanceof String b -> a + b;
      case List<?> a when more instanceof List<?> b -> {
        var both = new ArrayList<@Nullable Object>(a);
        both.addAll(b);
        yield both;
      }
      case Map<?, ?> a when more instanceof Map<?, ?> b -> {
        var both = new LinkedHashMap<@Nullable Object, @Nullable Object>(a);
        b.forEach((key, value) ->
            both.put(
                key,
                both.get(key) instanceof Map<?, ?> inner && value instanceof Map<?, ?>
                    ? sum(inner, value)
                    : value));
        yield both;
      }
      default -> before;
    };
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
