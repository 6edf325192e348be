package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code runbook PLAYBOOK ...}: what {@code ansible-playbook} does. */
final class PlaybookCommand {
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final Program program = Program.called();

  PlaybookCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.terminal = Terminal.ofThisProcess(out, err, System.getenv());
  }

  int run(List<String> words) {
    CommandLine line;
    try {
      line = new CommandLine(PlaybookFlags.ALL, words);
    } catch (CommandLine.Misused e) {
      return misused(e.getMessage() + "\n'" + program + " --help' lists the options.");
    }
    if (line.has("-h")) {
      out.print(Help.text());
      return 0;
    }
    if (line.operands().isEmpty() && !line.has("--version")) {
      return misused("the following arguments are required: playbook");
    }
    return new Guard(program, err, terminal).run(line.count("-v"), () -> run(line));
  }

  private int misused(String message) {
    err.println("usage: " + program + " [options] playbook [playbook ...]");
    err.println(program + ": error: " + message);
    return Guard.MISUSED;
  }

  private int run(CommandLine line)
      throws LoadErrors, CommandLine.Misused, Guard.BadOptions, Guard.Refused {
    try (var runbook = Runbook.create()) {
      if (line.has("--version")) {
        out.println(Version.text(program, runbook));
        return 0;
      }
      var reports = new Reports(line, runbook, terminal);
      var request = request(line, runbook);
      reports.listen(request, runbook.config().stdoutCallback());
      Running.greet(line, runbook, reports.terminal());
      try (var prepared = runbook.prepare(request)) {
        Running.hosts(prepared, reports.warnings(), runbook.config());
        if (Listing.wanted(line)) {
          out.print(new Listing(prepared, line).text());
          return 0;
        }
        return Running.run(prepared, err);
      }
    }
  }

  private RunRequest request(CommandLine line, Runbook runbook)
      throws CommandLine.Misused, Guard.BadOptions, Guard.Refused {
    var request = new Requests(line, runbook).request(out);
    line.operands().forEach(p -> request.playbook(Path.of(p)));
    for (var tags : line.all("-t")) {
      request.tags(tags.strip().split("\\s*,\\s*"));
    }
    for (var tags : line.all("--skip-tags")) {
      request.skipTags(tags.strip().split("\\s*,\\s*"));
    }
    if (line.has("--force-handlers")) {
      request.forceHandlers();
    }
    if (line.has("--step")) {
      request.steps();
    }
    var start = line.last("--start-at-task");
    if (start != null) {
      request.startAt(start);
    }
    if (line.has("--flush-cache")) {
      request.flushCache();
    }
    if (!Listing.wanted(line)) {
      new Passwords(err, System.in).add(line, request, runbook);
    }
    return request;
  }
}
