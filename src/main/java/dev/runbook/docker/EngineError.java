package dev.runbook.docker;

/// The engine refused, or could not be spoken with.
public final class EngineError extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String explanation;

  EngineError(int status, String message, String explanation) {
    super(message);
    this.status = status;
    this.explanation = explanation;
  }

  /// The HTTP status; 0 when there was no answer.
  public int status() {
    return status;
  }

  /// The engine's own words.
  public String explanation() {
    return explanation;
  }

  /// The words with the request, as Ansible's client gives them.
  public String text() {
    return String.valueOf(getMessage());
  }
}
