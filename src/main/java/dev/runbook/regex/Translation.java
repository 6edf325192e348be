package dev.runbook.regex;

import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a pattern of Python's `re` in Java's dialect. Named groups become numbered ones, since
/// Java allows fewer names.
final class Translation {
  private final String pattern;
  private final StringBuilder out = new StringBuilder();
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private int groups;
  private int i;

  private boolean multiline;

  Translation(String pattern, boolean multiline) {
    this.pattern = pattern;
    this.multiline = multiline;
  }

  Map<String, Integer> names() {
    return names;
  }

  String java() {
    while (i < pattern.length()) {
      var c = pattern.charAt(i);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> charClass();
        case '(' -> group();
        case '{' -> brace();
        case '^' -> {
          // Java's does not match after the last newline
          out.append(multiline ? "(?:^|(?<=\\n))" : "^");
          i++;
        }
        default -> {
          out.append(c);
          i++;
        }
      }
    }
    return out.toString();
  }

  private IllegalArgumentException bad(String message) {
    return new IllegalArgumentException(message + " at position " + i);
  }

  private void group() {
    if (!pattern.startsWith("(?", i)) {
      groups++;
      out.append('(');
      i++;
      return;
    }
    if (pattern.startsWith("(?P<", i)) {
      var end = pattern.indexOf('>', i);
      if (end < 0) {
        throw bad("missing >, unterminated name");
      }
      names.put(pattern.substring(i + 4, end), ++groups);
      out.append('(');
      i = end + 1;
    } else if (pattern.startsWith("(?P=", i)) {
      var end = pattern.indexOf(')', i);
      var number = end < 0 ? null : names.get(pattern.substring(i + 4, end));
      if (number == null) {
        throw bad("unknown group name");
      }
      out.append("(?:\\").append(number).append(')');
      i = end + 1;
    } else if (pattern.startsWith("(?#", i)) {
      var end = pattern.indexOf(')', i);
      if (end < 0) {
        throw bad("missing ), unterminated comment");
      }
      i = end + 1;
    } else if (pattern.startsWith("(?<", i)
        && !pattern.startsWith("(?<=", i)
        && !pattern.startsWith("(?<!", i)) {
      throw bad("unknown extension ?<" + (i + 3 < pattern.length() ? pattern.charAt(i + 3) : ""));
    } else if (pattern.startsWith("(?(", i)) {
      throw bad("conditional groups are not supported");
    } else {
      flags();
    }
  }

  private void flags() {
    var end = i + 2;
    while (end < pattern.length() && "aiLmsux-".indexOf(pattern.charAt(end)) >= 0) {
      end++;
    }
    var flags = pattern.substring(i + 2, end);
    if (!flags.isEmpty()
        && end < pattern.length()
        && (pattern.charAt(end) == ')' || pattern.charAt(end) == ':')) {
      multiline |= pattern.charAt(end) == ')' && flags.indexOf('m') >= 0;
      out.append("(?").append(flags.replaceAll("[auL]", "").replace("i", "iu"));
      i = end;
    } else {
      out.append("(?");
      i += 2;
    }
  }

  private void brace() {
    var end = pattern.indexOf('}', i);
    if (end > 0) {
      var inside = pattern.substring(i + 1, end);
      if (inside.matches("\\d+(,\\d*)?")) {
        out.append('{').append(inside).append('}');
        i = end + 1;
        return;
      }
      if (inside.matches(",\\d*")) {
        out.append("{0").append(inside).append('}');
        i = end + 1;
        return;
      }
    }
    out.append("\\{");
    i++;
  }

  private void charClass() {
    out.append('[');
    i++;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      out.append('^');
      i++;
    }
    var first = true;
    while (true) {
      if (i >= pattern.length()) {
        throw bad("unterminated character set");
      }
      var c = pattern.charAt(i);
      if (c == ']' && !first) {
        out.append(']');
        i++;
        return;
      }
      first = false;
      switch (c) {
        case '\\' -> escape(true);
        case '[', ']', '&', '#', ' ', '^', '~' -> {
          out.append('\\').append(c);
          i++;
        }
        default -> {
          out.append(c);
          i++;
        }
      }
    }
  }

  private void escape(boolean inClass) {
    if (i + 1 >= pattern.length()) {
      throw bad("bad escape (end of pattern)");
    }
    var c = pattern.charAt(i + 1);
    i += 2;
    switch (c) {
      case 'Z' -> out.append("\\z");
      case 'v' -> out.append("\\x0B");
      case 'b' -> out.append(inClass ? "\\x08" : "\\b");
      case 'A', 'B', 'd', 'D', 's', 'S', 'w', 'W', 'a', 'f', 'n', 'r', 't' ->
          out.append('\\').append(c);
      case 'x' -> code(2);
      case 'u' -> code(4);
      case 'U' -> code(8);
      case '0' -> {
        var end = i;
        while (end < pattern.length() && end < i + 2 && isOctal(pattern.charAt(end))) {
          end++;
        }
        out.append("\\0").append(end == i ? "0" : pattern.substring(i, end));
        i = end;
      }
      default -> {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
          i -= 2;
          throw bad("bad escape \\" + c);
        }
        out.append('\\').append(c);
      }
    }
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private void code(int digits) {
    if (i + digits > pattern.length()) {
      throw bad("incomplete escape");
    }
    var hex = pattern.substring(i, i + digits);
    if (!hex.matches("[0-9A-Fa-f]+")) {
      throw bad("incomplete escape");
    }
    out.append("\\x{").append(hex).append('}');
    i += digits;
  }
}
