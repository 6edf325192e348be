package dev.runbook.template.jinja;

import dev.runbook.template.jinja.Statements.Target;
import dev.runbook.template.value.Nearest;
import dev.runbook.template.value.Raised;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a template's statements.
final class Parser extends ExpressionParser {
  private static final List<String> STATEMENTS =
      List.of(
          "for",
          "if",
          "block",
          "extends",
          "include",
          "import",
          "from",
          "set",
          "with",
          "macro",
          "call",
          "filter",
          "print",
          "autoescape",
          "do",
          "break",
          "continue",
          "raw",
          "endfor",
          "endif",
          "endblock",
          "endset",
          "endwith",
          "endmacro",
          "endcall",
          "endfilter",
          "elif",
          "else",
          "endraw");
  private static final Set<String> SPECIAL = Set.of("caller", "varargs", "kwargs");
  private static final int MAX_DEPTH = 100;

  private final Map<String, Statements.Block> blocks = new LinkedHashMap<>();
  private final List<Set<String>> macros = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  private boolean inVariable;
  private int loops;
  private int targets;

  Parser(List<Token> tokens, Syntax syntax, Program.Library library) {
    super(tokens, syntax, library);
  }

  Map<String, Statements.Block> blocks() {
    return blocks;
  }

  @Override
  void mention(String name) {
    if (SPECIAL.contains(name)) {
      macros.forEach(uses -> uses.add(name));
    }
  }

  @Override
  boolean keepsBackslashes() {
    return inVariable && syntax.escapes() == Syntax.Escapes.KEPT;
  }

  /// The expression that is all of the text.
  Expression onlyExpression() {
    inVariable = true;
    return wholeExpression();
  }

  List<Statement> template() {
    var body = body(Set.of());
    if (!tokens.is(Token.Kind.END)) {
      throw unknownTag(tokens.current());
    }
    checkNames();
    return body;
  }

  /// Statements up to a block that begins with one of the names; that name is the current token.
  private List<Statement> body(Set<String> ends) {
    var body = new ArrayList<Statement>();
    while (true) {
      var token = tokens.current();
      switch (token.kind()) {
        case DATA -> {
          tokens.take();
          body.add(new Statements.Data(token.text()));
        }
        case VARIABLE_BEGIN -> {
          tokens.take();
          inVariable = true;
          var expression = primaries().tuple(true, false, Set.of());
          inVariable = false;
          tokens.expect(Token.Kind.VARIABLE_END);
          body.add(new Statements.Output(expression));
        }
        case BLOCK_BEGIN -> {
          tokens.take();
          if (tokens.is(Token.Kind.NAME) && ends.contains(tokens.current().text())) {
            return body;
          }
          body.add(statement());
          tokens.expect(Token.Kind.BLOCK_END);
        }
        case END -> {
          if (!ends.isEmpty()) {
            throw Lexer.syntax(
                "Unexpected end of template. Jinja was looking for the following tags: '"
                    + String.join("' or '", ends.stream().sorted().toList())
                    + "'. The innermost block that needs to be closed is '"
                    + open.getLast()
                    + "'.",
                token.at());
          }
          return body;
        }
        default -> throw Lexer.syntax("unexpected '" + token.described() + "'", token.at());
      }
    }
  }

  private List<Statement> block(String tag, String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.BLOCK_END);
    open.add(tag);
    if (open.size() > MAX_DEPTH) {
      throw Raised.limit("blocks are nested more than " + MAX_DEPTH + " levels deep")
          .at(tokens.current().at());
    }
    var body = body(new java.util.TreeSet<>(List.of(ends)));
    open.removeLast();
    return body;
  }

  private List<Statement> wholeBlock(String tag) {
    var body = block(tag, "end" + tag);
    tokens.take();
    return body;
  }

  private Statement statement() {
    var tag = tokens.current();
    if (tag.kind() != Token.Kind.NAME) {
      throw Lexer.syntax("tag name expected", tag.at());
    }
    tokens.take();
    return switch (tag.text()) {
      case "for" -> forLoop();
      case "if" -> ifElse();
      case "set" -> set();
      case "with" -> with();
      case "block" -> templateBlock();
      case "extends" -> new Statements.Extends(expression(), tag.at());
      case "include" -> include(tag.at());
      case "import" -> importAll(tag.at());
      case "from" -> importNames(tag.at());
      case "macro" -> macro();
      case "call" -> callBlock();
      case "filter" -> filterBlock();
      case "print" -> new Statements.Output(primaries().tuple(true, false, Set.of()));
      case "do" -> new Statements.Do(primaries().tuple(true, false, Set.of()));
      case "autoescape" -> {
        expression();
        yield new Statements.Scoped(wholeBlock("autoescape"));
      }
      case "break", "continue" -> {
        if (loops == 0) {
          throw Lexer.syntax("'" + tag.text() + "' outside of a loop", tag.at());
        }
        yield new Statements.Leave(
            tag.text().equals("break") ? Statement.Flow.BREAK : Statement.Flow.CONTINUE);
      }
      default -> throw unknownTag(tag);
    };
  }

  private Raised unknownTag(Token tag) {
    var message = "Encountered unknown tag '" + tag.text() + "'.";
    if (!open.isEmpty()) {
      message += " The innermost block that needs to be closed is '" + open.getLast() + "'.";
    }
    return new Raised(
            dev.runbook.template.TemplateError.Kind.SYNTAX,
            message,
            STATEMENTS.contains(tag.text()) ? null : Nearest.hint(tag.text(), STATEMENTS))
        .at(tag.at());
  }

  private Statement forLoop() {
    // As in Jinja2 a comma right before `in` is an error.
    var target = target(Set.of());
    tokens.expectName("in");
    var items = primaries().tuple(false, false, Set.of("recursive"));
    var filter = tokens.skipName("if") ? expression() : null;
    var recursive = tokens.skipName("recursive");
    loops++;
    var body = block("for", "endfor", "else");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.take().text().equals("else")) {
      otherwise = wholeBlock("for");
    }
    return new For(target, items, filter, body, otherwise, recursive);
  }

  private Statement ifElse() {
    var tests = new ArrayList<Expression>();
    var bodies = new ArrayList<List<Statement>>();
    while (true) {
      tests.add(primaries().tuple(true, false, Set.of()));
      bodies.add(lenient(() -> block("if", "elif", "else", "endif")));
      var tag = tokens.take();
      if (tag.text().equals("elif")) {
        continue;
      }
      var otherwise =
          tag.text().equals("else") ? lenient(() -> wholeBlock("if")) : List.<Statement>of();
      return new Statements.If(tests, bodies, otherwise);
    }
  }

  private Statement set() {
    var target = target(Set.of("="));
    if (tokens.skipOperator("=")) {
      return new Statements.Set(target, primaries().tuple(true, false, Set.of()));
    }
    var filter = primaries().blockFilters(false);
    return new Statements.SetBlock(target, filter, wholeBlock("set"));
  }

  private Statement with() {
    var targets = new ArrayList<Target>();
    var values = new ArrayList<Expression>();
    while (!tokens.is(Token.Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(oneTarget());
      tokens.expectOperator("=");
      values.add(expression());
    }
    return new Statements.With(targets, values, wholeBlock("with"));
  }

  private Target target(Set<String> ends) {
    var at = tokens.current().at();
    var all = new ArrayList<Target>();
    var several = false;
    while (true) {
      if (tokens.is(Token.Kind.NAME) && ends.contains(tokens.current().text())) {
        break;
      }
      if (!all.isEmpty() && !tokens.is(Token.Kind.NAME) && !tokens.isOperator("(")) {
        break;
      }
      all.add(oneTarget());
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    if (all.isEmpty()) {
      throw Lexer.syntax("expected a name to assign to", at);
    }
    return several ? new Target.Several(all, at) : all.getFirst();
  }

  private Target oneTarget() {
    if (tokens.isOperator("(") || tokens.isOperator("[")) {
      var open = tokens.take();
      if (++targets > MAX_DEPTH) {
        throw Raised.limit("names are nested more than " + MAX_DEPTH + " levels deep")
            .at(open.at());
      }
      var inner = target(Set.of());
      targets--;
      tokens.expectOperator(open.text().equals("(") ? ")" : "]");
      return inner instanceof Target.Several
          ? inner
          : new Target.Several(List.of(inner), open.at());
    }
    var name = tokens.expect(Token.Kind.NAME);
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name.text())) {
      throw Lexer.syntax("can't assign to '" + name.text() + "'", name.at());
    }
    if (tokens.skipOperator(".")) {
      return new Target.Member(name.text(), tokens.expect(Token.Kind.NAME).text(), name.at());
    }
    return new Target.Variable(name.text());
  }

  private Statement templateBlock() {
    var name = tokens.expect(Token.Kind.NAME);
    var scoped = tokens.skipName("scoped");
    var required = tokens.skipName("required");
    if (tokens.isOperator("-")) {
      throw Lexer.syntax(
          "Block names in Jinja have to be valid Python identifiers and may not contain hyphens,"
              + " use an underscore instead.",
          name.at());
    }
    var body = wholeBlock("block");
    tokens.skipName(name.text());
    if (required
        && !body.stream().allMatch(s -> s instanceof Statements.Data d && d.text().isBlank())) {
      throw Lexer.syntax("Required blocks can only contain comments or whitespace", name.at());
    }
    var block = new Statements.Block(name.text(), body, scoped, required, name.at());
    if (blocks.put(name.text(), block) != null) {
      throw Lexer.syntax("block '" + name.text() + "' defined twice", name.at());
    }
    return block;
  }

  private boolean context(boolean byDefault) {
    if ((tokens.isName("with") || tokens.isName("without")) && tokens.ahead().isName("context")) {
      var with = tokens.take().text().equals("with");
      tokens.take();
      return with;
    }
    return byDefault;
  }

  private Statement include(int at) {
    var name = expression();
    var ignore = false;
    if (tokens.isName("ignore") && tokens.ahead().isName("missing")) {
      tokens.take();
      tokens.take();
      ignore = true;
    }
    return new Statements.Include(name, ignore, context(true), at);
  }

  private Statement importAll(int at) {
    var name = expression();
    tokens.expectName("as");
    var alias = tokens.expect(Token.Kind.NAME).text();
    return new Statements.Import(name, alias, context(false), at);
  }

  private Statement importNames(int at) {
    var name = expression();
    tokens.expectName("import");
    var names = new LinkedHashMap<String, String>();
    var with = false;
    while (true) {
      if ((tokens.isName("with") || tokens.isName("without")) && tokens.ahead().isName("context")) {
        with = context(false);
        break;
      }
      var wanted = tokens.expect(Token.Kind.NAME);
      if (wanted.text().startsWith("_")) {
        throw Lexer.syntax("names starting with an underline can not be imported", wanted.at());
      }
      names.put(
          wanted.text(),
          tokens.skipName("as") ? tokens.expect(Token.Kind.NAME).text() : wanted.text());
      if ((tokens.isName("with") || tokens.isName("without")) && tokens.ahead().isName("context")) {
        continue;
      }
      if (!tokens.skipOperator(",")) {
        break;
      }
      if (tokens.is(Token.Kind.BLOCK_END)) {
        break;
      }
    }
    return new Statements.FromImport(name, names, with, at);
  }

  private Statement macro() {
    var at = tokens.current().at();
    var name = tokens.expect(Token.Kind.NAME).text();
    var uses = new HashSet<String>();
    macros.add(uses);
    var parameters = new ArrayList<String>();
    var defaults = new ArrayList<Expression>();
    parameters(parameters, defaults);
    var outer = loops;
    loops = 0;
    var body = wholeBlock("macro");
    loops = outer;
    macros.removeLast();
    var caller = parameters.indexOf("caller");
    if (uses.contains("caller") && caller >= 0 && caller < parameters.size() - defaults.size()) {
      throw Lexer.syntax(
          "When defining macros or call blocks the special \"caller\" argument must be omitted or be"
              + " given a default.",
          at);
    }
    return new Macros.Define(new Macros.Signature(name, parameters, defaults, uses), body);
  }

  private void parameters(List<String> parameters, List<Expression> defaults) {
    tokens.expectOperator("(");
    while (!tokens.isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      var name = tokens.expect(Token.Kind.NAME);
      parameters.add(name.text());
      if (tokens.skipOperator("=")) {
        defaults.add(expression());
      } else if (!defaults.isEmpty()) {
        throw Lexer.syntax("non-default argument follows default argument", name.at());
      }
    }
    tokens.expectOperator(")");
  }

  private Statement callBlock() {
    var uses = new HashSet<String>();
    var parameters = new ArrayList<String>();
    var defaults = new ArrayList<Expression>();
    if (tokens.isOperator("(")) {
      parameters(parameters, defaults);
    }
    var start = tokens.current();
    var callee = primaries().callee();
    if (!tokens.isOperator("(")) {
      throw Lexer.syntax("expected call", start.at());
    }
    var call = new Calls.Call(start.at(), callee, primaries().arguments(true));
    macros.add(uses);
    var body = wholeBlock("call");
    macros.removeLast();
    return new Macros.CallBlock(
        new Macros.Signature("caller", parameters, defaults, uses), call, body);
  }

  private Statement filterBlock() {
    @Nullable Expression filter = primaries().blockFilters(true);
    var body = wholeBlock("filter");
    return new Statements.FilterBlock(java.util.Objects.requireNonNull(filter), body);
  }
}
