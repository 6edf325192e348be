package dev.runbook.template.jinja;

import dev.runbook.template.FileOptions;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.yaml.Source;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A parsed template or expression. It is immutable and knows its text, not where that was written,
/// so that equal texts share it.
public final class Program {
  /// The filters and tests that a parser binds names to; null for unknown ones.
  public interface Library {
    @Nullable Operation filter(String name);

    @Nullable Operation test(String name);

    /// The near name to propose, or null.
    @Nullable String nearFilter(String name);

    @Nullable String nearTest(String name);
  }

  private final String text;
  private final FileOptions options;
  private final List<Statement> body;
  private final Map<String, Statements.Block> blocks;
  private final @Nullable Expression expression;

  private Program(
      String text,
      FileOptions options,
      List<Statement> body,
      Map<String, Statements.Block> blocks,
      @Nullable Expression expression) {
    this.text = text;
    this.options = options;
    this.body = body;
    this.blocks = blocks;
    this.expression = expression;
  }

  /// Parses a template.
  ///
  /// @param at where its first character stands
  public static Program template(String text, Syntax syntax, Library library, Source at) {
    try {
      var parser = new Parser(new Lexer(text, syntax.options()).template(), syntax, library);
      var body = parser.template();
      return new Program(text, syntax.options(), body, parser.blocks(), only(body));
    } catch (Raised e) {
      throw error(text, e, at);
    }
  }

  private static @Nullable Expression only(List<Statement> body) {
    return body.size() == 1 && body.getFirst() instanceof Statements.Output output
        ? output.expression()
        : null;
  }

  /// Parses an expression without delimiters.
  public static Program expression(String text, Syntax syntax, Library library, Source at) {
    try {
      var tokens = new Lexer(text, syntax.options()).expression();
      var expression = new Parser(tokens, syntax, library).onlyExpression();
      return new Program(text, syntax.options(), List.of(), Map.of(), expression);
    } catch (Raised e) {
      throw error(text, e, at);
    }
  }

  /// Whether the template is one expression and nothing else.
  public boolean isExpression() {
    return expression != null;
  }

  Expression expression() {
    if (expression == null) {
      throw new IllegalStateException("not an expression");
    }
    return expression;
  }

  FileOptions options() {
    return options;
  }

  List<Statement> body() {
    return body;
  }

  Map<String, Statements.Block> blocks() {
    return blocks;
  }

  TemplateError error(Raised raised, Source at) {
    return error(text, raised, at);
  }

  private static TemplateError error(String text, Raised raised, Source at) {
    var trail = raised.trail();
    return trail == null
        ? new TemplateError(
            raised.kind(), at.within(text, raised.offset()), raised.text(), raised.hint())
        : new TemplateError(
            raised.kind(), trail.at().get(), raised.text(), raised.hint(), trail.through());
  }

  Source place(int offset, Source at) {
    return at.within(text, offset);
  }
}
