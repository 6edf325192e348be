package dev.runbook.modules.docker;

import dev.runbook.module.ModuleFailure;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Looking again and again, more seldom each time.
final class Waiting {
  private final String id;
  private final @Nullable Double limit;
  private double delay = 1;
  private double waited;

  /// @param limit in seconds, or null for none
  Waiting(String id, @Nullable Double limit) {
    this.id = id;
    this.limit = limit;
  }

  void once() throws ModuleFailure {
    if (limit != null) {
      if (waited >= limit) {
        throw new ModuleFailure(
            "Timeout of "
                + String.format(Locale.ROOT, "%s", limit)
                + " seconds exceeded while waiting for container \""
                + id
                + "\"");
      }
      delay = Math.min(delay, limit - waited);
    }
    try {
      Thread.sleep(Duration.ofMillis(Math.round(delay * 1000)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleFailure("interrupted while waiting for container \"" + id + "\"");
    }
    waited += delay;
    delay = Math.min(delay * 1.1, 10);
  }

  ModuleFailure unexpected(String state) {
    return new ModuleFailure(
        "Encontered unexpected state \"" + state + "\" while waiting for container \"" + id + "\"");
  }
}
