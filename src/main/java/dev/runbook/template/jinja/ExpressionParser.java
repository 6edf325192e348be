package dev.runbook.template.jinja;

import dev.runbook.template.TemplateError.Kind;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads expressions, with the precedence that Jinja2 gives its operators: `~` binds tighter than
/// `+`, `-2**2` is 4, `2**3**2` is 64.
class ExpressionParser {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_CHAIN = 1000;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  final TokenStream tokens;
  final Syntax syntax;
  final Program.Library library;
  private final Primaries primaries;
  private int depth;
  private int optional;
  private final List<Raised> unknown = new ArrayList<>();

  ExpressionParser(List<Token> tokens, Syntax syntax, Program.Library library) {
    this.tokens = new TokenStream(tokens);
    this.syntax = syntax;
    this.library = library;
    this.primaries = new Primaries(this);
  }

  /// What a macro's body mentions; the parser of statements keeps it.
  void mention(String name) {}

  /// Whether backslashes in literals are no escapes here.
  boolean keepsBackslashes() {
    return false;
  }

  final Expression withoutConditional() {
    return or();
  }

  final Primaries primaries() {
    return primaries;
  }

  /// Raises for a filter or test that does not exist.
  final void checkNames() {
    if (!unknown.isEmpty()) {
      throw unknown.getFirst();
    }
  }

  final Expression wholeExpression() {
    var expression = expression();
    checkNames();
    if (!tokens.is(Token.Kind.END)) {
      throw Lexer.syntax(
          "unexpected '" + tokens.current().described() + "'", tokens.current().at());
    }
    return expression;
  }

  final Expression expression() {
    if (++depth > MAX_DEPTH) {
      throw Raised.limit("the expression is nested more than " + MAX_DEPTH + " levels deep")
          .at(tokens.current().at());
    }
    var expression = conditional();
    depth--;
    return expression;
  }

  final Raised tooLong(int at) {
    return Raised.limit("more than " + MAX_CHAIN + " operators in one expression").at(at);
  }

  private Expression conditional() {
    var mark = unknown.size();
    var yes = or();
    var chain = 0;
    while (tokens.isName("if")) {
      var at = tokens.take().at();
      var test = or();
      var no = tokens.skipName("else") ? expression() : null;
      yes = new Expressions.Conditional(at, test, yes, no);
      if (++chain > MAX_CHAIN) {
        throw tooLong(at);
      }
    }
    if (chain > 0) {
      // A branch may name filters that do not exist, as long as it is never reached.
      unknown.subList(mark, unknown.size()).clear();
    }
    return yes;
  }

  private Expression or() {
    var left = and();
    for (var chain = 0; tokens.isName("or"); chain++) {
      check(chain);
      var at = tokens.take().at();
      left = new Expressions.Either(at, true, left, and());
    }
    return left;
  }

  private Expression and() {
    var left = not();
    for (var chain = 0; tokens.isName("and"); chain++) {
      check(chain);
      var at = tokens.take().at();
      left = new Expressions.Either(at, false, left, not());
    }
    return left;
  }

  private void check(int chain) {
    if (chain > MAX_CHAIN) {
      throw tooLong(tokens.current().at());
    }
  }

  private Expression not() {
    if (tokens.isName("not")) {
      var at = tokens.take().at();
      if (++depth > MAX_DEPTH) {
        throw tooLong(at);
      }
      var operand = not();
      depth--;
      return new Expressions.Unary(at, '!', operand);
    }
    return comparison();
  }

  private Expression comparison() {
    var first = sum();
    List<String> operators = List.of();
    var operands = new ArrayList<Expression>();
    while (true) {
      var token = tokens.current();
      String operator;
      if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        operator = token.text();
        tokens.take();
      } else if (token.isName("in")) {
        operator = "in";
        tokens.take();
      } else if (token.isName("not") && tokens.ahead().isName("in")) {
        operator = "not in";
        tokens.take();
        tokens.take();
      } else {
        break;
      }
      if (operators.isEmpty()) {
        operators = new ArrayList<>();
      }
      operators.add(operator);
      operands.add(sum());
    }
    return operators.isEmpty()
        ? first
        : new Expressions.Comparison(first.at(), first, List.copyOf(operators), operands);
  }

  private Expression sum() {
    var left = concat();
    for (var chain = 0; tokens.isOperator("+") || tokens.isOperator("-"); chain++) {
      check(chain);
      var operator = tokens.take();
      left = new Expressions.Binary(left.at(), operator.text(), left, concat());
    }
    return left;
  }

  private Expression concat() {
    var first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    var parts = new ArrayList<Expression>();
    parts.add(first);
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expressions.Concat(first.at(), parts);
  }

  private Expression product() {
    var left = power();
    for (var chain = 0;
        tokens.isOperator("*")
            || tokens.isOperator("/")
            || tokens.isOperator("//")
            || tokens.isOperator("%");
        chain++) {
      check(chain);
      var operator = tokens.take();
      left = new Expressions.Binary(left.at(), operator.text(), left, power());
    }
    return left;
  }

  private Expression power() {
    var left = unary(true);
    for (var chain = 0; tokens.isOperator("**"); chain++) {
      check(chain);
      tokens.take();
      left = new Expressions.Binary(left.at(), "**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean withFilter) {
    var token = tokens.current();
    Expression node;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.take();
      if (++depth > MAX_DEPTH) {
        throw tooLong(token.at());
      }
      node = new Expressions.Unary(token.at(), token.text().charAt(0), unary(false));
      depth--;
    } else {
      node = primaries.primary();
    }
    node = primaries.postfix(node);
    return withFilter ? primaries.filters(node) : node;
  }

  /// Reads what must not fail for unknown names until it is reached.
  final <T> T lenient(java.util.function.Supplier<T> reading) {
    optional++;
    try {
      return reading.get();
    } finally {
      optional--;
    }
  }

  final @Nullable Operation filter(String name, int at) {
    var found = library.filter(name);
    if (found == null && optional == 0) {
      unknown.add(
          new Raised(Kind.SYNTAX, "No filter named '" + name + "'.", library.nearFilter(name))
              .at(at));
    }
    return found;
  }

  final @Nullable Operation test(String name, int at) {
    var found = library.test(name);
    if (found == null && optional == 0) {
      unknown.add(
          new Raised(Kind.SYNTAX, "No test named '" + name + "'.", library.nearTest(name)).at(at));
    }
    return found;
  }
}
