package dev.runbook.cli;

import dev.runbook.engine.Asker;
import dev.runbook.engine.Interrupted;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whoever sits at the terminal. */
@SuppressWarnings("SystemConsoleNull") // it does when there is no terminal module
final class Person implements Asker {
  private static final String ENTER = "\r\n";
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";

  private final PrintStream out;
  private volatile @Nullable Keys keys;

  Person(PrintStream out) {
    this.out = out;
  }

  @Override
  public @Nullable String ask(String prompt, Echo echo) {
    out.flush();
    var console = console();
    if (console == null) {
      return askBesideOutput(prompt, echo);
    }
    if (echo == Echo.ON) {
      return console.readLine("%s", prompt);
    }
    var answer = console.readPassword("%s", prompt);
    return answer == null ? null : new String(answer);
  }

  /** The output goes elsewhere, to {@code tee} say, but somebody may sit at the terminal. */
  private @Nullable String askBesideOutput(String prompt, Echo echo) {
    try (var screen = new PrintStream("/dev/tty", StandardCharsets.UTF_8);
        var keys = opened(screen, echo)) {
      if (keys == null) {
        return null;
      }
      screen.print(prompt);
      screen.flush();
      var answer = keys.before(ENTER + CTRL_D, CTRL_C, null);
      if (answer == null) {
        throw new Interrupted();
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted();
    } catch (IOException _) {
      return null; // there is no terminal
    }
  }

  private static @Nullable Console console() {
    var console = System.console();
    return console != null && console.isTerminal() ? console : null;
  }

  /** A password; where nobody sits at a terminal, the next line of the input. */
  @Override
  public @Nullable String password(String prompt) {
    var answer = ask(prompt, Echo.OFF);
    if (answer != null || console() != null) {
      return answer;
    }
    var line = typed(prompt);
    if (line != null) {
      out.println();
    }
    return line;
  }

  /** A line; where nobody sits at a terminal, the next one of the input. */
  @Override
  public @Nullable String line(String prompt) {
    return console() == null ? typed(prompt) : ask(prompt, Echo.ON);
  }

  private @Nullable String typed(String prompt) {
    out.print(prompt);
    out.flush();
    var line = new ByteArrayOutputStream();
    try {
      var c = System.in.read();
      if (c < 0) {
        return null;
      }
      for (; c >= 0 && c != '\n'; c = System.in.read()) {
        line.write(c);
      }
    } catch (IOException e) {
      return null;
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable String pause(String prompt, Echo echo, @Nullable Duration time)
      throws Aborted, InterruptedException {
    out.flush();
    try (var keys = opened(out, time == null ? echo : Echo.OFF)) {
      if (keys == null) {
        return null;
      }
      show(prompt);
      var typed = keys.before(time == null ? ENTER : "", CTRL_C, time);
      if (typed != null) {
        return typed;
      }
      show("Press 'C' to continue the play or 'A' to abort ");
      var more = keys.before("cC", "aA", null);
      if (more == null) {
        throw new Aborted();
      }
      return more;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Keys opened(PrintStream screen, Echo echo) {
    keys = Keys.open(System.in, screen, echo);
    return keys;
  }

  @Override
  public void leave() {
    var open = keys;
    if (open != null) {
      open.close();
    }
  }

  private void show(String line) {
    out.println(line);
    out.flush();
  }
}
