package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** {@code junit}: each task of each host as a test case, in an XML file. */
public final class JunitReport implements Consumer<Event> {
  private final Terminal terminal;
  private final InstantSource clock;
  private final Wanted wanted;
  private final Results results;
  private final List<Case> cases = new ArrayList<>();
  private final Map<Event.TaskInfo, Instant> starts = new HashMap<>();
  private String playbook = "playbook";
  private String play = "";

  /**
   * What the settings of the callback say.
   *
   * @param onChange whether a change is a failure
   * @param onIgnored whether an ignored failure is one
   * @param prefix only tasks whose names begin so, and failures
   */
  public record Wanted(
      Path folder, boolean onChange, boolean onIgnored, boolean arguments, String prefix) {}

  private record Case(String name, String classname, double seconds, String body) {}

  public JunitReport(Terminal terminal, Style style, InstantSource clock, Wanted wanted) {
    this.terminal = terminal;
    this.clock = clock;
    this.wanted = wanted;
    this.results = new Results(style);
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.PlaybookStarted e ->
          playbook = String.valueOf(Path.of(e.file()).getFileName()).replaceFirst("\\.[^.]*$", "");
      case Event.PlayStarted e -> play = e.name();
      case Event.TaskStarted e -> starts.put(e.task(), clock.instant());
      case Event.HostFinished e -> finished(e);
      case Event.RunFinished _ -> write();
      default -> {}
    }
  }

  private void finished(Event.HostFinished e) {
    var task = e.task();
    var shown =
        wanted.arguments() && !task.traits().contains(Event.Trait.HIDDEN)
            ? task.name() + (task.arguments().isEmpty() ? "" : " " + task.arguments())
            : task.name();
    var failed =
        switch (e.status()) {
          case FAILED -> e.errors() != Event.Errors.IGNORED || wanted.onIgnored();
          case UNREACHABLE -> true;
          case CHANGED -> wanted.onChange();
          case OK, SKIPPED -> false;
        };
    if (failed && shown.contains("EXPECTED FAILURE")) {
      failed = false;
    } else if (shown.contains("TOGGLE RESULT") && e.status() != Event.Status.SKIPPED) {
      failed = !failed;
    }
    if (!shown.startsWith(wanted.prefix()) && !failed) {
      return;
    }
    var time = Duration.between(starts.getOrDefault(task, clock.instant()), clock.instant());
    cases.add(
        new Case(
            "[" + e.host() + "] " + play + ": " + shown,
            Path.of(task.at().file()).toAbsolutePath() + ":" + task.at().line(),
            time.toMillis() / 1000.0,
            body(e, failed)));
  }

  /** What debug says is laid out, other results are not. */
  private String dump(Event.HostFinished e) {
    var whole = results.whole(e.result());
    var said =
        Results.isDebug(e.task())
            && !whole.containsKey("results")
            && !whole.containsKey("censored");
    return Results.json(whole, said ? 4 : 0);
  }

  private String body(Event.HostFinished e, boolean failed) {
    var dump = escaped(dump(e));
    if (failed) {
      var msg = e.result().getOrDefault("msg", "rc=" + e.result().getOrDefault("rc", 0));
      return "<failure message=\""
          + escaped(String.valueOf(msg))
          + "\" type=\"failure\">"
          + dump
          + "</failure>";
    }
    if (e.status() == Event.Status.SKIPPED) {
      var reason = e.result().getOrDefault("skip_reason", "skipped");
      return "<skipped>" + escaped(String.valueOf(reason)) + "</skipped>";
    }
    return "<system-out>" + dump + "</system-out>";
  }

  private static String escaped(String text) {
    var made = new StringBuilder();
    text.codePoints()
        .filter(c -> c >= ' ' && c != 0xfffe && c != 0xffff || c == '\n' || c == '\t')
        .forEach(c -> {
          switch (c) {
            case '<' -> made.append("&lt;");
            case '>' -> made.append("&gt;");
            case '&' -> made.append("&amp;");
            case '"' -> made.append("&quot;");
            default -> made.appendCodePoint(c);
          }
        });
    return made.toString();
  }

  private void write() {
    var failures = cases.stream().filter(c -> c.body().startsWith("<failure")).count();
    var skipped = cases.stream().filter(c -> c.body().startsWith("<skipped")).count();
    var seconds = cases.stream().mapToDouble(Case::seconds).sum();
    var counts =
        String.format(
            Locale.ROOT,
            "disabled=\"0\" errors=\"0\" failures=\"%d\" tests=\"%d\" time=\"%.3f\"",
            failures,
            cases.size(),
            seconds);
    var xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites ")
            .append(counts)
            .append(">\n\t<testsuite name=\"")
            .append(escaped(playbook))
            .append("\" skipped=\"")
            .append(skipped)
            .append("\" ")
            .append(counts)
            .append(">\n");
    for (var each : cases) {
      xml.append("\t\t<testcase classname=\"")
          .append(escaped(each.classname()))
          .append("\" name=\"")
          .append(escaped(each.name()))
          .append(String.format(Locale.ROOT, "\" time=\"%.3f\">\n\t\t\t", each.seconds()))
          .append(each.body())
          .append("\n\t\t</testcase>\n");
    }
    xml.append("\t</testsuite>\n</testsuites>\n");
    var now = clock.instant();
    try {
      Files.createDirectories(wanted.folder());
      Files.writeString(
          wanted
              .folder()
              .resolve(
                  "%s-%d.%06d.xml".formatted(playbook, now.getEpochSecond(), now.getNano() / 1000)),
          xml);
    } catch (IOException e) {
      terminal.error("[WARNING]: junit: cannot write: " + e.getMessage(), Colour.WARN);
    }
  }
}
