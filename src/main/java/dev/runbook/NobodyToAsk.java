package dev.runbook;

import dev.runbook.engine.Asker;

/** For programs that run playbooks: questions get no answer, pauses are waited for. */
final class NobodyToAsk {
  static final Asker ASKER = (_, _) -> null;

  private NobodyToAsk() {}
}
