package dev.runbook.template.jinja;

import dev.runbook.template.TemplateError.Kind;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Trail;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The nodes that call something: functions, methods, filters, tests.
final class Calls {
  private Calls() {}

  /// The arguments as written.
  record Written(
      List<Expression> positional,
      List<String> names,
      List<Expression> named,
      @Nullable Expression rest,
      @Nullable Expression more) {
    static final Written NONE = new Written(List.of(), List.of(), List.of(), null, null);

    Arguments given(Frame frame) {
      if (positional.isEmpty() && names.isEmpty() && rest == null && more == null) {
        return Arguments.NONE;
      }
      if (positional.size() == 1 && names.isEmpty() && rest == null && more == null) {
        return new Arguments(
            Collections.singletonList(positional.getFirst().eval(frame)), Map.of());
      }
      var list = new ArrayList<@Nullable Object>(positional.size());
      for (var i = 0; i < positional.size(); i++) {
        list.add(positional.get(i).eval(frame));
      }
      if (rest != null) {
        list.addAll(Values.items(rest.eval(frame)));
      }
      if (names.isEmpty() && more == null) {
        return new Arguments(list, Map.of());
      }
      var map = new LinkedHashMap<String, @Nullable Object>();
      for (var i = 0; i < names.size(); i++) {
        map.put(names.get(i), named.get(i).eval(frame));
      }
      if (more != null) {
        if (!(Undefined.demand(more.eval(frame)) instanceof Map<?, ?> extra)) {
          throw Raised.of("argument after ** must be a mapping");
        }
        extra.forEach((key, value) -> map.put(Text.str(key), value));
      }
      return new Arguments(list, map);
    }
  }

  static final class Call extends Expression {
    private final Expression callee;
    private final Written written;

    Call(int at, Expression callee, Written written) {
      super(at);
      this.callee = callee;
      this.written = written;
    }

    @Override
    @Nullable Object value(Frame frame) {
      if (callee instanceof Expressions.Attribute attribute) {
        var owner = attribute.owner.eval(frame);
        var method = Attributes.method(owner, attribute.name);
        if (method != null) {
          return method.on(owner, written.given(frame), frame.context());
        }
        return call(Attributes.attribute(owner, attribute.name), frame);
      }
      return call(callee.eval(frame), frame);
    }

    private @Nullable Object call(@Nullable Object function, Frame frame) {
      if (function instanceof Invocable f) {
        return f.call(written.given(frame), frame.context());
      }
      Undefined.demand(function);
      throw Raised.of("'" + Values.typeName(function) + "' object is not callable");
    }
  }

  static final class Filter extends Expression {
    private final @Nullable Expression input;
    private final String name;
    private final @Nullable Operation known;
    private final Written written;

    /// @param input null in `{% filter %}`, which hands the text in
    /// @param known null where the name is unknown: an error only if it is ever reached
    Filter(
        int at,
        @Nullable Expression input,
        String name,
        @Nullable Operation known,
        Written written) {
      super(at);
      this.input = input;
      this.name = name;
      this.known = known;
      this.written = written;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return on(input == null ? frame.filtered() : input.eval(frame), frame);
    }

    /// What a filter makes of undefined parts is undefined too, as in 2.19, so that a `default()`
    /// after it can help.
    private Undefined undefined(Raised e, Frame frame) {
      var place = e.offset() < 0 ? at() : e.offset();
      var trail = e.trail();
      return new Undefined(null, e.text(), e::hint, false)
          .from(trail == null ? new Trail(() -> frame.run().place(place), List.of()) : trail);
    }

    private @Nullable Object on(@Nullable Object value, Frame frame) {
      var operation = known == null ? frame.context().filter(name) : known;
      var given = written.given(frame);
      try {
        return operation.on(value, given, frame.context());
      } catch (Raised e) {
        if (e.kind() == Kind.UNDEFINED) {
          return undefined(e, frame);
        }
        throw e.kind() == Kind.OTHER
            ? new Raised(Kind.FILTER, e.text(), e.hint()).at(Math.max(e.offset(), at()))
            : e;
      }
    }
  }

  static final class Test extends Expression {
    private final Expression input;
    private final String name;
    private final @Nullable Operation known;
    private final Written written;

    Test(int at, Expression input, String name, @Nullable Operation known, Written written) {
      super(at);
      this.input = input;
      this.name = name;
      this.known = known;
      this.written = written;
    }

    @Override
    @Nullable Object value(Frame frame) {
      var operation = known == null ? frame.context().test(name) : known;
      var result = operation.on(input.eval(frame), written.given(frame), frame.context());
      return Undefined.demand(result);
    }
  }

  /// A literal that holds a template, where old playbooks rely on its being rendered.
  static final class Embedded extends Expression {
    private final String text;

    Embedded(int at, String text) {
      super(at);
      this.text = text;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return frame.run().embedded(text);
    }
  }

  /// `{{ x }}` inside a condition: the value; where it is a name, that variable, since such
  /// conditions were rendered before they were read. A text is never read as code.
  static final class Spliced extends Expression {
    private final Expression inner;

    Spliced(int at, Expression inner) {
      super(at);
      this.inner = inner;
    }

    @Override
    @Nullable Object value(Frame frame) {
      var value = inner.eval(frame);
      return value instanceof String text ? frame.run().named(text) : value;
    }
  }
}
