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

  /**
   * Waits for the end of a line, or for a time, whatever is typed then. A person may break it off,
   * and go on early.
   *
   * @param time null to wait for a line
   * @return what was typed; null when nobody can be asked, at once
   * @throws Aborted when the person does not want to go on
   */
  default @Nullable String pause(String prompt, Echo echo, @Nullable Duration time)
      throws Aborted, InterruptedException {
    return time == null ? ask(prompt + "\n", echo) : null;
  }

  /** The run is ended while somebody may be asked: the terminal is to be as it was before. */
  default void leave() {}

  /** The person who was asked does not want to go on. */
  final class Aborted extends Exception {
    private static final long serialVersionUID = 1;

    /** The words of Ansible. */
    public Aborted() {
      super("user requested abort!");
    }
  }
}
