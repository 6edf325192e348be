package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import dev.runbook.report.Style.Part;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints a run as Ansible's default callback does, line for line. */
public final class DefaultReport implements Consumer<Event> {
  private final Terminal terminal;
  private final Style style;
  private final Warnings warnings;
  private final Results results;
  private final Diffs diffs;
  private final Recap recap;
  private Event.@Nullable TaskInfo printed;

  private Event.Pace pace = Event.Pace.TOGETHER;

  public DefaultReport(Terminal terminal, Style style, Warnings warnings) {
    this.terminal = terminal;
    this.style = style;
    this.warnings = warnings;
    this.results = new Results(style);
    this.diffs = new Diffs(terminal, style);
    this.recap = new Recap(terminal, style);
  }

  @Override
  public void accept(Event event) {
    recap.accept(event);
    switch (event) {
      case Event.PlaybookStarted e -> playbook(e);
      case Event.PlayStarted e -> {
        terminal.banner(
            (e.name().isEmpty() ? "PLAY" : "PLAY [" + e.name().strip() + "]")
                + mark(e.traits().contains(Event.Trait.CHECK)));
        printed = null;
        pace = e.pace();
      }
      case Event.NoHostsMatched _ -> terminal.print("skipping: no hosts matched", Colour.SKIP);
      case Event.NoHostsLeft _ -> terminal.banner("NO MORE HOSTS LEFT");
      case Event.TaskStarted e -> started(e.task());
      case Event.HostStarted e -> {
        if (style.shows(Part.HOST_STARTS)) {
          terminal.print(" [started TASK: " + e.task().name() + " on " + e.host() + "]", Colour.OK);
        }
      }
      case Event.ItemFinished e -> item(e);
      case Event.HostFinished e -> host(e);
      case Event.Retrying e -> retrying(e);
      case Event.Included e -> {
        task(e.task());
        terminal.print(
            "included: "
                + e.file()
                + " for "
                + String.join(", ", e.hosts())
                + (e.label() == null ? "" : " => (item=" + e.label() + ")"),
            Colour.INCLUDED);
      }
      case Event.OutputLine e -> {
        if (style.verbosity() > 0 && style.shows(Part.DIGEST)) {
          terminal.print("[" + e.host() + "] " + e.line(), Colour.NONE);
        }
      }
      case Event.JobAsked e -> job(e);
      case Event.Remark _, Event.Warned _, Event.StatsSet _, Event.RunFinished _ -> {}
    }
  }

  private void job(Event.JobAsked e) {
    var what =
        switch (e.state()) {
          case RUNNING -> "POLL";
          case DONE -> "OK";
          case FAILED -> "FAILED";
        };
    var more = e.state() == Event.JobState.RUNNING ? " started=True finished=False" : "";
    terminal.print("ASYNC " + what + " on " + e.host() + ": jid=" + e.job() + more, Colour.DEBUG);
  }

  private String mark(boolean checks) {
    return checks && style.shows(Part.CHECK_MARKERS) ? " [CHECK MODE]" : "";
  }

  private void playbook(Event.PlaybookStarted e) {
    if (style.verbosity() > 1) {
      terminal.banner("PLAYBOOK: " + Path.of(e.file()).getFileName());
    }
    if (style.shows(Part.DRY_RUN) && style.shows(Part.CHECK_MARKERS)) {
      terminal.banner("DRY RUN");
    }
  }

  /** Headers wait for a result where some results are not shown, or hosts are not in step. */
  private void started(Event.TaskInfo task) {
    if (pace == Event.Pace.TOGETHER) {
      printed = null;
      if (style.shows(Part.OK_HOSTS) && style.shows(Part.SKIPPED_HOSTS)) {
        task(task);
      }
    }
  }

  private void task(Event.TaskInfo task) {
    if (task.equals(printed)) {
      return;
    }
    printed = task;
    var arguments =
        style.shows(Part.ARGUMENTS) && !task.traits().contains(Event.Trait.HIDDEN)
            ? " " + task.arguments()
            : "";
    terminal.banner(
        (task.part() == Event.Part.HANDLER ? "RUNNING HANDLER [" : "TASK [")
            + task.name().strip()
            + arguments
            + "]"
            + mark(task.traits().contains(Event.Trait.CHECK)));
    if (style.verbosity() >= 2) {
      path(task);
    }
  }

  private void path(Event.TaskInfo task) {
    if (task.at().line() > 0) {
      terminal.print(
          "task path: " + Path.of(task.at().file()).toAbsolutePath() + ":" + task.at().line(),
          Colour.DEBUG);
    }
  }

  private static String where(String host, @Nullable String delegate) {
    return delegate == null ? host : host + " -> " + delegate;
  }

  private boolean isHidden(Event.Status status) {
    return status == Event.Status.OK && !style.shows(Part.OK_HOSTS)
        || status == Event.Status.SKIPPED && !style.shows(Part.SKIPPED_HOSTS);
  }

  private void item(Event.ItemFinished e) {
    if (isHidden(e.status())) {
      return;
    }
    task(e.task());
    var label = "(item=" + e.label() + ")";
    var where = where(e.host(), e.delegate());
    switch (e.status()) {
      case OK ->
          terminal.print(
              "ok: [" + where + "] => " + label + shown(e.task(), e.result()), Colour.OK);
      case CHANGED ->
          terminal.print(
              "changed: [" + where + "] => " + label + shown(e.task(), e.result()), Colour.CHANGED);
      case SKIPPED ->
          terminal.print(
              "skipping: [" + e.host() + "] => " + label + " " + shown(e.task(), e.result()),
              Colour.SKIP);
      case FAILED, UNREACHABLE -> {
        exception(e.result());
        warnings.of(e.result());
        failure(
            "failed: [" + where + "] " + label + " => " + results.text(e.task(), e.result()),
            Colour.ERROR);
      }
    }
  }

  private String shown(Event.TaskInfo task, Map<String, @Nullable Object> result) {
    return results.shows(result, 0) ? " => " + results.text(task, result) : "";
  }

  private void failure(String text, Colour colour) {
    if (style.shows(Part.FAILURES_ON_STDERR)) {
      terminal.error(text, colour);
    } else {
      terminal.print(text, colour);
    }
  }

  private void exception(Map<String, @Nullable Object> result) {
    if (result.get("exception") instanceof String exception) {
      failure(Exceptions.text(exception, style.verbosity()), Colour.ERROR);
    }
  }

  private void host(Event.HostFinished e) {
    if (isHidden(e.status())) {
      return;
    }
    var loop =
        e.task().traits().contains(Event.Trait.LOOP)
            && (e.result().containsKey("results") || e.result().containsKey("_ansible_looped"))
            && !(e.status() == Event.Status.FAILED
                && Results.isDebug(e.task())
                && e.result().containsKey("msg"));
    var where = where(e.host(), e.delegate());
    switch (e.status()) {
      case OK, CHANGED -> {
        diff(e, loop);
        task(e.task());
        warnings.of(e.result());
        if (!loop) {
          var changed = e.status() == Event.Status.CHANGED;
          terminal.print(
              (changed ? "changed: [" : "ok: [") + where + "]" + shown(e.task(), e.result()),
              changed ? Colour.CHANGED : Colour.OK);
        }
      }
      case SKIPPED -> {
        task(e.task());
        terminal.print(
            "skipping: [" + e.host() + "]" + shown(e.task(), without(e.result(), loop)),
            Colour.SKIP);
      }
      case FAILED -> {
        task(e.task());
        exception(e.result());
        warnings.of(e.result());
        if (!loop) {
          if (style.verbosity() < 2 && style.shows(Part.PATH_OF_FAILURES)) {
            path(e.task());
          }
          failure(
              "fatal: [" + where + "]: FAILED! => " + results.text(e.task(), e.result()),
              Colour.ERROR);
        }
      }
      case UNREACHABLE -> {
        task(e.task());
        failure(
            "fatal: [" + where + "]: UNREACHABLE! => " + results.text(e.task(), e.result()),
            Colour.UNREACHABLE);
      }
    }
    if (e.errors() == Event.Errors.IGNORED
        && (e.status() == Event.Status.FAILED || e.status() == Event.Status.UNREACHABLE)) {
      terminal.print("...ignoring", Colour.SKIP);
    }
  }

  private static Map<String, @Nullable Object> without(
      Map<String, @Nullable Object> result, boolean items) {
    if (!items) {
      return result;
    }
    var rest = new LinkedHashMap<>(result);
    rest.remove("results");
    return rest;
  }

  private void diff(Event.HostFinished e, boolean loop) {
    if (loop && e.result().get("results") instanceof List<?> items) {
      for (var item : items) {
        if (item instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("changed"))) {
          diff(e.task(), map.get("diff"));
        }
      }
    } else if (Results.changed(e.result())) {
      diff(e.task(), e.result().get("diff"));
    }
  }

  private void diff(Event.TaskInfo task, @Nullable Object diff) {
    var text = diffs.text(diff);
    if (!text.isEmpty()) {
      task(task);
      terminal.print(text, text);
    }
  }

  private void retrying(Event.Retrying e) {
    terminal.print(
        "FAILED - RETRYING: ["
            + where(e.host(), e.delegate())
            + "]: "
            + e.name()
            + " ("
            + e.left()
            + " retries left)."
            + (results.shows(e.result(), 2)
                ? "Result was: " + results.text(e.task(), e.result())
                : ""),
        Colour.DEBUG);
  }
}
