package dev.runbook.inventory;

import java.util.Locale;
import java.util.Set;

/// One string literal of Python, with its prefix, quotes and escapes.
final class PythonString {
  private static final Set<String> PREFIXES = Set.of("", "r", "u", "b", "br", "rb");

  private final String text;
  private int i;
  private boolean bytes;

  PythonString(String text, int start) {
    this.text = text;
    this.i = start;
  }

  /// Whether a string literal stands here.
  static boolean begins(String text, int at) {
    var end = at;
    while (end < text.length() && end < at + 2 && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end < text.length()
        && (text.charAt(end) == '"' || text.charAt(end) == '\'')
        && PREFIXES.contains(text.substring(at, end).toLowerCase(Locale.ROOT));
  }

  boolean isBytes() {
    return bytes;
  }

  /// Where the text goes on behind the closing quotes.
  int end() {
    return i;
  }

  /// Appends what the literal means; false when it is none.
  boolean read(StringBuilder to) {
    if (!begins(text, i)) {
      return false;
    }
    var raw = false;
    while (Character.isLetter(text.charAt(i))) {
      var c = Character.toLowerCase(text.charAt(i++));
      raw |= c == 'r';
      bytes |= c == 'b';
    }
    var quote = String.valueOf(text.charAt(i));
    if (text.startsWith(quote.repeat(3), i)) {
      quote = quote.repeat(3);
    }
    i += quote.length();
    while (i < text.length()) {
      if (text.startsWith(quote, i)) {
        i += quote.length();
        return true;
      }
      var c = text.charAt(i++);
      if (c != '\\') {
        to.append(c);
      } else if (i == text.length()) {
        return false;
      } else if (raw) {
        to.append(c).append(text.charAt(i++));
      } else if (!escape(to)) {
        return false;
      }
    }
    return false;
  }

  private boolean escape(StringBuilder to) {
    var c = text.charAt(i++);
    switch (c) {
      case 'n' -> to.append('\n');
      case 't' -> to.append('\t');
      case 'r' -> to.append('\r');
      case 'a' -> to.append('\u0007');
      case 'b' -> to.append('\b');
      case 'f' -> to.append('\f');
      case 'v' -> to.append('\u000b');
      case '\\', '\'', '"' -> to.append(c);
      case 'x' -> {
        return hex(2, to);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        var value = c - '0';
        for (var n = 0;
            n < 2 && i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '7';
            n++) {
          value = value * 8 + text.charAt(i++) - '0';
        }
        to.append((char) value);
      }
      case 'u' -> {
        return bytes ? kept(c, to) : hex(4, to);
      }
      case 'U' -> {
        return bytes ? kept(c, to) : hex(8, to);
      }
      case 'N' -> {
        return bytes ? kept(c, to) : named(to);
      }
      default -> {
        return kept(c, to);
      }
    }
    return true;
  }

  private static boolean kept(char c, StringBuilder to) {
    to.append('\\').append(c);
    return true;
  }

  private boolean hex(int digits, StringBuilder to) {
    if (i + digits > text.length()) {
      return false;
    }
    try {
      var point = Integer.parseUnsignedInt(text, i, i + digits, 16);
      if (!Character.isValidCodePoint(point) || text.charAt(i) == '+') {
        return false;
      }
      i += digits;
      to.appendCodePoint(point);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private boolean named(StringBuilder to) {
    var end = text.indexOf('}', i);
    if (end < 0 || text.charAt(i) != '{') {
      return false;
    }
    try {
      to.appendCodePoint(Character.codePointOf(text.substring(i + 1, end)));
      i = end + 1;
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
