package dev.runbook.template;

import dev.runbook.template.value.Trail;
import dev.runbook.yaml.Source;
import java.util.List;
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
  private final transient List<String> through;

  public TemplateError(Kind kind, Source at, String message, @Nullable String hint) {
    this(kind, at, message, hint, List.of());
  }

  /**
   * @param through the variables that led to the place, with their own places, the innermost first
   */
  public TemplateError(
      Kind kind, Source at, String message, @Nullable String hint, List<String> through) {
    super(message);
    this.through = through;
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

  /** The variables that led there, the innermost first. */
  public List<String> through() {
    return through;
  }

  /** The same error as a variable that uses it has it. */
  TemplateError through(String name, Source place) {
    return new TemplateError(
        kind, at, text(), hint, new Trail(() -> at, through).through(name, place).through());
  }

  /** The cause, never null. */
  public String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
