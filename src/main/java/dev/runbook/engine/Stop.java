package dev.runbook.engine;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/** The run cannot go on: something is wrong with the playbook itself, not with a host. */
public final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Source at;
  private final @Nullable String hint;
  private final boolean ofReading;

  public Stop(Source at, String message, @Nullable String hint) {
    super(message);
    this.at = at;
    this.hint = hint;
    this.ofReading = false;
  }

  /** What was read while the run went on is written wrongly. */
  Stop(ParseError written) {
    super(written.text());
    this.at = written.at();
    this.hint = written.hint();
    this.ofReading = true;
  }

  public boolean isOfReading() {
    return ofReading;
  }

  public Source at() {
    return at;
  }

  public @Nullable String hint() {
    return hint;
  }
}
