package dev.runbook.yaml;

/**
 * An encrypted file that cannot be opened, or a password for it that cannot be had; what is written
 * in it may be right.
 */
public final class Undecryptable extends ParseError {
  private static final long serialVersionUID = 1;

  public Undecryptable(ParseError why) {
    super(why.at(), why.text(), why.hint());
  }
}
