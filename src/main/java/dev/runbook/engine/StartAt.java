package dev.runbook.engine;

import dev.runbook.playbook.Block;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Role;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.regex.Glob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code --start-at-task}: what is passed over until the task of that name. */
final class StartAt {
  private final @Nullable String wanted;
  private final Glob pattern;
  private volatile boolean reached;

  /**
   * @param wanted a name, with its role or without, or a pattern with {@code *} and {@code ?}; null
   *     begins with the first task
   */
  StartAt(@Nullable String wanted) {
    this.wanted = wanted;
    this.reached = wanted == null;
    this.pattern = Glob.of(wanted == null ? "" : wanted);
  }

  /** The name that was asked for and not found, or null. */
  @Nullable String missed() {
    return reached ? null : wanted;
  }

  /**
   * Whether a play is passed over as a whole: nothing in it that can be known before has the name.
   */
  boolean passes(Play play) {
    return !reached
        && !has(play.preTasks(), null)
        && !has(play.roles(), null)
        && !has(play.tasks(), null)
        && !has(play.postTasks(), null);
  }

  /**
   * Whether a task is passed over.
   *
   * @param told its name, with its role
   */
  boolean passes(Task task, String told) {
    if (!reached && task.at().line() > 0 && !task.action().equals("gather_facts")) {
      var name = told.substring(told.lastIndexOf(" : ") < 0 ? 0 : told.lastIndexOf(" : ") + 3);
      reached = is(told) || is(name) || task.name() != null && is(task.name().toString());
      return !reached;
    }
    return false;
  }

  private boolean is(String name) {
    return name.equals(wanted) || pattern.matches(name);
  }

  private boolean has(List<? extends Step> steps, @Nullable Role role) {
    for (var step : steps) {
      var found =
          switch (step) {
            case Task task -> {
              var name = task.name() == null ? task.action() : task.name().toString();
              yield is(name) || role != null && is(role.name() + " : " + name);
            }
            case Block block -> {
              var inside = block.role() == null ? role : block.role();
              yield block.role() != null && has(block.role().dependencies(), inside)
                  || has(block.block(), inside)
                  || has(block.rescue(), inside)
                  || has(block.always(), inside);
            }
          };
      if (found) {
        return true;
      }
    }
    return false;
  }
}
