package dev.runbook.regex;

/// A text that stops the search that reads it for too long.
final class Timed implements CharSequence {
  private final String text;
  private final long most;
  private int reads;
  private long start;

  Timed(String text, long mostNanos) {
    this.text = text;
    this.most = mostNanos;
  }

  @Override
  public char charAt(int index) {
    if ((++reads & 0xffff) == 0) {
      var now = System.nanoTime();
      if (start == 0) {
        start = now;
      } else if (now - start > most) {
        throw new TooCostly(
            "the regular expression took more than " + most / 1_000_000_000L + " seconds");
      }
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return text.substring(from, to);
  }

  @Override
  public String toString() {
    return text;
  }
}
