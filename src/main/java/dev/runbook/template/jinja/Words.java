package dev.runbook.template.jinja;

import java.util.List;

/// Reads the names, numbers, strings and operators of Jinja2's code.
final class Words {
  private final String text;
  private final List<Token> tokens;
  private final int end;
  private final StringBuilder open = new StringBuilder();

  Words(String text, List<Token> tokens, int end) {
    this.text = text;
    this.tokens = tokens;
    this.end = end;
  }

  /// How many brackets are open.
  int depth() {
    return open.length();
  }

  /// Reads one token; gives the offset behind it.
  int next(int at) {
    var c = text.charAt(at);
    if (c == '\'' || c == '"') {
      return string(at, c);
    }
    if (isDigit(c)) {
      return number(at);
    }
    if (c == '_' || Character.isLetter(c) || Character.isSurrogate(c)) {
      return name(at);
    }
    return operator(at, c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private int add(Token.Kind kind, int from, int to) {
    var word = text.substring(from, to);
    tokens.add(new Token(kind, kind == Token.Kind.NAME ? word.intern() : word, from));
    return to;
  }

  private int name(int at) {
    var i = at;
    while (i < end) {
      var point = text.codePointAt(i);
      if (point != '_' && !Character.isLetterOrDigit(point)) {
        break;
      }
      i += Character.charCount(point);
    }
    if (i == at) {
      throw unexpected(text.codePointAt(at), at);
    }
    return add(Token.Kind.NAME, at, Math.min(i, end));
  }

  private int string(int at, char quote) {
    for (var i = at + 1; i < end; i++) {
      var c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return add(Token.Kind.STRING, at, i + 1);
      }
    }
    throw unexpected(quote, at);
  }

  private int number(int at) {
    if (text.charAt(at) == '0' && at + 1 < end) {
      var radix =
          switch (text.charAt(at + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
          };
      if (radix > 0) {
        var i = digits(at + 2, radix);
        if (i > at + 2) {
          return add(Token.Kind.INTEGER, at, i);
        }
      }
    }
    var whole = digits(at, 10);
    var i = whole;
    // After a dot digits are an index: x.0.1
    if (at == 0 || text.charAt(at - 1) != '.') {
      if (i + 1 < end && text.charAt(i) == '.' && isDigit(text.charAt(i + 1))) {
        i = digits(i + 1, 10);
      }
      i = exponent(i);
    }
    if (i > whole) {
      return add(Token.Kind.FLOAT, at, i);
    }
    // 0123 is no number: "0" ends here
    if (text.charAt(at) == '0') {
      var zeros = at;
      while (zeros < whole && (text.charAt(zeros) == '0' || text.charAt(zeros) == '_')) {
        zeros++;
      }
      whole = zeros;
    }
    return add(Token.Kind.INTEGER, at, whole);
  }

  private int exponent(int at) {
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      var i = at + 1;
      if (i < end && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
        i++;
      }
      if (i < end && isDigit(text.charAt(i))) {
        return digits(i, 10);
      }
    }
    return at;
  }

  private int digits(int at, int radix) {
    var i = at;
    while (i < end
        && (Character.digit(text.charAt(i), radix) >= 0 && text.charAt(i) < 128
            || (text.charAt(i) == '_'
                && i + 1 < end
                && Character.digit(text.charAt(i + 1), radix) >= 0))) {
      i++;
    }
    return i;
  }

  private int operator(int at, char c) {
    var next = at + 1 < end ? text.charAt(at + 1) : ' ';
    var two =
        switch (c) {
          case '/', '*' -> next == c;
          case '=', '!', '>', '<' -> next == '=';
          default -> false;
        };
    if (two) {
      return add(Token.Kind.OPERATOR, at, at + 2);
    }
    switch (c) {
      case '(', '[', '{' -> open.append(c == '(' ? ')' : c == '[' ? ']' : '}');
      case ')', ']', '}' -> {
        if (open.isEmpty()) {
          throw Lexer.syntax("unexpected '" + c + "'", at);
        }
        var expected = open.charAt(open.length() - 1);
        if (expected != c) {
          throw Lexer.syntax("unexpected '" + c + "', expected '" + expected + "'", at);
        }
        open.setLength(open.length() - 1);
      }
      case '+', '-', '/', '*', '%', '~', '>', '<', '=', '.', ':', '|', ',', ';' -> {}
      default -> throw unexpected(text.codePointAt(at), at);
    }
    return add(Token.Kind.OPERATOR, at, at + 1);
  }

  private static dev.runbook.template.value.Raised unexpected(int point, int at) {
    return Lexer.syntax("unexpected char '" + Character.toString(point) + "' at " + at, at);
  }
}
