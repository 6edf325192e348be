package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints results only, as the {@code minimal} callback of {@code ansible} does. */
public final class MinimalReport implements Consumer<Event> {
  /** Modules whose result is a command's output: Ansible's {@code MODULE_NO_JSON}. */
  static final Set<String> COMMANDS =
      Set.of(
          "command",
          "shell",
          "raw",
          "win_command",
          "win_shell",
          "ansible.builtin.command",
          "ansible.builtin.shell",
          "ansible.builtin.raw",
          "ansible.legacy.command",
          "ansible.legacy.shell",
          "ansible.legacy.raw",
          "ansible.windows.win_command",
          "ansible.windows.win_shell");

  private static final int INDENT = 4;

  private final Terminal terminal;
  private final Style style;
  private final Warnings warnings;
  private final Results results;
  private final Diffs diffs;

  public MinimalReport(Terminal terminal, Style style, Warnings warnings) {
    this.terminal = terminal;
    this.style = style;
    this.warnings = warnings;
    this.results = new Results(style);
    this.diffs = new Diffs(terminal, style);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.HostFinished e) {
      host(e);
    }
  }

  private void host(Event.HostFinished e) {
    var result = e.result();
    switch (e.status()) {
      case OK, CHANGED -> {
        var diff = diffs.text(result.get("diff"));
        if (result.containsKey("diff")) {
          terminal.print(diff, diff);
        }
        warnings.of(result);
        var changed = e.status() == Event.Status.CHANGED;
        print(
            e,
            changed ? "CHANGED" : "SUCCESS",
            COMMANDS.contains(e.task().action()) && !result.containsKey("ansible_job_id"),
            changed ? Colour.CHANGED : Colour.OK);
      }
      case SKIPPED -> terminal.print(e.host() + " | SKIPPED", Colour.SKIP);
      case FAILED -> {
        if (result.get("exception") instanceof String exception) {
          terminal.print(Exceptions.text(exception, style.verbosity()), Colour.ERROR);
        }
        warnings.of(result);
        var command = COMMANDS.contains(e.task().action()) && !result.containsKey("module_stderr");
        print(e, command ? "FAILED" : "FAILED!", command, Colour.ERROR);
      }
      case UNREACHABLE -> print(e, "UNREACHABLE!", false, Colour.UNREACHABLE);
    }
  }

  private void print(Event.HostFinished e, String caption, boolean command, Colour colour) {
    terminal.print(
        e.host()
            + " | "
            + caption
            + (command ? output(e.result()) : " => " + results.text(e.task(), e.result(), INDENT)),
        colour);
  }

  private static String output(Map<String, @Nullable Object> result) {
    return " | rc="
        + result.getOrDefault("rc", -1)
        + " >>\n"
        + result.getOrDefault("stdout", "")
        + result.getOrDefault("stderr", "")
        + result.getOrDefault("msg", "")
        + "\n";
  }
}
