package dev.runbook.remote;

/**
 * The host answered, but the command could not become the other user: the task fails, the host
 * stays reachable.
 */
public final class BecomeFailed extends Exception {
  private static final long serialVersionUID = 1;

  public BecomeFailed(String message) {
    super(message);
  }
}
