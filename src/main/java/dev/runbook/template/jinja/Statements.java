package dev.runbook.template.jinja;

import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statements that print and set names.
final class Statements {
  private Statements() {}

  record Data(String text) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      sink.text(text);
      return Flow.ON;
    }
  }

  record Output(Expression expression) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      if (sink.isMute()) {
        return Flow.ON;
      }
      var value = expression.eval(frame);
      try {
        sink.value(value);
      } catch (Raised e) {
        throw e.at(expression.at());
      }
      return Flow.ON;
    }
  }

  record If(List<Expression> tests, List<List<Statement>> bodies, List<Statement> otherwise)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      for (var i = 0; i < tests.size(); i++) {
        if (tests.get(i).truth(frame)) {
          return Statement.all(bodies.get(i), frame, sink);
        }
      }
      return Statement.all(otherwise, frame, sink);
    }
  }

  record Set(Target target, Expression value) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      target.assign(value.eval(frame), frame);
      return Flow.ON;
    }
  }

  /// `{% set x %}...{% endset %}`, with filters.
  record SetBlock(Target target, @Nullable Expression filter, List<Statement> body)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      var inner = frame.inner();
      var value = Statement.captured(body, inner);
      if (filter != null) {
        inner.filter(value);
        value = filter.eval(inner);
      }
      target.assign(value, frame);
      return Flow.ON;
    }
  }

  record FilterBlock(Expression filter, List<Statement> body) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      var inner = frame.inner();
      inner.filter(Statement.captured(body, inner));
      sink.value(filter.eval(inner));
      return Flow.ON;
    }
  }

  record With(List<Target> targets, List<Expression> values, List<Statement> body)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      var results = new ArrayList<@Nullable Object>(values.size());
      for (var value : values) {
        results.add(value.eval(frame));
      }
      var inner = frame.inner();
      for (var i = 0; i < targets.size(); i++) {
        targets.get(i).assign(results.get(i), inner);
      }
      return Statement.all(body, inner, sink);
    }
  }

  record Do(Expression expression) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      expression.eval(frame);
      return Flow.ON;
    }
  }

  record Leave(Flow flow) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      return flow;
    }
  }

  /// A body with a scope of its own, such as `autoescape`'s.
  record Scoped(List<Statement> body) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      return Statement.all(body, frame.inner(), sink);
    }
  }

  record Block(String name, List<Statement> body, boolean scoped, boolean required, int at)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      if (!sink.isMute()) {
        render(0, frame, sink);
      }
      return Flow.ON;
    }

    private void render(int level, Frame frame, Sink sink) {
      var block = frame.run().blocks(name).get(level);
      var own = block.statement();
      if (own.required) {
        throw Raised.of("Required block '" + name + "' not found").at(at);
      }
      var inner = scoped ? frame.inner() : Frame.ofBlock(block.run());
      inner.set("super", above(level + 1, frame));
      var limits = frame.run().host().limits();
      limits.enter();
      try {
        Statement.all(own.body, inner, sink);
      } catch (Raised e) {
        throw block.run().error(e);
      } finally {
        limits.leave();
      }
    }

    private Object above(int level, Frame frame) {
      if (level >= frame.run().blocks(name).size()) {
        return Undefined.hinted("there is no parent block called '" + name + "'.");
      }
      return (Invocable)
          (_, _) -> {
            var sink = Sink.of(frame.run().host());
            render(level, frame, sink);
            return sink.result();
          };
    }
  }

  /// `self`: the template's blocks as functions.
  record Self(Frame frame) implements dev.runbook.template.value.Attributes.Holder {
    @Override
    public @Nullable Object attribute(String name) {
      var blocks = frame.run().blocks(name);
      if (blocks.isEmpty()) {
        return Undefined.in(this, name);
      }
      return (Invocable)
          (_, _) -> {
            var sink = Sink.of(frame.run().host());
            blocks.getFirst().statement().render(frame, sink);
            return sink.result();
          };
    }

    @Override
    public String toString() {
      return "<TemplateReference None>";
    }
  }

  record Extends(Expression name, int at) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      frame.run().extend(Includes.load(name.eval(frame), frame, at));
      return Flow.ON;
    }
  }

  record Include(Expression name, boolean ignoreMissing, boolean withContext, int at)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      if (sink.isMute()) {
        return Flow.ON;
      }
      var loaded = Includes.find(name.eval(frame), frame);
      if (loaded == null) {
        if (ignoreMissing) {
          return Flow.ON;
        }
        throw Includes.missing(name.eval(frame), at);
      }
      Run.nested(loaded, frame.run().host(), withContext ? frame : null).execute(sink);
      return Flow.ON;
    }
  }

  record Import(Expression name, String alias, boolean withContext, int at) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      frame.set(alias, Includes.module(name.eval(frame), frame, withContext, at));
      return Flow.ON;
    }
  }

  record FromImport(Expression name, Map<String, String> names, boolean withContext, int at)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      var value = name.eval(frame);
      var module = Includes.module(value, frame, withContext, at);
      names.forEach((wanted, alias) ->
          frame.set(
              alias,
              module.has(wanted)
                  ? module.attribute(wanted)
                  : Undefined.hinted(
                      "the template "
                          + Text.repr(value)
                          + " does not export the requested name '"
                          + wanted
                          + "'")));
      return Flow.ON;
    }
  }

  /// What `set`, `for` and `with` assign to.
  sealed interface Target {
    void assign(@Nullable Object value, Frame frame);

    record Variable(String name) implements Target {
      @Override
      public void assign(@Nullable Object value, Frame frame) {
        frame.set(name, value);
      }
    }

    record Member(String namespace, String name, int at) implements Target {
      @Override
      public void assign(@Nullable Object value, Frame frame) {
        switch (frame.resolve(namespace)) {
          case Globals.Namespace space -> space.set(name, value);
          case Undefined u -> throw u.raised().at(at);
          case null, default ->
              throw Raised.of("cannot assign attribute on non-namespace object").at(at);
        }
      }
    }

    record Several(List<Target> targets, int at) implements Target {
      @Override
      public void assign(@Nullable Object value, Frame frame) {
        try {
          var items = dev.runbook.template.value.Values.items(value);
          if (items.size() != targets.size()) {
            throw Raised.of(
                items.size() > targets.size()
                    ? "too many values to unpack (expected " + targets.size() + ")"
                    : "not enough values to unpack (expected "
                        + targets.size()
                        + ", got "
                        + items.size()
                        + ")");
          }
          for (var i = 0; i < targets.size(); i++) {
            targets.get(i).assign(items.get(i), frame);
          }
        } catch (Raised e) {
          throw e.at(at);
        }
      }
    }

    /// The names that are assigned.
    static java.util.Set<String> names(Target target) {
      var names = new HashSet<String>();
      switch (target) {
        case Variable variable -> names.add(variable.name());
        case Member _ -> {}
        case Several several -> several.targets().forEach(t -> names.addAll(names(t)));
      }
      return names;
    }
  }
}
