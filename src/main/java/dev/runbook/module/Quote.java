package dev.runbook.module;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words for POSIX sh. */
public final class Quote {
  private static final Pattern HOME = Pattern.compile("~[A-Za-z0-9._-]*(?=/|$)");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)})");

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

  /**
   * One word for a path as Ansible's options of type {@code path} mean it: {@code ~}, {@code
   * ~user}, {@code $NAME} and {@code ${NAME}} at the place of the host's user; an unknown variable
   * stays as it is written.
   */
  public static String path(String path) {
    var word = new StringBuilder();
    var rest = path;
    var home = HOME.matcher(path);
    if (home.lookingAt()) {
      word.append(home.group());
      rest = path.substring(home.end());
    }
    var variable = VARIABLE.matcher(rest);
    var at = 0;
    while (variable.find()) {
      append(word, rest.substring(at, variable.start()));
      var name = variable.group(1) == null ? variable.group(2) : variable.group(1);
      word.append("\"${").append(name).append('-').append("\\$").append(name).append("}\"");
      at = variable.end();
    }
    append(word, rest.substring(at));
    return word.isEmpty() ? "''" : word.toString();
  }

  private static void append(StringBuilder word, String text) {
    if (!text.isEmpty()) {
      word.append(sh(text));
    }
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
