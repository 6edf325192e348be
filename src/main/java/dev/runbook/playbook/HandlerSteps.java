package dev.runbook.playbook;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.List;

/** What cannot stand among handlers, since handlers are notified one by one. */
final class HandlerSteps {
  private HandlerSteps() {}

  /** Adds what is wrong with the steps of a file, or of a play's {@code handlers}. */
  static void check(List<Step> steps, Problems problems) {
    for (var step : steps) {
      switch (step) {
        case Task task -> {
          if (task.shortModule().equals("include_role")) {
            problems.add(noRole(task.action(), task.at()));
          }
          if (RoleEnd.is(task)) {
            problems.add(RoleEnd.misplaced(task, "a handler"));
          }
        }
        case Block block -> {
          switch (block.kind()) {
            case ROLE -> problems.add(noRole("import_role", block.at()));
            case IMPORT -> check(block.block(), problems);
            case BLOCK -> inside(block, problems);
          }
        }
      }
    }
  }

  /** The tasks of a block are handlers of their own, but a block in a block is none. */
  private static void inside(Block block, Problems problems) {
    for (var step : block.block()) {
      if (step instanceof Block inner && inner.kind() == Block.Kind.BLOCK) {
        problems.add(
            new ParseError(
                inner.at(),
                "Using a block as a handler is not supported.",
                "Write its tasks as handlers that listen to one topic."));
      }
    }
    check(block.block().stream().filter(step -> !(step instanceof Block)).toList(), problems);
  }

  private static ParseError noRole(String action, Source at) {
    return new ParseError(
        at,
        "Using '" + action + "' as a handler is not supported.",
        "Include the role's handlers with 'include_tasks', or notify a handler of the role.");
  }
}
