package dev.runbook.template.value;

import dev.runbook.template.TemplateError.Kind;
import org.jspecify.annotations.Nullable;

/// What an operation on values raises; it does not know where in a template it was called.
///
/// The innermost node of the template that sees it adds its offset, and the templar makes a
/// `TemplateError` of it. It carries no stack trace: templates raise and catch it in normal work.
public final class Raised extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final @Nullable String hint;
  private int offset = -1;
  private transient @Nullable Trail trail;

  public Raised(Kind kind, String message, @Nullable String hint) {
    super(message, null, false, false);
    this.kind = kind;
    this.hint = hint;
  }

  public Raised(Kind kind, String message) {
    this(kind, message, null);
  }

  /// An operation that does not go with the values it got.
  public static Raised of(String message) {
    return new Raised(Kind.OTHER, message, null);
  }

  /// A limit that protects the run was reached.
  public static Raised limit(String message) {
    return new Raised(Kind.LIMIT, message, null);
  }

  /// A filter refused its input or arguments.
  public static Raised filter(String message) {
    return new Raised(Kind.FILTER, message, null);
  }

  /// A lookup could not find or read what was asked of it.
  public static Raised lookup(String message) {
    return new Raised(Kind.LOOKUP, message, null);
  }

  /// Says where in the template it happened; the first place that is said stays.
  public Raised at(int place) {
    if (offset < 0) {
      offset = place;
    }
    return this;
  }

  /// Says that the cause lies in another template.
  Raised from(@Nullable Trail where) {
    trail = where;
    return this;
  }

  /// Where the cause lies, when that is another template.
  public @Nullable Trail trail() {
    return trail;
  }

  /// The offset in the template's text, or -1.
  public int offset() {
    return offset;
  }

  public Kind kind() {
    return kind;
  }

  public @Nullable String hint() {
    return hint;
  }

  /// The cause, never null.
  public String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
