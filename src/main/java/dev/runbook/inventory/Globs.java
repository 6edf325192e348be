package dev.runbook.inventory;

import java.util.regex.Pattern;

/// Turns patterns of Python into those of `java.util.regex`.
final class Globs {
  private Globs() {}

  /// A regular expression for a whole text that a glob of `fnmatch` matches.
  static String regex(String glob) {
    var out = new StringBuilder("(?s)");
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      switch (c) {
        case '*' -> out.append(".*");
        case '?' -> out.append('.');
        case '[' -> {
          var end = end(glob, i);
          if (end < 0) {
            out.append("\\[");
          } else {
            set(glob.substring(i + 1, end), out);
            i = end;
          }
        }
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.append("\\z").toString();
  }

  /// The index of the bracket that closes a set, or -1; a bracket that comes first is a member.
  private static int end(String glob, int open) {
    var from = open + 1;
    if (from < glob.length() && glob.charAt(from) == '!') {
      from++;
    }
    if (from < glob.length() && glob.charAt(from) == ']') {
      from++;
    }
    return glob.indexOf(']', from);
  }

  private static void set(String members, StringBuilder out) {
    var negated = members.startsWith("!");
    out.append(negated ? "[^" : "[");
    var text = negated ? members.substring(1) : members;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var range = c == '-' && i > 0 && i < text.length() - 1;
      if (!range && !Character.isLetterOrDigit(c)) {
        out.append('\\');
      }
      out.append(c);
    }
    out.append(']');
  }

  /// A regular expression of Python's `re`, where the two differ in spelling only.
  static String python(String regex) {
    return regex
        .replace("(?P<", "(?<")
        .replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>")
        .replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\Z", "$1\\\\z");
  }
}
