package dev.runbook.engine;

/** The person who is asked what to do ends the run. */
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The words of Ansible. */
  public Interrupted() {
    super("User interrupted execution");
  }
}
