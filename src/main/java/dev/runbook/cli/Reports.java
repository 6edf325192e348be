package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.config.Config;
import dev.runbook.event.Event;
import dev.runbook.report.DefaultReport;
import dev.runbook.report.JsonReport;
import dev.runbook.report.JunitReport;
import dev.runbook.report.LogFile;
import dev.runbook.report.MinimalReport;
import dev.runbook.report.OnelineReport;
import dev.runbook.report.Palette;
import dev.runbook.report.ProfileReport;
import dev.runbook.report.Style;
import dev.runbook.report.Style.Part;
import dev.runbook.report.Terminal;
import dev.runbook.report.TimerReport;
import dev.runbook.report.TreeReport;
import dev.runbook.report.Warnings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/** Who tells what happens in a run: what the settings about callbacks and display say. */
final class Reports {
  private final Config config;
  private final Terminal terminal;
  private final Style style;
  private final Warnings warnings;

  Reports(CommandLine line, Runbook runbook, Terminal terminal) {
    this.config = runbook.config();
    this.terminal = configured(terminal, config);
    this.style = style(line, runbook);
    this.warnings = new Warnings(this.terminal, style);
  }

  private static Terminal configured(Terminal terminal, Config config) {
    var path = config.text("DEFAULT_LOG_PATH");
    var isFiltered = config.list("DEFAULT_LOG_FILTER").contains(LogFile.LOGGER);
    var log = path == null || isFiltered ? null : new LogFile(Path.of(path));
    var look =
        config.flag("ANSIBLE_FORCE_COLOR")
            ? Terminal.Look.COLOURED
            : config.flag("ANSIBLE_NOCOLOR") ? Terminal.Look.PLAIN : terminal.look();
    return terminal.with(
        look,
        new Palette(name -> config.text("COLOR_" + name)),
        log != null && log.isWritable() ? log : null,
        config.flag("VERBOSE_TO_STDERR") ? Terminal.Verbose.ON_ERRORS : Terminal.Verbose.ON_OUTPUT);
  }

  private Style style(CommandLine line, Runbook runbook) {
    var parts = EnumSet.noneOf(Part.class);
    show(parts, Part.OK_HOSTS, config.flag("default.display_ok_hosts"));
    show(parts, Part.SKIPPED_HOSTS, config.flag("default.display_skipped_hosts"));
    show(parts, Part.FAILURES_ON_STDERR, config.flag("default.display_failed_stderr"));
    show(parts, Part.CHECK_MARKERS, config.flag("default.check_mode_markers"));
    show(parts, Part.DRY_RUN, line.has("-C"));
    show(parts, Part.PATH_OF_FAILURES, config.flag("default.show_task_path_on_failure"));
    show(parts, Part.HOST_STARTS, config.flag("default.show_per_host_start"));
    show(parts, Part.CUSTOM_STATS, config.flag("SHOW_CUSTOM_STATS"));
    show(parts, Part.ARGUMENTS, config.flag("DISPLAY_ARGS_TO_STDOUT"));
    show(parts, Part.RESULT_WARNINGS, config.flag("ACTION_WARNINGS"));
    show(parts, Part.DEPRECATIONS, config.flag("DEPRECATION_WARNINGS"));
    // Through a link of Ansible's name there is nothing that Ansible does not print.
    show(parts, Part.DIGEST, Program.called() == Program.RUNBOOK);
    var pretty = config.text("default.pretty_results");
    return new Style(
        Requests.verbosity(line, runbook),
        config.string("default.result_format").equals("yaml")
            ? Style.Format.YAML
            : Style.Format.JSON,
        pretty == null
            ? Style.Pretty.DEFAULT
            : config.flag("default.pretty_results") ? Style.Pretty.ALWAYS : Style.Pretty.NEVER,
        parts,
        config.number("DIFF_CONTEXT"));
  }

  private static void show(EnumSet<Part> parts, Part part, boolean wanted) {
    if (wanted) {
      parts.add(part);
    }
  }

  Terminal terminal() {
    return terminal;
  }

  Warnings warnings() {
    return warnings;
  }

  /** Tells a run by the callback of this name, and by those that are enabled beside it. */
  void listen(RunRequest request, String stdout) throws Guard.Refused {
    request.onEvent(warnings);
    request.onEvent(stdout(stdout));
    var adhoc = Program.called() == Program.ADHOC;
    for (var name :
        adhoc && !config.flag("DEFAULT_LOAD_CALLBACK_PLUGINS")
            ? List.<String>of()
            : config.list("CALLBACKS_ENABLED")) {
      if (!name.isBlank()) {
        beside(name.strip(), request);
      }
    }
  }

  /** Every result in a file of its host, as {@code ansible --tree} has it. */
  void tree(RunRequest request, Path folder) {
    request.onEvent(new TreeReport(terminal, style, folder));
  }

  private static String shortName(String name) {
    return name.replaceFirst("^(ansible\\.(builtin|legacy|posix)|community\\.general)\\.", "");
  }

  private Consumer<Event> stdout(String name) throws Guard.Refused {
    return switch (shortName(name)) {
      case "default" -> new DefaultReport(terminal, style, warnings);
      case "yaml" -> new DefaultReport(terminal, style.in(Style.Format.YAML), warnings);
      case "minimal" -> new MinimalReport(terminal, style, warnings);
      case "oneline" -> new OnelineReport(terminal, style);
      case "json" -> new JsonReport(terminal, style, InstantSource.system());
      case "null" -> _ -> {};
      default ->
          throw new Guard.Refused(
              "Invalid callback for stdout specified: "
                  + name
                  + "\n  There are: default, yaml, minimal, oneline, json, null.");
    };
  }

  private void beside(String name, RunRequest request) {
    var clock = InstantSource.system();
    switch (shortName(name)) {
      case "timer" -> request.onEvent(new TimerReport(terminal, clock));
      case "profile_tasks" ->
          request.onEvent(new ProfileReport(terminal, clock, ZoneId.systemDefault()));
      case "tree" -> tree(request, Path.of(String.valueOf(config.text("tree.directory"))));
      case "junit" -> request.onEvent(new JunitReport(terminal, style, clock, junit()));
      case "default",
          "minimal",
          "oneline",
          "json",
          "yaml" -> {} // they tell on stdout, or not at all
      default ->
          warnings.warn(
              "Skipping callback '"
                  + name
                  + "': there are junit, profile_tasks, timer and tree; those in Python do not"
                  + " run");
    }
  }

  private JunitReport.Wanted junit() {
    var folder = String.valueOf(config.text("junit.output_dir"));
    return new JunitReport.Wanted(
        Path.of(folder.replaceFirst("^~", System.getProperty("user.home"))),
        isTrue("junit.fail_on_change"),
        isTrue("junit.fail_on_ignore"),
        !isTrue("junit.hide_task_arguments"),
        String.valueOf(config.text("junit.test_case_prefix")).replace("<empty>", ""));
  }

  private boolean isTrue(String name) {
    return "true".equalsIgnoreCase(config.text(name));
  }
}
