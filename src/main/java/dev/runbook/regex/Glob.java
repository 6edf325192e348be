package dev.runbook.regex;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns as Python's `fnmatch` reads them: `*`, `?`, `[a-z]`, `[!a]`; there is no escape.
public final class Glob {
  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  public static Glob of(String glob) {
    try {
      return new Glob(Pattern.compile(regex(glob), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      // Such as [z-a], which no letter is in.
      return new Glob(Pattern.compile("(?!)"));
    }
  }

  public boolean matches(String text) {
    return pattern.matcher(text).matches();
  }

  /// Whether a text has anything in it that a pattern may mean.
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> "*?[]!".indexOf(c) >= 0);
  }

  /// The same as a regular expression for a whole text, good for `grep -Ex` too.
  public static String regex(String glob) {
    var out = new StringBuilder();
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      var end = c == '[' ? end(glob, i) : -1;
      if (c == '*') {
        out.append(".*");
      } else if (c == '?') {
        out.append('.');
      } else if (end > 0) {
        set(glob.substring(i + 1, end), out);
        i = end;
      } else {
        if ("\\.+^$()[]{}|".indexOf(c) >= 0) {
          out.append('\\');
        }
        out.append(c);
      }
    }
    return out.toString();
  }

  /// The index of the bracket that closes a set, or -1; a bracket that comes first is a member.
  private static int end(String glob, int open) {
    var from = open + 1;
    if (from < glob.length() && glob.charAt(from) == '!') {
      from++;
    }
    return glob.indexOf(']', from + 1);
  }

  private static void set(String members, StringBuilder out) {
    var negated = members.startsWith("!");
    out.append(negated ? "[^" : "[");
    for (var c : members.substring(negated ? 1 : 0).toCharArray()) {
      if ("\\[&^".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    out.append(']');
  }
}
