package dev.runbook.template.filters;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.template.value.Raised;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a JMESPath expression into words.
final class JmesLexer {
  enum Kind {
    NAME,
    QUOTED,
    NUMBER,
    LITERAL,
    SIGN,
    END
  }

  /// @param value what a literal stands for
  record Token(Kind kind, String text, @Nullable Object value) {
    boolean is(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }
  }

  private JmesLexer() {}

  static List<Token> tokens(String text) {
    var tokens = new ArrayList<Token>();
    for (var i = 0; i < text.length(); ) {
      var c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      }
      var end = i + 1;
      if (c == '_' || (c < 128 && Character.isLetter(c))) {
        while (end < text.length()
            && (text.charAt(end) == '_' || Character.isLetterOrDigit(text.charAt(end)))) {
          end++;
        }
        tokens.add(new Token(Kind.NAME, text.substring(i, end), null));
      } else if (Character.isDigit(c)
          || (c == '-' && end < text.length() && Character.isDigit(text.charAt(end)))) {
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
          end++;
        }
        tokens.add(
            new Token(Kind.NUMBER, text.substring(i, end), Long.valueOf(text.substring(i, end))));
      } else if (c == '"' || c == '\'' || c == '`') {
        end = close(text, i, c) + 1;
        tokens.add(quoted(text.substring(i, end), c));
      } else {
        for (var sign : List.of("[?", "[]", "||", "&&", "==", "!=", "<=", ">=")) {
          if (text.startsWith(sign, i)) {
            end = i + 2;
          }
        }
        if ("[].*{}()|&!=<>,:@?".indexOf(c) < 0) {
          throw Raised.filter("Unknown token '" + c + "' in query expression: " + text);
        }
        tokens.add(new Token(Kind.SIGN, text.substring(i, end), null));
      }
      i = end;
    }
    tokens.add(new Token(Kind.END, "", null));
    return tokens;
  }

  private static int close(String text, int start, char quote) {
    for (var i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    throw Raised.filter("Unclosed " + quote + " delimiter in query expression: " + text);
  }

  private static Token quoted(String written, char quote) {
    var inside = written.substring(1, written.length() - 1);
    try {
      return switch (quote) {
        case '"' -> new Token(Kind.QUOTED, String.valueOf(Json.parse(written)), null);
        case '\'' -> new Token(Kind.LITERAL, inside, inside.replace("\\'", "'"));
        default -> new Token(Kind.LITERAL, inside, literal(inside.replace("\\`", "`").strip()));
      };
    } catch (JsonError e) {
      throw Raised.filter("Invalid token " + written + " in query expression: " + e.getMessage());
    }
  }

  /// JSON; what is not JSON is a text, as old queries have it.
  private static @Nullable Object literal(String text) {
    try {
      return Json.parse(text);
    } catch (JsonError e) {
      return text;
    }
  }
}
