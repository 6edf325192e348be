package dev.runbook.remote;

/** The host could not be reached, or was lost: never thrown for a command that merely failed. */
public final class Unreachable extends Exception {
  private static final long serialVersionUID = 1;

  public Unreachable(String message) {
    super(message);
  }

  public Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
