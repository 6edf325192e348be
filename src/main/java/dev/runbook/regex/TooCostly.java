package dev.runbook.regex;

/// A pattern needs more time or stack for a text than it is worth: some would never end.
public final class TooCostly extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooCostly(String message) {
    super(message, null, false, false);
  }

  /// The pattern recurses too deeply for this text.
  public static TooCostly stack() {
    return new TooCostly("the regular expression needs too much stack for this text");
  }
}
