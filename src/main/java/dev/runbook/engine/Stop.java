package dev.runbook.engine;

import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/** The run cannot go on: something is wrong with the playbook itself, not with a host. */
public final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Source at;
  private final @Nullable String hint;

  public Stop(Source at, String message, @Nullable String hint) {
    super(message);
    this.at = at;
    this.hint = hint;
  }

  public Source at() {
    return at;
  }

  public @Nullable String hint() {
    return hint;
  }
}
