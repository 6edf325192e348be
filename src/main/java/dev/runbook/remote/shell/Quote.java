package dev.runbook.remote.shell;

/// Makes any text one word of a POSIX shell.
final class Quote {
  private Quote() {}

  /// The text in single quotes, or bare when nothing in it needs them, as Python's {@code
  /// shlex.quote} does.
  static String word(String text) {
    if (text.isEmpty()) {
      return "''";
    }
    for (var i = 0; i < text.length(); i++) {
      if (!plain(text.charAt(i))) {
        return "'" + text.replace("'", "'\"'\"'") + "'";
      }
    }
    return text;
  }

  private static boolean plain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "@%+=:,./-_".indexOf(c) >= 0;
  }
}
