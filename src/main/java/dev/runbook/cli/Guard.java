package dev.runbook.cli;

import dev.runbook.engine.Interrupted;
import dev.runbook.engine.Stop;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.ProblemText;
import dev.runbook.report.Terminal;
import dev.runbook.template.TemplateError;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Undecryptable;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Makes an exit status and a message of whatever keeps a command from its work. */
final class Guard {
  static final int ERROR = 1;
  static final int MISUSED = 2;
  static final int PARSER = 4;
  static final int OPTIONS = 5;
  static final int INTERRUPTED = 99;
  static final int BUG = 250;
  private static final int WITH_TRACE = 3;

  private final String program;
  private final PrintStream err;
  private final Terminal terminal;
  private final int unreadable;

  /** Options that do not go together, or values that make no sense. */
  static final class BadOptions extends Exception {
    private static final long serialVersionUID = 1;

    BadOptions(String message) {
      super(message);
    }
  }

  /** Nothing can be done, for a reason that has no place in a file. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  interface Work {
    int run() throws LoadErrors, CommandLine.Misused, BadOptions, Refused;
  }

  Guard(String program, PrintStream err, Terminal terminal) {
    this(program, err, terminal, PARSER);
  }

  /**
   * @param unreadable the exit code for what cannot be read as tasks
   */
  Guard(String program, PrintStream err, Terminal terminal, int unreadable) {
    this.program = program;
    this.err = err;
    this.terminal = terminal;
    this.unreadable = unreadable;
  }

  int run(int verbosity, Work work) {
    var problems = new ProblemText(terminal, Path.of("").toAbsolutePath());
    try {
      return work.run();
    } catch (LoadErrors e) {
      problems.print(e.errors());
      return status(e.errors().getFirst());
    } catch (ParseError e) {
      problems.print(List.of(e));
      return status(e);
    } catch (TemplateError e) {
      problems.print(List.of(new ParseError(e.at(), e.text(), e.hint())));
      return ERROR;
    } catch (Stop e) {
      problems.print(List.of(new ParseError(e.at(), String.valueOf(e.getMessage()), e.hint())));
      return e.isOfReading() ? unreadable : ERROR;
    } catch (Interrupted e) {
      return INTERRUPTED;
    } catch (CommandLine.Misused e) {
      err.println(program + ": error: " + e.getMessage());
      return MISUSED;
    } catch (BadOptions e) {
      err.println("ERROR! " + e.getMessage());
      return OPTIONS;
    } catch (Refused e) {
      err.println("ERROR! " + e.getMessage());
      return ERROR;
    } catch (InvalidPathException e) {
      var remedy = Locales.remedy(System.getenv(), System.getProperty("sun.jnu.encoding", "UTF-8"));
      if (remedy == null) {
        return bug(e, verbosity);
      }
      err.println("ERROR! " + e.getMessage() + "\n  " + remedy);
      return ERROR;
    } catch (RuntimeException | StackOverflowError e) {
      return bug(e, verbosity);
    }
  }

  private int bug(Throwable e, int verbosity) {
    err.println("ERROR! Unexpected Exception, this is probably a bug: " + e);
    if (verbosity >= WITH_TRACE) {
      e.printStackTrace(err);
    } else {
      err.println("the full traceback is shown with -vvv");
    }
    return BUG;
  }

  private int status(ParseError e) {
    return e instanceof Undecryptable || e.text().startsWith("the playbook:") ? ERROR : unreadable;
  }
}
