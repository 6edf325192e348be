package dev.runbook.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/// The replacement of Python's `re.sub`: `\1`, `\g<name>`, `\n` and the like.
final class Replacement {
  private sealed interface Part {
    record Words(String text) implements Part {}

    record Group(int number) implements Part {}
  }

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Integer> names;
  private final int groups;
  private final StringBuilder words = new StringBuilder();

  Replacement(String text, Map<String, Integer> names, int groups) {
    this.names = names;
    this.groups = groups;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '\\') {
        words.append(c);
      } else if (i + 1 == text.length()) {
        throw new IllegalArgumentException("bad escape (end of pattern) at position " + i);
      } else {
        i = escape(text, i + 1);
      }
    }
    flush();
  }

  private int escape(String text, int at) {
    var c = text.charAt(at);
    switch (c) {
      case 'g' -> {
        var end = text.indexOf('>', at);
        if (at + 1 >= text.length() || text.charAt(at + 1) != '<' || end < 0) {
          throw new IllegalArgumentException("missing < at position " + (at + 1));
        }
        group(text.substring(at + 2, end));
        return end;
      }
      case 'n' -> words.append('\n');
      case 't' -> words.append('\t');
      case 'r' -> words.append('\r');
      case 'f' -> words.append('\f');
      case 'v' -> words.append('\u000b');
      case 'a' -> words.append('\u0007');
      case 'b' -> words.append('\b');
      case '\\' -> words.append('\\');
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        return number(text, at);
      }
      default -> {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
          throw new IllegalArgumentException("bad escape \\" + c + " at position " + (at - 1));
        }
        words.append('\\').append(c);
      }
    }
    return at;
  }

  private int number(String text, int at) {
    var end = at + 1;
    while (end < text.length() && end < at + 3 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    var digits = text.substring(at, end);
    if (digits.charAt(0) == '0' || (digits.length() == 3 && digits.matches("[0-3][0-7]{2}"))) {
      var octal = digits.replaceFirst("[89].*", "");
      words.append((char) Integer.parseInt(octal, 8));
      return at + octal.length() - 1;
    }
    if (digits.length() == 3) {
      digits = digits.substring(0, 2);
    }
    group(digits);
    return at + digits.length() - 1;
  }

  private void group(String key) {
    flush();
    Integer number = names.get(key);
    if (number == null && key.matches("\\d{1,4}")) {
      number = Integer.valueOf(key);
    }
    if (number == null) {
      throw new IllegalArgumentException("unknown group name " + "'" + key + "'");
    }
    if (number > groups) {
      throw new IllegalArgumentException("invalid group reference " + number);
    }
    parts.add(new Part.Group(number));
  }

  private void flush() {
    if (!words.isEmpty()) {
      parts.add(new Part.Words(words.toString()));
      words.setLength(0);
    }
  }

  void expand(Matcher matcher, StringBuilder out) {
    for (var part : parts) {
      switch (part) {
        case Part.Words w -> out.append(w.text());
        case Part.Group g -> {
          var group = matcher.group(g.number());
          if (group != null) {
            out.append(group);
          }
        }
      }
    }
  }
}
