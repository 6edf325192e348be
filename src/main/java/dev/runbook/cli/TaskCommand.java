package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.config.Config;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.Terminal;
import java.io.PrintStream;
import java.util.List;

/** What the programs that run tasks do alike, from their words to their exit status. */
final class TaskCommand {
  private final String program;
  private final String operands;
  private final List<Flag> flags;
  private final String more;
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;

  /** What one of the programs does its own way. */
  interface Kind {
    /** Refuses operands that are too few or too many. */
    void check(List<String> operands) throws CommandLine.Misused;

    /** The exit status for what cannot be read as tasks. */
    int unreadable();

    /** The name of the callback that tells the run on stdout. */
    String callback(CommandLine line, Config config);

    /** Says what is to be run. */
    void fill(RunRequest request, CommandLine line, Runbook runbook, Reports reports)
        throws CommandLine.Misused, Guard.BadOptions;

    /** Lists or runs what was prepared. */
    int run(CommandLine line, Prepared prepared, Reports reports) throws Guard.Refused;
  }

  /**
   * @param operands how the words after the flags are called in the usage
   * @param more what the help says after the flags, as {@link Usage} takes it
   */
  TaskCommand(
      String program,
      String operands,
      List<Flag> flags,
      String more,
      PrintStream out,
      PrintStream err) {
    this.program = program;
    this.operands = operands;
    this.flags = flags;
    this.more = more;
    this.out = out;
    this.err = err;
    this.terminal = Terminal.ofThisProcess(out, err, System.getenv());
  }

  int run(List<String> words, Kind kind) {
    CommandLine line;
    try {
      line = new CommandLine(flags, words);
      if (line.has("-h")) {
        out.print(Usage.text(program, "[options] " + operands, flags, more));
        return 0;
      }
      if (!line.has("--version")) {
        kind.check(line.operands());
      }
    } catch (CommandLine.Misused e) {
      err.println("usage: " + program + " [options] " + operands);
      err.println(program + ": error: " + e.getMessage());
      err.println("'" + program + " --help' lists the options.");
      return Guard.MISUSED;
    }
    return new Guard(program, err, terminal, kind.unreadable())
        .run(line.count("-v"), () -> run(line, kind));
  }

  private int run(CommandLine line, Kind kind)
      throws LoadErrors, CommandLine.Misused, Guard.BadOptions, Guard.Refused {
    try (var runbook = Runbook.create()) {
      if (line.has("--version")) {
        out.println(Version.text(Program.called(), runbook));
        return 0;
      }
      var reports = new Reports(line, runbook, terminal);
      var request = new Requests(line, runbook).request(out);
      kind.fill(request, line, runbook, reports);
      if (!Listing.wanted(line)) {
        new Passwords(err, System.in).add(line, request, runbook);
      }
      reports.listen(request, kind.callback(line, runbook.config()));
      Running.greet(line, runbook, reports.terminal());
      try (var prepared = runbook.prepare(request)) {
        return kind.run(line, prepared, reports);
      }
    }
  }
}
