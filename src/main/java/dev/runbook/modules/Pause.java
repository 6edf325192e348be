package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import java.time.Duration;

/// Waiting on the controller between two looks at a host.
final class Pause {
  private Pause() {}

  static void of(Duration time) throws ModuleFailure {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleFailure("interrupted");
    }
  }
}
