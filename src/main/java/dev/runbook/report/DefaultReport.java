package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Terminal.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints a run as Ansible's default callback does, line for line, and after the recap what failed
 * and where.
 */
public final class DefaultReport implements Consumer<Event> {
  private final Terminal terminal;
  private final Results results;
  private final int verbosity;
  private final List<Event.HostFinished> failures = new ArrayList<>();
  private Event.@Nullable TaskInfo printed;
  private Event.Pace pace = Event.Pace.TOGETHER;

  /** What {@code -v} adds begins at 1. */
  public DefaultReport(Terminal terminal, int verbosity) {
    this.terminal = terminal;
    this.verbosity = verbosity;
    this.results = new Results(verbosity);
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.PlaybookStarted e -> {
        if (verbosity > 1) {
          terminal.print(
              "\nPLAYBOOK: " + e.file() + " " + stars("PLAYBOOK: " + e.file()), Colour.NONE);
        }
      }
      case Event.PlayStarted e -> {
        banner(e.name().isEmpty() ? "PLAY" : "PLAY [" + e.name() + "]");
        printed = null;
        pace = e.pace();
      }
      case Event.NoHostsMatched _ -> terminal.print("skipping: no hosts matched", Colour.SKIPPED);
      case Event.NoHostsLeft _ -> banner("NO MORE HOSTS LEFT");
      case Event.TaskStarted e -> {
        if (pace == Event.Pace.TOGETHER) {
          printed = null;
        }
        task(e.task());
      }
      case Event.ItemFinished e -> item(e);
      case Event.HostFinished e -> host(e);
      case Event.Retrying e ->
          terminal.print(
              "FAILED - RETRYING: ["
                  + where(e.host(), e.delegate())
                  + "]: "
                  + e.task().name()
                  + " ("
                  + e.left()
                  + " retries left)."
                  + (verbosity > 2 ? "Result was: " + results.json(e.task(), e.result()) : ""),
              Colour.NONE);
      case Event.Included e ->
          terminal.print(
              "included: "
                  + e.file()
                  + " for "
                  + String.join(", ", e.hosts())
                  + (e.label() == null ? "" : " => (item=" + e.label() + ")"),
              Colour.SKIPPED);
      case Event.OutputLine e -> {
        if (verbosity > 0) {
          terminal.print("[" + e.host() + "] " + e.line(), Colour.NONE);
        }
      }
      case Event.Warned e ->
          terminal.error(
              "[WARNING]: "
                  + (e.at() == null || e.at().line() == 0 ? "" : e.at() + ": ")
                  + e.text(),
              Colour.WARNING);
      case Event.StatsSet _ -> {}
      case Event.RunFinished e -> recap(e);
    }
  }

  private String stars(String text) {
    return "*".repeat(Math.max(3, terminal.width() - 1 - text.length()));
  }

  private void banner(String text) {
    terminal.print("\n" + text + " " + stars(text), Colour.NONE);
  }

  private void task(Event.TaskInfo task) {
    if (task.action().equals("meta")) {
      return;
    }
    if (task.equals(printed)) {
      return;
    }
    printed = task;
    banner(
        (task.part() == Event.Part.HANDLER ? "RUNNING HANDLER [" : "TASK [") + task.name() + "]");
    if (verbosity >= 2) {
      terminal.print("task path: " + task.at(), Colour.NONE);
    }
  }

  private static String where(String host, @Nullable String delegate) {
    return delegate == null ? host : host + " -> " + delegate;
  }

  private void item(Event.ItemFinished e) {
    task(e.task());
    diff(e.result());
    var where = where(e.host(), e.delegate());
    var item = " (item=" + e.label() + ")";
    var verbose = results.shows(e.result(), e.status());
    switch (e.status()) {
      case OK ->
          terminal.print(
              "ok: [" + where + "] =>" + item + shown(e.task(), e.result(), verbose), Colour.OK);
      case CHANGED ->
          terminal.print(
              "changed: [" + where + "] =>" + item + shown(e.task(), e.result(), verbose),
              Colour.CHANGED);
      case SKIPPED ->
          terminal.print(
              "skipping: [" + where + "] =>" + item + " " + shown(e.task(), e.result(), verbose),
              Colour.SKIPPED);
      case FAILED, UNREACHABLE ->
          terminal.print(
              "failed: [" + where + "]" + item + " => " + results.json(e.task(), e.result()),
              Colour.FAILED);
    }
  }

  private String shown(Event.TaskInfo task, Map<String, @Nullable Object> result, boolean verbose) {
    return verbose ? " => " + results.json(task, result) : "";
  }

  private void host(Event.HostFinished e) {
    task(e.task());
    var where = where(e.host(), e.delegate());
    var loop = e.result().get("results") instanceof List<?> && e.result().containsKey("results");
    if (!loop) {
      diff(e.result());
    }
    var verbose = !loop && results.shows(e.result(), e.status());
    switch (e.status()) {
      case OK -> {
        if (!loop) {
          terminal.print("ok: [" + where + "]" + shown(e.task(), e.result(), verbose), Colour.OK);
        }
      }
      case CHANGED -> {
        if (!loop) {
          terminal.print(
              "changed: [" + where + "]" + shown(e.task(), e.result(), verbose), Colour.CHANGED);
        }
      }
      case SKIPPED ->
          terminal.print(
              "skipping: [" + where + "]" + shown(e.task(), e.result(), verbose), Colour.SKIPPED);
      case FAILED -> {
        if (!loop) {
          terminal.print(
              "fatal: [" + where + "]: FAILED! => " + results.json(e.task(), e.result()),
              Colour.FAILED);
        }
      }
      case UNREACHABLE ->
          terminal.print(
              "fatal: [" + where + "]: UNREACHABLE! => " + results.json(e.task(), e.result()),
              Colour.UNREACHABLE);
    }
    if (e.status() == Event.Status.FAILED || e.status() == Event.Status.UNREACHABLE) {
      if (e.errors() == Event.Errors.IGNORED) {
        terminal.print("...ignoring", Colour.SKIPPED);
      } else {
        failures.add(e);
      }
    }
  }

  private void diff(Map<String, @Nullable Object> result) {
    if (result.get("diff") instanceof List<?> changes && results.changed(result)) {
      for (var change : changes) {
        if (change instanceof Map<?, ?> map) {
          Diffs.print(map, terminal);
        }
      }
    } else if (result.get("diff") instanceof Map<?, ?> map && results.changed(result)) {
      Diffs.print(map, terminal);
    }
  }

  private void recap(Event.RunFinished e) {
    banner("PLAY RECAP");
    for (var host : e.hosts()) {
      var colour =
          host.failed() + host.unreachable() > 0
              ? Colour.FAILED
              : host.changed() > 0 ? Colour.CHANGED : Colour.OK;
      var name = terminal.paint(host.host(), colour);
      terminal.print(
          name
              + " ".repeat(Math.max(0, 26 - host.host().length()))
              + " : "
              + count("ok", host.ok(), Colour.OK)
              + " "
              + count("changed", host.changed(), Colour.CHANGED)
              + " "
              + count("unreachable", host.unreachable(), Colour.UNREACHABLE)
              + " "
              + count("failed", host.failed(), Colour.FAILED)
              + " "
              + count("skipped", host.skipped(), Colour.SKIPPED)
              + " "
              + count("rescued", host.rescued(), Colour.OK)
              + " "
              + count("ignored", host.ignored(), Colour.WARNING),
          Colour.NONE);
    }
    terminal.print("", Colour.NONE);
    digest(e);
  }

  private String count(String word, int number, Colour colour) {
    var text = String.format("%s=%-4d", word, number);
    return number == 0 ? text : terminal.paint(text, colour);
  }

  /** What went wrong, host by host, once more at the end where it is seen. */
  private void digest(Event.RunFinished e) {
    var bad =
        e.hosts().stream()
            .filter(h -> h.failed() + h.unreachable() > 0)
            .map(Event.HostCounts::host)
            .toList();
    if (bad.isEmpty()) {
      return;
    }
    for (var failure : failures) {
      if (bad.contains(failure.host())) {
        terminal.error(Digest.of(failure), Colour.ERROR);
      }
    }
  }
}
