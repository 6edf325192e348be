package dev.runbook.playbook;

import dev.runbook.yaml.ParseError;
import java.util.List;

/** Where {@code meta: end_role} cannot stand, since no role is there to end. */
final class RoleEnd {
  private RoleEnd() {}

  static boolean is(Task task) {
    return task.shortModule().equals("meta") && "end_role".equals(task.args().get("_raw_params"));
  }

  static ParseError misplaced(Task task, String where) {
    return new ParseError(
        task.at(),
        "Cannot execute 'end_role' from " + where,
        "Use it among the tasks of a role; 'meta: end_host' ends the play for a host.");
  }

  /** Adds what is wrong with the steps of a play or of a file that belongs to no role. */
  static void check(List<Step> steps, Problems problems) {
    for (var step : steps) {
      switch (step) {
        case Task task when is(task) -> problems.add(misplaced(task, "outside of a role"));
        case Block block when block.kind() != Block.Kind.ROLE -> {
          check(block.block(), problems);
          check(block.rescue(), problems);
          check(block.always(), problems);
        }
        case Task _, Block _ -> {}
      }
    }
  }
}
