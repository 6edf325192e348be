package dev.runbook.yaml;

import org.jspecify.annotations.Nullable;

/** What was written is wrong: the place, the cause and, where one is known, the remedy. */
public class ParseError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Source at;
  private final @Nullable String hint;

  public ParseError(Source at, String message, @Nullable String hint) {
    super(message);
    this.at = at;
    this.hint = hint;
  }

  public ParseError(Source at, String message) {
    this(at, message, null);
  }

  public final Source at() {
    return at;
  }

  /** The usual fix, one sentence, or null. */
  public final @Nullable String hint() {
    return hint;
  }

  /** The cause, never null. */
  public final String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
