package dev.runbook.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the person who runs the playbook: {@code vars_prompt} and {@code pause}. */
public interface Asker {

  /** Whether the answer is shown while it is typed. */
  enum Echo {
    ON,
    OFF
  }

  /** The answer, or null when nobody can be asked. */
  @Nullable String ask(String prompt, Echo echo);

  /**
   * A password, or null when nobody can be asked. Where nobody sits at a terminal, a program may
   * take it from its input.
   */
  default @Nullable String password(String prompt) {
    return ask(prompt, Echo.OFF);
  }

  /**
   * A line of what a dialogue takes, or null at its end. Where nobody sits at a terminal, a program
   * may take it from its input.
   */
  default @Nullable String line(String prompt) {
    return ask(prompt, Echo.ON);
  }

  /** Waits, telling why; ends early when the person says so. */
  void pause(Duration time, String text) throws InterruptedException;
}
