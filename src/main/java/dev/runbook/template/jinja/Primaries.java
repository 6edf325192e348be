package dev.runbook.template.jinja;

import dev.runbook.template.Template;
import dev.runbook.template.jinja.Calls.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the operands of expressions: literals, names, brackets, and what follows them.
final class Primaries {
  private static final Set<String> LOOKUPS = Set.of("lookup", "query", "q");

  private final ExpressionParser parser;
  private final TokenStream tokens;
  private boolean inLookup;

  Primaries(ExpressionParser parser) {
    this.parser = parser;
    this.tokens = parser.tokens;
  }

  Expression primary() {
    var token = tokens.current();
    switch (token.kind()) {
      case NAME -> {
        tokens.take();
        return name(token);
      }
      case STRING -> {
        return string();
      }
      case INTEGER -> {
        tokens.take();
        return new Expressions.Literal(token.at(), Literals.integer(token.text()));
      }
      case FLOAT -> {
        tokens.take();
        return new Expressions.Literal(token.at(), Literals.real(token.text()));
      }
      case OPERATOR -> {
        switch (token.text()) {
          case "(" -> {
            tokens.take();
            var inner = tuple(true, true, Set.of());
            tokens.expectOperator(")");
            return inner;
          }
          case "[" -> {
            return list();
          }
          case "{" -> {
            return parser.syntax.literals() == Syntax.Literals.TEMPLATES
                    && tokens.ahead().isOperator("{")
                    && tokens.ahead().at() == token.at() + 1
                ? spliced()
                : map();
          }
          default -> {}
        }
      }
      default -> {}
    }
    throw Lexer.syntax("unexpected '" + token.described() + "'", token.at());
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expressions.Literal(token.at(), true);
      case "false", "False" -> new Expressions.Literal(token.at(), false);
      case "none", "None" -> new Expressions.Literal(token.at(), null);
      default -> {
        parser.mention(token.text());
        yield new Expressions.Name(token.at(), token.text());
      }
    };
  }

  private Expression string() {
    var first = tokens.take();
    var text = text(first);
    while (tokens.is(Token.Kind.STRING)) {
      text += text(tokens.take());
    }
    var renders = inLookup || parser.syntax.literals() == Syntax.Literals.TEMPLATES;
    return renders && Template.mayHoldTemplate(text)
        ? new Calls.Embedded(first.at(), text)
        : new Expressions.Literal(first.at(), text);
  }

  private String text(Token token) {
    if (parser.keepsBackslashes()) {
      var text = token.text().substring(1, token.text().length() - 1);
      // The quote itself can only be written with a backslash, which then stays.
      return text;
    }
    return Literals.string(token.text(), token.at());
  }

  private Expression spliced() {
    var at = tokens.take().at();
    tokens.take();
    var inner = parser.expression();
    tokens.expectOperator("}");
    tokens.expectOperator("}");
    return new Calls.Spliced(at, inner);
  }

  private Expression list() {
    var at = tokens.take().at();
    var items = new ArrayList<Expression>();
    while (!tokens.isOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (tokens.isOperator("]")) {
        break;
      }
      items.add(parser.expression());
    }
    tokens.expectOperator("]");
    return new Expressions.ListOf(at, items);
  }

  private Expression map() {
    var at = tokens.take().at();
    var keys = new ArrayList<Expression>();
    var values = new ArrayList<Expression>();
    while (!tokens.isOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (tokens.isOperator("}")) {
        break;
      }
      keys.add(parser.expression());
      tokens.expectOperator(":");
      values.add(parser.expression());
    }
    tokens.expectOperator("}");
    return new Expressions.MapOf(at, keys, values);
  }

  /// A tuple, or the one expression where no comma follows it.
  ///
  /// @param ends names that end it, as `in` does in a loop
  Expression tuple(boolean conditional, boolean parentheses, Set<String> ends) {
    var at = tokens.current().at();
    var items = new ArrayList<Expression>();
    var several = false;
    while (true) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (isEnd(ends)) {
        break;
      }
      items.add(conditional ? parser.expression() : parser.withoutConditional());
      if (!tokens.isOperator(",")) {
        break;
      }
      several = true;
    }
    if (!several) {
      if (!items.isEmpty()) {
        return items.getFirst();
      }
      if (!parentheses) {
        throw Lexer.syntax(
            "Expected an expression, got '" + tokens.current().described() + "'",
            tokens.current().at());
      }
    }
    return new Expressions.TupleOf(at, items);
  }

  private boolean isEnd(Set<String> ends) {
    var token = tokens.current();
    return switch (token.kind()) {
      case VARIABLE_END, BLOCK_END, END -> true;
      case OPERATOR -> token.text().equals(")");
      case NAME -> ends.contains(token.text());
      default -> false;
    };
  }

  Expression postfix(Expression start) {
    var node = start;
    for (var chain = 0; ; chain++) {
      if (chain > 1000) {
        throw parser.tooLong(start.at());
      }
      if (tokens.isOperator(".")) {
        node = dotted(node);
      } else if (tokens.isOperator("[")) {
        node = subscript(node);
      } else if (tokens.isOperator("(")) {
        node = call(node);
      } else {
        return node;
      }
    }
  }

  Expression filters(Expression start) {
    var node = start;
    for (var chain = 0; ; chain++) {
      if (chain > 1000) {
        throw parser.tooLong(start.at());
      }
      if (tokens.isOperator("|")) {
        node = filter(node);
      } else if (tokens.isName("is")) {
        node = test(node);
      } else if (tokens.isOperator("(")) {
        node = call(node);
      } else {
        return node;
      }
    }
  }

  private Expression dotted(Expression owner) {
    tokens.take();
    var token = tokens.take();
    return switch (token.kind()) {
      case NAME -> new Expressions.Attribute(token.at(), owner, token.text());
      case INTEGER ->
          new Expressions.Item(
              token.at(),
              owner,
              new Expressions.Literal(token.at(), Literals.integer(token.text())));
      default -> throw Lexer.syntax("expected name or number", token.at());
    };
  }

  private Expression subscript(Expression owner) {
    var at = tokens.take().at();
    var items = new ArrayList<Expression>();
    @Nullable Expression slice = null;
    while (!tokens.isOperator("]")) {
      if (!items.isEmpty() || slice != null) {
        tokens.expectOperator(",");
      }
      @Nullable Expression start = null;
      if (!tokens.isOperator(":")) {
        start = parser.expression();
        if (!tokens.isOperator(":")) {
          items.add(start);
          continue;
        }
      }
      slice = slice(at, owner, start);
    }
    tokens.expectOperator("]");
    if (slice != null) {
      if (!items.isEmpty()) {
        throw Lexer.syntax("a slice cannot stand beside other subscripts", at);
      }
      return slice;
    }
    if (items.isEmpty()) {
      throw Lexer.syntax("Expected an expression, got ']'", at);
    }
    var key = items.size() == 1 ? items.getFirst() : new Expressions.TupleOf(at, items);
    return new Expressions.Item(at, owner, key);
  }

  private Expression slice(int at, Expression owner, @Nullable Expression start) {
    tokens.expectOperator(":");
    @Nullable Expression stop = null;
    @Nullable Expression step = null;
    if (!tokens.isOperator(":") && !tokens.isOperator("]") && !tokens.isOperator(",")) {
      stop = parser.expression();
    }
    if (tokens.skipOperator(":") && !tokens.isOperator("]") && !tokens.isOperator(",")) {
      step = parser.expression();
    }
    return new Expressions.Slice(at, owner, start, stop, step);
  }

  Expression call(Expression callee) {
    var at = tokens.current().at();
    var before = inLookup;
    inLookup |= callee instanceof Expressions.Name name && LOOKUPS.contains(name.name);
    var written = arguments(false);
    inLookup = before;
    return new Calls.Call(callee instanceof Expressions.Name ? callee.at() : at, callee, written);
  }

  /// The function of a `call` block, without its last arguments.
  Expression callee() {
    var token = tokens.expect(Token.Kind.NAME);
    var node = name(token);
    while (true) {
      if (tokens.isOperator(".")) {
        node = dotted(node);
      } else if (tokens.isOperator("[")) {
        node = subscript(node);
      } else {
        return node;
      }
    }
  }

  Written arguments(boolean caller) {
    var open = tokens.expectOperator("(");
    var positional = new ArrayList<Expression>();
    var names = new ArrayList<String>();
    var named = new ArrayList<Expression>();
    @Nullable Expression rest = null;
    @Nullable Expression more = null;
    var comma = false;
    while (!tokens.isOperator(")")) {
      if (comma) {
        tokens.expectOperator(",");
        if (tokens.isOperator(")")) {
          break;
        }
      }
      comma = true;
      if (tokens.isOperator("*") && rest == null && more == null) {
        tokens.take();
        rest = parser.expression();
      } else if (tokens.isOperator("**") && more == null) {
        tokens.take();
        more = parser.expression();
      } else if (tokens.is(Token.Kind.NAME) && tokens.ahead().isOperator("=") && more == null) {
        names.add(tokens.take().text());
        tokens.take();
        named.add(parser.expression());
      } else if (names.isEmpty() && rest == null && more == null) {
        positional.add(parser.expression());
      } else {
        throw Lexer.syntax("invalid syntax for function call expression", open.at());
      }
    }
    tokens.expectOperator(")");
    if (caller) {
      names.add("caller");
      named.add(new Expressions.Name(open.at(), Macros.CALLER));
    }
    return positional.isEmpty() && names.isEmpty() && rest == null && more == null
        ? Written.NONE
        : new Written(List.copyOf(positional), List.copyOf(names), List.copyOf(named), rest, more);
  }

  private String dottedName() {
    var name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression filter(Expression input) {
    tokens.take();
    return oneFilter(input);
  }

  private Expression oneFilter(@Nullable Expression input) {
    var at = tokens.current().at();
    var name = dottedName();
    var written = tokens.isOperator("(") ? arguments(false) : Written.NONE;
    return new Calls.Filter(at, input, name, parser.filter(name, at), written);
  }

  /// The filters of a `filter` or `set` block: the first one works on the block's text.
  @Nullable Expression blockFilters(boolean needed) {
    @Nullable Expression node = null;
    if (needed) {
      node = oneFilter(null);
    }
    while (tokens.skipOperator("|")) {
      node = oneFilter(node);
    }
    return node;
  }

  private Expression test(Expression input) {
    tokens.take();
    var negated = tokens.isName("not") ? tokens.take() : null;
    var at = tokens.current().at();
    var name = dottedName();
    var written = Written.NONE;
    if (tokens.isOperator("(")) {
      written = arguments(false);
    } else if (startsArgument()) {
      if (tokens.isName("is")) {
        throw Lexer.syntax("You cannot chain multiple tests with is", tokens.current().at());
      }
      var argument = postfix(primary());
      written = new Written(List.of(argument), List.of(), List.of(), null, null);
    }
    var node = new Calls.Test(at, input, name, parser.test(name, at), written);
    return negated == null ? node : new Expressions.Unary(negated.at(), '!', node);
  }

  private boolean startsArgument() {
    var token = tokens.current();
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR ->
          token.text().equals("(") || token.text().equals("[") || token.text().equals("{");
      case NAME ->
          !token.text().equals("else")
              && !token.text().equals("or")
              && !token.text().equals("and")
              && !token.text().equals("if")
              && !token.text().equals("in")
              && !token.text().equals("not");
      default -> false;
    };
  }
}
