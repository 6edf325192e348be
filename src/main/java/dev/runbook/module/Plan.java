package dev.runbook.module;

import dev.runbook.remote.Command;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that a module wants, each with the commands that make it. They are applied together,
 * in one round trip, and not at all in check mode: so {@code --check}, {@code --diff} and {@code
 * changed} cannot disagree with what is done.
 */
public final class Plan {
  private final Target target;
  private final List<Change> changes = new ArrayList<>();
  private final StringBuilder script = new StringBuilder();
  private boolean changed;

  Plan(Target target) {
    this.target = target;
  }

  /**
   * Announces a change.
   *
   * @param commands POSIX sh that makes it; an error of one ends the script ({@code set -e})
   */
  public Plan change(Change change, String commands) {
    changes.add(change);
    return change(commands);
  }

  /** Announces a change that has nothing to show in a diff. */
  public Plan change(String commands) {
    changed = true;
    return also(commands);
  }

  /** Adds what a diff shows of changes whose commands are announced without one. */
  public Plan show(Change change) {
    changes.add(change);
    return this;
  }

  /**
   * Adds commands that go with the changes but are none themselves, such as removing a temporary
   * file.
   */
  public Plan also(String commands) {
    if (!commands.isEmpty()) {
      script.append(commands);
      if (!commands.endsWith("\n")) {
        script.append('\n');
      }
    }
    return this;
  }

  public boolean changed() {
    return changed;
  }

  /** Whether {@link #apply} will run the commands: something changes and this is no check. */
  public boolean willRun() {
    return changed && !target.checking();
  }

  public List<Change> diff() {
    return List.copyOf(changes);
  }

  /**
   * Runs the commands as planned; without changes, or in check mode, nothing happens and the reply
   * is an empty success.
   */
  public Reply tryApply() throws ModuleFailure, Unreachable {
    if (!willRun()) {
      return new Reply(0, new byte[0], new byte[0], false);
    }
    return target.ask(Command.of("set -e\n" + script));
  }

  /** Runs the commands as planned and fails the task with what they said when one of them fails. */
  public Reply apply() throws ModuleFailure, Unreachable {
    var reply = tryApply();
    if (!reply.ok()) {
      var said = reply.stderr().strip();
      throw ModuleFailure.of(
          said.isEmpty() ? "a command failed with exit status " + reply.rc() : said, reply);
    }
    return reply;
  }
}
