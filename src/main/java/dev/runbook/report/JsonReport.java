package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.report.Palette.Colour;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code ansible.posix.json}: the whole run as one JSON document, at its end. */
public final class JsonReport implements Consumer<Event> {
  private static final JsonStyle STYLE =
      new JsonStyle("    ", ",", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.ESCAPED);

  private final Terminal terminal;
  private final InstantSource clock;
  private final Results results;
  private final CustomStats stats = new CustomStats();
  private final List<@Nullable Object> plays = new ArrayList<>();
  private List<@Nullable Object> tasks = new ArrayList<>();
  private Map<String, @Nullable Object> playDuration = new LinkedHashMap<>();
  private Map<String, @Nullable Object> taskDuration = new LinkedHashMap<>();
  private Map<String, @Nullable Object> hosts = new LinkedHashMap<>();

  public JsonReport(Terminal terminal, Style style, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.results = new Results(style);
  }

  @Override
  public void accept(Event event) {
    stats.accept(event);
    switch (event) {
      case Event.PlayStarted e -> {
        tasks = new ArrayList<>();
        playDuration = begun();
        plays.add(entry("play", e.name(), playDuration, Map.of(), "tasks", tasks));
      }
      case Event.TaskStarted e -> {
        hosts = new LinkedHashMap<>();
        taskDuration = begun();
        tasks.add(
            entry(
                "task",
                e.task().name(),
                taskDuration,
                Map.of("path", e.task().at().file() + ":" + e.task().at().line()),
                "hosts",
                hosts));
      }
      case Event.HostFinished e -> {
        var result = new LinkedHashMap<>(results.whole(e.result()));
        result.put("action", e.task().action());
        switch (e.status()) {
          case FAILED -> result.put("failed", true);
          case SKIPPED -> result.put("skipped", true);
          case UNREACHABLE -> result.put("unreachable", true);
          case OK, CHANGED -> {}
        }
        hosts.put(e.host(), result);
        taskDuration.put("end", now());
        playDuration.put("end", now());
      }
      case Event.RunFinished e -> print(e);
      default -> {}
    }
  }

  private Map<String, @Nullable Object> begun() {
    var duration = new LinkedHashMap<String, @Nullable Object>();
    duration.put("start", now());
    return duration;
  }

  private String now() {
    return clock.instant().toString();
  }

  private static Map<String, @Nullable Object> entry(
      String kind,
      String name,
      Map<String, @Nullable Object> duration,
      Map<String, String> more,
      String content,
      Object inner) {
    var about = new LinkedHashMap<String, @Nullable Object>(more);
    about.put("name", name);
    about.put("duration", duration);
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put(kind, about);
    entry.put(content, inner);
    return entry;
  }

  private void print(Event.RunFinished e) {
    var counts = new LinkedHashMap<String, @Nullable Object>();
    for (var host : e.hosts()) {
      counts.put(
          host.host(),
          Map.of(
              "ok", host.ok(),
              "changed", host.changed(),
              "unreachable", host.unreachable(),
              "failures", host.failed(),
              "skipped", host.skipped(),
              "rescued", host.rescued(),
              "ignored", host.ignored()));
    }
    var document = new LinkedHashMap<String, @Nullable Object>();
    document.put("plays", plays);
    document.put("stats", counts);
    document.put("custom_stats", stats.hosts());
    document.put("global_custom_stats", stats.run());
    terminal.print(Json.write(document, STYLE), Colour.NONE);
  }
}
