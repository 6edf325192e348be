package dev.runbook.cli;

import dev.runbook.engine.Asker;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whoever sits at the terminal. */
final class Person implements Asker {
  private final PrintStream out;

  Person(PrintStream out) {
    this.out = out;
  }

  @Override
  @SuppressWarnings("SystemConsoleNull")
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

  @Override
  public void pause(Duration time, String text) throws InterruptedException {
    out.println(text);
    out.println("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)");
    out.flush();
    Thread.sleep(time);
  }
}
