package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.config.Config;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code runbook PLAYBOOK ...}: what {@code ansible-playbook} does. */
final class PlaybookCommand implements TaskCommand.Kind {
  private static final String EXAMPLES =
      """

      examples:
        PROGRAM site.yml -i hosts                     run a playbook
        PROGRAM site.yml -i web1,web2, -u deploy -b   on two hosts, tasks as root
        PROGRAM site.yml -i hosts --check --diff      tell what would change
        PROGRAM site.yml -i hosts --tags web          only what has this tag
        PROGRAM tasks/rebuild.yml -i hosts -e service=php
                                                      one file of tasks, for one service
      """;

  private static final String OWN =
      """
        PROGRAM sandbox up                            start a disposable Debian host

      also:
        PROGRAM template FILE|TEXT   what a template gives for a host
        PROGRAM vars HOST [NAME]     who sets a variable, and which one wins
        PROGRAM adhoc PATTERN        one task, as ansible has it
        PROGRAM inventory, config, vault, sandbox
      """;

  private static final String STATUS =
      """

      exit status: 0 all well, 1 error, 2 a task failed on a host, 4 a host was unreachable
        or the playbook is wrong, 99 interrupted, 250 a bug
      """;

  private final PrintStream out;
  private final PrintStream err;

  PlaybookCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(List<String> words) {
    var program = Program.called();
    var more = EXAMPLES + (program == Program.RUNBOOK ? OWN : "") + STATUS;
    return new TaskCommand(
            program.toString(), "playbook [playbook ...]", PlaybookFlags.ALL, more, out, err)
        .run(words, this);
  }

  @Override
  public void check(List<String> operands) throws CommandLine.Misused {
    if (operands.isEmpty()) {
      throw new CommandLine.Misused("the following arguments are required: playbook");
    }
  }

  @Override
  public int unreadable() {
    return Guard.PARSER;
  }

  @Override
  public String callback(CommandLine line, Config config) {
    return config.string("DEFAULT_STDOUT_CALLBACK");
  }

  @Override
  public void fill(RunRequest request, CommandLine line, Runbook runbook, Reports reports) {
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
    if (Listing.wanted(line) && !line.has("--syntax-check")) {
      request.outline();
    }
  }

  @Override
  public int run(CommandLine line, Prepared prepared, Reports reports) throws Guard.Refused {
    Running.hosts(prepared, reports.warnings(), prepared.config());
    if (Listing.wanted(line)) {
      out.print(new Listing(prepared, line).text());
      return 0;
    }
    return Running.run(prepared, err);
  }
}
