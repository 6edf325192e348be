package dev.runbook.playbook;

import dev.runbook.yaml.Source;

/** One entry of a task list. */
public sealed interface Step permits Task, Block {
  Source at();

  Keywords keywords();
}
