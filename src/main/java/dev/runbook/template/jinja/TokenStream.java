package dev.runbook.template.jinja;

import dev.runbook.template.value.Raised;
import java.util.List;

/// The tokens of a template, one after the other.
final class TokenStream {
  private final List<Token> tokens;
  private int next;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(next);
  }

  Token ahead() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  Token take() {
    var token = tokens.get(next);
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }

  boolean isOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean isName(String name) {
    return current().isName(name);
  }

  boolean is(Token.Kind kind) {
    return current().kind() == kind;
  }

  boolean skipOperator(String operator) {
    if (isOperator(operator)) {
      take();
      return true;
    }
    return false;
  }

  boolean skipName(String name) {
    if (isName(name)) {
      take();
      return true;
    }
    return false;
  }

  Token expectOperator(String operator) {
    if (!isOperator(operator)) {
      throw unexpected(operator);
    }
    return take();
  }

  Token expectName(String name) {
    if (!isName(name)) {
      throw unexpected(name);
    }
    return take();
  }

  Token expect(Token.Kind kind) {
    if (!is(kind)) {
      throw unexpected(
          switch (kind) {
            case NAME -> "name";
            case BLOCK_END -> "end of statement block";
            case VARIABLE_END -> "end of print statement";
            default -> kind.name();
          });
    }
    return take();
  }

  private Raised unexpected(String wanted) {
    var token = current();
    if (token.kind() == Token.Kind.END) {
      return Lexer.syntax("unexpected end of template, expected '" + wanted + "'.", token.at());
    }
    return Lexer.syntax(
        "expected token '" + wanted + "', got '" + token.described() + "'", token.at());
  }
}
