package dev.runbook.module;

import java.util.Collection;
import java.util.stream.Collectors;

/** Words for POSIX sh. */
public final class Quote {
  private Quote() {}

  /**
   * One word that sh reads back as {@code text}, whatever it holds. NUL cannot be passed and is
   * refused.
   */
  public static String sh(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL byte cannot be passed to a command");
    }
    if (!text.isEmpty() && text.chars().allMatch(Quote::plain)) {
      return text;
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Words, quoted and joined with spaces. */
  public static String words(Collection<String> texts) {
    return texts.stream().map(Quote::sh).collect(Collectors.joining(" "));
  }

  private static boolean plain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "@%+=:,./-_".indexOf(c) >= 0;
  }
}
