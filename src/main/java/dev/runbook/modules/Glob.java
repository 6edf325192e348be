package dev.runbook.modules;

import java.util.regex.Pattern;

/// Patterns as Python's `fnmatch` reads them: `*`, `?`, `[a-z]`, `[!a]`; there is no escape.
final class Glob {
  private Glob() {}

  static boolean matches(String text, String pattern) {
    return Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(text).matches();
  }

  static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> "*?[]!".indexOf(c) >= 0);
  }

  /// The same as a regular expression, good for `grep -E` too.
  static String regex(String pattern) {
    var result = new StringBuilder();
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      var close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
      if (c == '*') {
        result.append(".*");
      } else if (c == '?') {
        result.append('.');
      } else if (close > 0) {
        var inside = pattern.substring(i + 1, close).replace("\\", "\\\\");
        result.append('[').append(inside.startsWith("!") ? "^" + inside.substring(1) : inside);
        result.append(']');
        i = close;
      } else if ("\\.+^$()[]{}|".indexOf(c) >= 0) {
        result.append('\\').append(c);
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
