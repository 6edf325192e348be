package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.Runbook;
import dev.runbook.config.Config;
import dev.runbook.report.Terminal;
import dev.runbook.report.Warnings;
import java.io.PrintStream;

/** What surrounds a run, whichever program began it. */
final class Running {

  private Running() {}

  /** What {@code -v} and {@code -vv} say first. */
  static void greet(CommandLine line, Runbook runbook, Terminal terminal) {
    var verbosity = Requests.verbosity(line, runbook);
    if (verbosity > 1) {
      terminal.say(Version.text(Program.called(), runbook));
    }
    if (verbosity > 0) {
      terminal.say(source(runbook.config()));
    }
  }

  /** Where the settings come from, as {@code -v} says it first. */
  static String source(Config config) {
    var file = config.file();
    return file == null
        ? "No config file found; using defaults"
        : "Using " + file + " as config file";
  }

  /** Warns of an inventory without hosts, and refuses limits that leave none. */
  static void hosts(Prepared prepared, Warnings warnings, Config config) throws Guard.Refused {
    var inventory = prepared.inventory();
    if (inventory.hosts().isEmpty()) {
      if (config.flag("LOCALHOST_WARNING")) {
        warnings.warn(
            "provided hosts list is empty, only localhost is available. Note that the implicit"
                + " localhost does not match 'all'");
      }
      return;
    }
    for (var limit : prepared.options().limit()) {
      if (inventory.limit(limit).isEmpty()) {
        throw new Guard.Refused(
            "Specified inventory, host pattern and/or --limit leaves us with no hosts to target.");
      }
    }
  }

  /** Runs to the end, or until ctrl-C. */
  static int run(Prepared prepared, PrintStream err) {
    var hook =
        new Thread(() -> {
          prepared.cancel();
          err.println("\n[ERROR]: User interrupted execution");
          err.flush();
          Runtime.getRuntime().halt(Guard.INTERRUPTED);
        });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return prepared.run().exitCode();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the machine is going down already: the hook ends it
      }
    }
  }
}
