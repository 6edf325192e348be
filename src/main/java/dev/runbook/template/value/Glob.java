package dev.runbook.template.value;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Python's `fnmatch`.
public final class Glob {
  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  public static Glob of(String glob) {
    var out = new StringBuilder();
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      switch (c) {
        case '*' -> out.append(".*");
        case '?' -> out.append('.');
        case '[' -> {
          var end = glob.indexOf(']', i + 2);
          if (end < 0) {
            out.append("\\[");
          } else {
            var inside = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
            out.append('[')
                .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                .append(']');
            i = end;
          }
        }
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return new Glob(Pattern.compile(out.toString(), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      // Such as [z-a], which no letter is in.
      return new Glob(Pattern.compile("(?!)"));
    }
  }

  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
