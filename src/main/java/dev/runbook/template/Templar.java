package dev.runbook.template;

import dev.runbook.yaml.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders for one task of one host. Values that come out are final: {@code String, Boolean, Long,
 * BigInteger, Double, List, Map, null} (and {@link Omit}), with no template left in them.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
public final class Templar {
  private final Templates engine;
  private final Variables variables;
  private final Surroundings surroundings;

  Templar(Templates engine, Variables variables, Surroundings surroundings) {
    this.engine = engine;
    this.variables = variables;
    this.surroundings = surroundings;
  }

  /** The same surroundings, other variables (loop items, include parameters ...) in front. */
  public Templar with(Map<String, ? extends @Nullable Object> more) {
    throw new UnsupportedOperationException(engine + " " + variables + surroundings + more);
  }

  /**
   * The value of a raw value: templates evaluated natively (a single expression gives the object
   * itself), maps and lists throughout. An undefined variable is a {@link TemplateError} of kind
   * UNDEFINED.
   */
  public @Nullable Object value(@Nullable Object raw) {
    throw new UnsupportedOperationException("value of " + raw);
  }

  /** The value of a variable by its name, or null when there is none such. */
  public @Nullable Object variable(String name) {
    throw new UnsupportedOperationException(name);
  }

  /** The value as text: {@code str()} of it as Python has it. */
  public String text(@Nullable Object raw) {
    throw new UnsupportedOperationException("text of " + raw);
  }

  /** Evaluates an expression written without delimiters, such as {@code debug: var=}'s. */
  public @Nullable Object evaluate(String expression, Source at) {
    throw new UnsupportedOperationException(expression + at);
  }

  /**
   * Evaluates a condition: a boolean, an expression, or (with a warning, as old playbooks have it)
   * a template or a string that holds an expression.
   */
  public boolean condition(@Nullable Object raw, Source at) {
    throw new UnsupportedOperationException(raw + " " + at);
  }

  /**
   * Renders the text of a template file, in which {@code #jinja2:} headers, includes, imports and
   * inheritance work.
   *
   * @param name the file, for messages and relative includes
   */
  public String file(String text, Source name, FileOptions options) {
    throw new UnsupportedOperationException(text + name + options);
  }

  /** Runs a lookup by name, as {@code with_NAME} loops do; the result is always a list. */
  public java.util.List<@Nullable Object> lookup(
      String name, java.util.List<? extends @Nullable Object> terms, Source at) {
    throw new UnsupportedOperationException(name + terms + at);
  }
}
