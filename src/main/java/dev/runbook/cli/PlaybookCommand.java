package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.engine.Asker;
import dev.runbook.engine.Stop;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.DefaultReport;
import dev.runbook.report.ProblemText;
import dev.runbook.report.Terminal;
import dev.runbook.template.TemplateError;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code runbook PLAYBOOK ...}: what {@code ansible-playbook} does. */
final class PlaybookCommand {
  private static final int ERROR = 1;
  private static final int MISUSED = 2;
  private static final int PARSER = 4;
  private static final int BUG = 250;

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;

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
      err.println("usage: runbook [options] playbook [playbook ...]");
      err.println("runbook: error: " + e.getMessage());
      err.println("'runbook --help' lists the options.");
      return MISUSED;
    }
    if (line.has("--version")) {
      out.println(Version.text());
      return 0;
    }
    if (line.has("-h")) {
      out.print(Help.text());
      return 0;
    }
    if (line.operands().isEmpty()) {
      err.println("usage: runbook [options] playbook [playbook ...]");
      err.println("runbook: error: the following arguments are required: playbook");
      return MISUSED;
    }
    return guarded(line);
  }

  private int guarded(CommandLine line) {
    var problems = new ProblemText(terminal, Path.of("").toAbsolutePath());
    try {
      return run(line);
    } catch (LoadErrors e) {
      problems.print(e.errors());
      return PARSER;
    } catch (ParseError e) {
      problems.print(List.of(e));
      return e.text().startsWith("the playbook:") ? ERROR : PARSER;
    } catch (TemplateError e) {
      problems.print(List.of(new ParseError(e.at(), e.text(), e.hint())));
      return ERROR;
    } catch (Stop e) {
      problems.print(List.of(new ParseError(e.at(), String.valueOf(e.getMessage()), e.hint())));
      return ERROR;
    } catch (CommandLine.Misused e) {
      err.println("runbook: error: " + e.getMessage());
      return MISUSED;
    } catch (RuntimeException | StackOverflowError e) {
      err.println("ERROR! Unexpected Exception, this is probably a bug: " + e);
      if (line.count("-v") >= 3) {
        e.printStackTrace(err);
      } else {
        err.println("the full traceback is shown with -vvv");
      }
      return BUG;
    }
  }

  private int run(CommandLine line) throws LoadErrors, CommandLine.Misused {
    try (var runbook = Runbook.create()) {
      var request = request(line, runbook);
      request.onEvent(new DefaultReport(terminal, verbosity(line, runbook)));
      try (var prepared = runbook.prepare(request)) {
        if (Listing.wanted(line)) {
          out.print(new Listing(prepared, line).text());
          return 0;
        }
        return run(prepared);
      }
    }
  }

  private int run(Runbook.Prepared prepared) {
    var hook =
        new Thread(() -> {
          prepared.cancel();
          err.println("\n[ERROR]: User interrupted execution");
          err.flush();
          Runtime.getRuntime().halt(99);
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

  private static int verbosity(CommandLine line, Runbook runbook) {
    return line.count("-v") + runbook.config().verbosity();
  }

  private RunRequest request(CommandLine line, Runbook runbook) throws CommandLine.Misused {
    var request = runbook.request();
    line.operands().forEach(p -> request.playbook(Path.of(p)));
    line.all("-i").forEach(request::inventory);
    line.all("-l").forEach(request::limit);
    for (var text : line.all("-e")) {
      ExtraVars.add(text, runbook.workingDirectory(), request);
    }
    for (var tags : line.all("-t")) {
      request.tags(tags.strip().split("\\s*,\\s*"));
    }
    for (var tags : line.all("--skip-tags")) {
      request.skipTags(tags.strip().split("\\s*,\\s*"));
    }
    if (line.has("-C")) {
      request.check();
    }
    if (line.has("-D")) {
      request.diff();
    }
    var options = new RequestOptions(request);
    options.verbosity(verbosity(line, runbook));
    options.asker(new Person(out));
    if (line.has("-f")) {
      request.forks(number("-f", line.last("-f")));
    }
    if (line.has("-T")) {
      options.timeout(Duration.ofSeconds(number("-T", line.last("-T"))));
    }
    if (line.has("--task-timeout")) {
      request.taskTimeout(
          Duration.ofSeconds(number("--task-timeout", line.last("--task-timeout"))));
    }
    options.keywords(line);
    options.vault(line);
    passwords(line, request, runbook);
    return request;
  }

  private void passwords(CommandLine line, RunRequest request, Runbook runbook)
      throws CommandLine.Misused {
    var person = new Person(out);
    var config = runbook.config();
    var login = file(line.last("--connection-password-file"), config.connectionPasswordFile());
    if (line.has("-k") || config.askPass()) {
      login = person.ask("SSH password: ", Asker.Echo.OFF);
    }
    if (login != null) {
      request.connectionPassword(login);
    }
    var become = file(line.last("--become-password-file"), config.becomePasswordFile());
    if (line.has("-K") || config.becomeAskPass()) {
      become =
          person.ask(
              login == null ? "BECOME password: " : "BECOME password[defaults to SSH password]: ",
              Asker.Echo.OFF);
      if (become != null && become.isEmpty()) {
        become = login;
      }
    }
    if (become != null) {
      request.becomePassword(become);
    }
  }

  private static @Nullable String file(@Nullable String given, @Nullable String configured)
      throws CommandLine.Misused {
    var name = given == null ? configured : given;
    if (name == null) {
      return null;
    }
    try {
      return Files.readString(Path.of(name)).strip();
    } catch (IOException e) {
      throw new CommandLine.Misused("the password file " + name + " cannot be read");
    }
  }

  private static int number(String flag, @Nullable String text) throws CommandLine.Misused {
    try {
      return Integer.parseInt(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new CommandLine.Misused("argument " + flag + ": invalid int value: '" + text + "'");
    }
  }
}
