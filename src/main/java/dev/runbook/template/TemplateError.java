package dev.runbook.template;

import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/**
 * A template or expression could not be parsed or evaluated: the place inside the value, the cause,
 * the remedy.
 */
public final class TemplateError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What went wrong, for those who must tell the kinds apart. */
  public enum Kind {
    SYNTAX,
    UNDEFINED,
    LOOKUP,
    FILTER,
    RECURSION,
    LIMIT,
    OTHER
  }

  private final transient Source at;
  private final Kind kind;
  private final @Nullable String hint;

  public TemplateError(Kind kind, Source at, String message, @Nullable String hint) {
    super(message);
    this.kind = kind;
    this.at = at;
    this.hint = hint;
  }

  public Kind kind() {
    return kind;
  }

  public Source at() {
    return at;
  }

  public @Nullable String hint() {
    return hint;
  }

  /** The cause, never null. */
  public String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
