package dev.runbook.json;

/// Text that is not JSON: what is wrong, and where in the text.
public final class JsonError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  JsonError(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /// From 1.
  public int line() {
    return line;
  }

  /// From 1.
  public int column() {
    return column;
  }
}
