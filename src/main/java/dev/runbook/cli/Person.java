package dev.runbook.cli;

import dev.runbook.engine.Asker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whoever sits at the terminal. */
@SuppressWarnings("SystemConsoleNull") // it does when there is no terminal module
final class Person implements Asker {
  private final PrintStream out;

  Person(PrintStream out) {
    this.out = out;
  }

  @Override
  public @Nullable String ask(String prompt, Echo echo) {
    out.flush();
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return null;
    }
    if (echo == Echo.ON) {
      return console.readLine("%s", prompt);
    }
    var answer = console.readPassword("%s", prompt);
    return answer == null ? null : new String(answer);
  }

  /** A password; where nobody sits at a terminal, the next line of the input. */
  @Override
  public @Nullable String password(String prompt) {
    var answer = ask(prompt, Echo.OFF);
    if (answer != null || System.console() != null && System.console().isTerminal()) {
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
    var console = System.console();
    return console != null && console.isTerminal() ? ask(prompt, Echo.ON) : typed(prompt);
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
  public void pause(Duration time, String text) throws InterruptedException {
    out.println(text);
    out.println("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)");
    out.flush();
    Thread.sleep(time);
  }
}
