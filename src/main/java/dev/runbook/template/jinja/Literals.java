package dev.runbook.template.jinja;

import dev.runbook.template.value.Values;
import java.math.BigInteger;

/// What number and string literals mean.
final class Literals {
  private Literals() {}

  static Object integer(String written) {
    var text = written.replace("_", "");
    if (text.length() > 1 && text.charAt(0) == '0') {
      switch (text.charAt(1)) {
        case 'x', 'X' -> {
          return Values.fit(new BigInteger(text.substring(2), 16));
        }
        case 'o', 'O' -> {
          return Values.fit(new BigInteger(text.substring(2), 8));
        }
        case 'b', 'B' -> {
          return Values.fit(new BigInteger(text.substring(2), 2));
        }
        default -> {}
      }
    }
    if (text.length() > 4300) {
      // Python's own limit for reading decimal numbers
      throw dev.runbook.template.value.Raised.limit("a number of more than 4300 digits");
    }
    return text.length() < 18 ? (Object) Long.valueOf(text) : Values.fit(new BigInteger(text));
  }

  static Object real(String written) {
    return Double.valueOf(written.replace("_", ""));
  }

  /// The text between the quotes, with Python's escapes resolved; unknown ones stay as they are.
  static String string(String quoted, int at) {
    var text = quoted.substring(1, quoted.length() - 1);
    if (text.indexOf('\r') >= 0) {
      text = text.replace("\r\n", "\n").replace('\r', '\n');
    }
    if (text.indexOf('\\') < 0) {
      return text;
    }
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      c = text.charAt(++i);
      switch (c) {
        case '\n' -> {}
        case '\\', '\'', '"' -> out.append(c);
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case 'x' -> i = hex(text, i, 2, out, at);
        case 'u' -> i = hex(text, i, 4, out, at);
        case 'U' -> i = hex(text, i, 8, out, at);
        case 'N' -> i = named(text, i, out, at);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(text, i, out);
        default -> out.append('\\').append(c);
      }
    }
    return out.toString();
  }

  private static int hex(String text, int at, int size, StringBuilder out, int place) {
    var end = at + 1 + size;
    try {
      if (end <= text.length()) {
        out.appendCodePoint(Integer.parseUnsignedInt(text, at + 1, end, 16));
        return end - 1;
      }
    } catch (IllegalArgumentException e) {
      throw Lexer.syntax("truncated \\" + text.charAt(at) + " escape", place);
    }
    throw Lexer.syntax("truncated \\" + text.charAt(at) + " escape", place);
  }

  private static int named(String text, int at, StringBuilder out, int place) {
    var close = text.indexOf('}', at);
    if (at + 1 < text.length() && text.charAt(at + 1) == '{' && close > 0) {
      try {
        out.appendCodePoint(Character.codePointOf(text.substring(at + 2, close)));
        return close;
      } catch (IllegalArgumentException e) {
        throw Lexer.syntax("unknown Unicode character name", place);
      }
    }
    throw Lexer.syntax("malformed \\N character escape", place);
  }

  private static int octal(String text, int at, StringBuilder out) {
    var i = at;
    var value = 0;
    while (i < text.length() && i < at + 3 && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
      value = value * 8 + text.charAt(i++) - '0';
    }
    out.append((char) value);
    return i - 1;
  }
}
