package dev.runbook.template;

import dev.runbook.template.TemplateError.Kind;
import dev.runbook.template.jinja.Limits;
import dev.runbook.template.jinja.Syntax;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Renders for one task of one host. Values that come out are final: `String, Boolean, Long,
/// BigInteger, Double, List, Map, null` (and [Omit]), with no template left in them; they may be
/// the very objects that came in, so nobody may change them. A templar belongs to one thread.
public final class Templar {
  private final Templates engine;
  private final Variables variables;
  private final Surroundings surroundings;
  private final Renderer renderer;

  Templar(Templates engine, Variables variables, Surroundings surroundings) {
    this(engine, variables, surroundings, new Limits());
  }

  /// @param limits what this one and the one that asked for it may use up together
  Templar(Templates engine, Variables variables, Surroundings surroundings, Limits limits) {
    this.engine = engine;
    this.variables = variables;
    this.surroundings = surroundings;
    this.renderer = new Renderer(engine, variables, surroundings, limits);
  }

  /// The same surroundings, other variables (loop items, include parameters ...) in front.
  public Templar with(Map<String, ? extends @Nullable Object> more) {
    return new Templar(engine, new Layered(more, variables), surroundings);
  }

  /// The value of a raw value: templates evaluated natively (a single expression gives the object
  /// itself), maps and lists throughout. An undefined variable is a [TemplateError] of kind
  /// UNDEFINED.
  public @Nullable Object value(@Nullable Object raw) {
    if (raw == null || raw instanceof String) {
      return raw;
    }
    return guarded(
        raw instanceof Template template ? template.at() : Source.NONE,
        () -> Finish.value(raw, renderer));
  }

  /// The value of a variable by its name, or null when there is none such.
  public @Nullable Object variable(String name) {
    if (!variables.has(name)) {
      return null;
    }
    return guarded(Source.NONE, () -> Finish.value(renderer.outer(name), renderer));
  }

  /// A variable as other templates see it: what it holds is rendered when it is asked for, and what
  /// is undefined in it is no error before it is used.
  public @Nullable Object seen(String name) {
    return variables.has(name) ? guarded(Source.NONE, () -> renderer.outer(name)) : null;
  }

  /// The value as text: `str()` of it as Python has it.
  public String text(@Nullable Object raw) {
    if (raw instanceof String text) {
      return text;
    }
    return Text.str(value(raw));
  }

  /// Evaluates an expression written without delimiters, such as `debug: var=`'s.
  public @Nullable Object evaluate(String expression, Source at) {
    return guarded(
        at, () -> Finish.value(renderer.evaluate(expression, Syntax.VALUE, at), renderer));
  }

  /// Evaluates a condition: a boolean, an expression, or (with a warning, as old playbooks have it)
  /// a template or a string that holds an expression. Of a list all have to hold.
  public boolean condition(@Nullable Object raw, Source at) {
    return switch (raw) {
      case null -> true;
      case Boolean b -> b;
      case List<?> all -> {
        for (var one : all) {
          if (!condition(one, at)) {
            yield false;
          }
        }
        yield true;
      }
      case Template template -> condition(template.text().strip(), template, template.at());
      case String text -> condition(text.strip(), null, at);
      case Vaulted vaulted -> Values.truth(vaulted.plain());
      default -> Values.truth(Values.plain(raw));
    };
  }

  private boolean condition(String text, @Nullable Template template, Source at) {
    if (text.isEmpty()) {
      return true;
    }
    if (template != null && engine.firstOldCondition()) {
      surroundings
          .warn()
          .accept(
              "conditional statements should not include jinja2 templating delimiters"
                  + " such as {{ }} or {% %}. Found: "
                  + text);
    }
    return Objects.requireNonNull(
        guarded(
            at,
            () -> {
              if (template != null && Conditions.isWholeTemplate(text)) {
                return Values.truth(Conditions.meaning(renderer.render(template), renderer));
              }
              try {
                return truth(renderer.evaluate(text, Syntax.CONDITION, at), at);
              } catch (TemplateError e) {
                var old = template == null ? null : Conditions.withoutDelimiters(text);
                if (old == null || e.kind() != Kind.SYNTAX) {
                  throw e;
                }
                return Values.truth(renderer.evaluate(old, Syntax.CONDITION, at));
              }
            }));
  }

  private boolean truth(@Nullable Object value, Source at) {
    var holds = Values.truth(value);
    if (!(value instanceof Boolean) && engine.firstLooseCondition()) {
      surroundings
          .warn()
          .accept(
              at
                  + ": conditional result ("
                  + Text.str(holds)
                  + ") was derived from value of type '"
                  + Values.typeName(value)
                  + "'; conditionals should have a boolean result, as of `| bool`, `is defined`"
                  + " or `| length > 0`");
    }
    return holds;
  }

  /// Renders the text of a template file, in which `#jinja2:` headers, includes, imports and
  /// inheritance work.
  ///
  /// @param name the file, for messages and relative includes
  public String file(String text, Source name, FileOptions options) {
    return Objects.requireNonNull(
        guarded(
            name,
            () -> {
              if (!text.startsWith(FileHeader.MARK)) {
                return renderer.renderText(text, name, Templates.syntaxOf(options));
              }
              return renderer.renderText(
                  text.substring(text.indexOf('\n') + 1),
                  new Source(name.file(), name.line() + 1, name.column()),
                  Templates.syntaxOf(FileHeader.read(text, options)));
            }));
  }

  /// The native value of a template whose literals have escapes, as those of files have.
  @Nullable Object fileValue(String text, Source at) {
    return guarded(at, () -> Finish.value(renderer.renderValue(text, at, Syntax.FILE), renderer));
  }

  /// Runs a lookup by name, as `with_NAME` loops do; the result is always a list.
  public List<@Nullable Object> lookup(
      String name,
      List<? extends @Nullable Object> terms,
      Map<String, @Nullable Object> options,
      Source at) {
    return Objects.requireNonNull(
        guarded(
            at,
            () -> {
              var ready = new ArrayList<@Nullable Object>(terms.size());
              for (var term : terms) {
                ready.add(Finish.value(term, renderer));
              }
              var found = renderer.lookup(name, ready, options);
              return Values.cast((List<?>) Objects.requireNonNull(Finish.value(found, renderer)));
            }));
  }

  /// All variables by name, rendered when they are asked for.
  public Map<Object, @Nullable Object> variables() {
    return renderer.all();
  }

  private interface Work<T> {
    @Nullable T run();
  }

  private <T> @Nullable T guarded(Source at, Work<T> work) {
    renderer.limits().restart();
    try {
      return work.run();
    } catch (Raised e) {
      var trail = e.trail();
      throw trail == null
          ? new TemplateError(e.kind(), at, e.text(), e.hint())
          : new TemplateError(e.kind(), trail.at().get(), e.text(), e.hint(), trail.through());
    } catch (ParseError e) {
      // an encrypted value that no password opens
      throw new TemplateError(Kind.OTHER, e.at(), e.text(), e.hint());
    } catch (StackOverflowError e) {
      throw new TemplateError(
          Kind.RECURSION, at, "Recursive loop detected in template: it is nested too deeply", null);
    } catch (OutOfMemoryError e) {
      // Budgets are for one value each; many large ones together can still be too much.
      throw new TemplateError(
          Kind.LIMIT,
          at,
          "the template needs more memory than there is",
          "give runbook more with RUNBOOK_JAVA_OPTS=-Xmx2g, or make fewer large values");
    }
  }
}
