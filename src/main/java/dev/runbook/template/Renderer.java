package dev.runbook.template;

import dev.runbook.template.jinja.Globals;
import dev.runbook.template.jinja.Limits;
import dev.runbook.template.jinja.Run;
import dev.runbook.template.jinja.Syntax;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Trail;
import dev.runbook.template.value.Undefined;
import dev.runbook.yaml.Source;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The variables of one templar, each rendered once, and the way templates reach everything else.
final class Renderer implements Run.Host {
  private final Templates engine;
  private final Variables variables;
  private final Surroundings surroundings;
  private final Limits limits;
  private final Map<String, @Nullable Object> known = new HashMap<>();
  private final Set<String> inWork = new LinkedHashSet<>();
  private boolean keepsTypes = true;

  Renderer(Templates engine, Variables variables, Surroundings surroundings, Limits limits) {
    this.limits = limits;
    this.engine = engine;
    this.variables = variables;
    this.surroundings = surroundings;
  }

  /// The value of one template, natively; an undefined one is not an error yet.
  @Nullable Object render(Template template) {
    return renderValue(template.text(), template.at(), Syntax.VALUE);
  }

  @Nullable Object renderValue(String source, Source at, Syntax syntax) {
    var program = engine.template(source, syntax, at);
    var before = keepsTypes;
    keepsTypes = true;
    limits.enter();
    try {
      var value =
          program.isExpression() ? Run.evaluate(program, at, this) : Run.render(program, at, this);
      if (value instanceof Undefined undefined && undefined.silent()) {
        return "";
      }
      return value instanceof String text ? Newlines.keep(source, text, "\n") : value;
    } finally {
      limits.leave();
      keepsTypes = before;
    }
  }

  /// The text that a template file makes.
  String renderText(String text, Source at, Syntax syntax) {
    var before = keepsTypes;
    keepsTypes = false;
    limits.enter();
    try {
      var program = engine.template(text, syntax, at);
      var result = Run.render(program, at, this);
      return Newlines.keep(
          text, result == null ? "" : result.toString(), syntax.options().newlineSequence());
    } finally {
      limits.leave();
      keepsTypes = before;
    }
  }

  @Nullable Object evaluate(String expression, Syntax syntax, Source at) {
    var program = engine.expression(expression, syntax, at);
    var before = keepsTypes;
    keepsTypes = true;
    limits.enter();
    try {
      return Run.evaluate(program, at, this);
    } finally {
      limits.leave();
      keepsTypes = before;
    }
  }

  @Override
  public @Nullable Object outer(String name) {
    var value = known.get(name);
    if (value != null || known.containsKey(name)) {
      return value;
    }
    if (!variables.has(name)) {
      return missing(name);
    }
    var raw = variables.get(name);
    if (raw == null || raw instanceof String) {
      return raw;
    }
    var made = raw instanceof Template template ? variable(name, template) : Lazily.see(raw, this);
    known.put(name, made);
    return made;
  }

  private @Nullable Object missing(String name) {
    if (name.equals("vars")) {
      var all = new All();
      known.put(name, all);
      return all;
    }
    var global = Globals.find(name);
    if (global == null) {
      global = engine.global(name);
    }
    return global == null ? Run.MISSING : global;
  }

  private @Nullable Object variable(String name, Template template) {
    if (inWork.contains(name)) {
      throw new Raised(TemplateError.Kind.RECURSION, "recursive loop: " + chain(name));
    }
    inWork.add(name);
    try {
      var value = render(template);
      if (value instanceof Undefined undefined) {
        var trail = undefined.trail();
        return undefined.from(
            (trail == null ? new Trail(template::at, List.of()) : trail)
                .through(name, template.at()));
      }
      return value;
    } catch (TemplateError e) {
      return undefined(name, e.through(name, template.at()));
    } finally {
      inWork.remove(name);
    }
  }

  /// The value of a template inside a variable's map or list.
  @Nullable Object part(Template template) {
    try {
      return render(template);
    } catch (TemplateError e) {
      return undefined(null, e);
    }
  }

  /// As in Ansible what cannot be rendered for want of a value is itself undefined, so that
  /// `default()` can help. Other errors stay.
  private static Undefined undefined(@Nullable String name, TemplateError e) {
    if (e.kind() != TemplateError.Kind.UNDEFINED) {
      throw e;
    }
    return new Undefined(name, e.text(), e::hint, false).from(new Trail(e::at, e.through()));
  }

  /// The names that led here, beginning with the first time that `name` was asked for.
  String chain(String name) {
    var out = new StringBuilder();
    var started = false;
    for (var one : inWork) {
      started |= one.equals(name) || !inWork.contains(name);
      if (started) {
        out.append(one).append(" -> ");
      }
    }
    return out.append(name).toString();
  }

  /// What was encrypted, as a value that [#sealed] knows again.
  String open(Vaulted vaulted) {
    var text = vaulted.plain();
    engine.opened().put(text, vaulted.sealed());
    return text;
  }

  @Override
  public @Nullable String sealed(@Nullable Object value) {
    return value instanceof String text ? engine.opened().get(text) : null;
  }

  @Override
  public Set<String> outerNames() {
    return variables.names();
  }

  @Override
  public @Nullable Object variable(String name) {
    var value = outer(name);
    return value == Run.MISSING ? Undefined.variable(name, this::outerNames) : value;
  }

  @Override
  public Set<String> variableNames() {
    return variables.names();
  }

  @Override
  public Run.@Nullable Loaded load(String name, @Nullable String from, FileOptions options) {
    return engine.load(name, from, options, surroundings);
  }

  @Override
  public @Nullable Object embedded(String text) {
    return render(new Template(text, Source.NONE));
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public boolean isNative() {
    return keepsTypes;
  }

  @Override
  public Operation filter(String name) {
    var found = engine.filter(name);
    if (found == null) {
      throw new Raised(
          TemplateError.Kind.SYNTAX, "No filter named '" + name + "'.", engine.nearFilter(name));
    }
    return found;
  }

  @Override
  public Operation test(String name) {
    var found = engine.test(name);
    if (found == null) {
      throw new Raised(
          TemplateError.Kind.SYNTAX, "No test named '" + name + "'.", engine.nearTest(name));
    }
    return found;
  }

  @Override
  public List<@Nullable Object> lookup(
      String name, List<? extends @Nullable Object> terms, Map<String, @Nullable Object> options) {
    return engine.lookup(name, terms, options, this);
  }

  @Override
  public Surroundings surroundings() {
    return surroundings;
  }

  @Override
  public String renderFile(
      String text,
      String name,
      Map<String, @Nullable Object> more,
      Map<String, @Nullable Object> options) {
    var inner = new LinkedHashMap<String, @Nullable Object>(more);
    var templar = new Templar(engine, new Layered(inner, variables), surroundings, limits);
    return templar.file(text, new Source(name, 1, 1), FileOptions.DEFAULT.with(options));
  }

  @Override
  public @Nullable Object finished(@Nullable Object value) {
    return Finish.value(value, this);
  }

  @Override
  public void step() {
    limits.step();
  }

  @Override
  public void effort(long amount) {
    limits.effort(amount);
  }

  Map<Object, @Nullable Object> all() {
    return new All();
  }

  Variables variables() {
    return variables;
  }

  /// Every variable by name: `vars`, and what other hosts see of this one.
  final class All extends AbstractMap<Object, @Nullable Object> implements Attributes.Holder {
    @Override
    public @Nullable Object get(@Nullable Object key) {
      return key instanceof String name && variables.has(name) ? outer(name) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name && variables.has(name);
    }

    @Override
    public @Nullable Object attribute(String name) {
      return containsKey(name) ? get(name) : Undefined.in(this, name);
    }

    @Override
    public Set<Entry<Object, @Nullable Object>> entrySet() {
      var names = variables.names();
      return new AbstractSet<>() {
        @Override
        public int size() {
          return names.size();
        }

        @Override
        public Iterator<Entry<Object, @Nullable Object>> iterator() {
          var each = names.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return each.hasNext();
            }

            @Override
            public Entry<Object, @Nullable Object> next() {
              var name = each.next();
              return new SimpleImmutableEntry<>(name, get(name));
            }
          };
        }
      };
    }
  }
}
