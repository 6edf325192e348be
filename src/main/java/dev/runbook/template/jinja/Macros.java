package dev.runbook.template.jinja;

import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `{% macro %}` and `{% call %}`
final class Macros {
  private Macros() {}

  /// What a macro is made of.
  ///
  /// @param defaults for the last parameters
  /// @param uses which of `caller`, `varargs` and `kwargs` its body mentions
  record Signature(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      java.util.Set<String> uses) {}

  record Define(Signature signature, List<Statement> body) implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      frame.set(signature.name(), new Macro(signature, body, frame));
      return Flow.ON;
    }
  }

  /// `{% call(x) f() %}...{% endcall %}`: the body becomes a macro that `f` calls as `caller`.
  record CallBlock(Signature signature, Expression call, List<Statement> body)
      implements Statement {
    @Override
    public Flow render(Frame frame, Sink sink) {
      var inner = frame.inner();
      inner.set(CALLER, new Macro(signature, body, frame));
      sink.value(call.eval(inner));
      return Flow.ON;
    }
  }

  /// The hidden name under which a call block's macro waits for its call.
  static final String CALLER = "%caller";

  private record Macro(Signature signature, List<Statement> body, Frame frame)
      implements Invocable, Attributes.Holder {

    @Override
    public @Nullable Object call(Arguments arguments, Context context) {
      var inner = frame.inner();
      var limits = frame.run().host().limits();
      limits.enter();
      try {
        bind(arguments, inner);
        return Statement.captured(body, inner);
      } catch (Raised e) {
        throw e.offset() < 0 ? e : frame.run().error(e);
      } finally {
        limits.leave();
      }
    }

    private void bind(Arguments given, Frame inner) {
      var parameters = signature.parameters();
      var positional = given.positional();
      var named =
          given.named().isEmpty() && !signature.uses().contains("kwargs")
              ? Map.<String, @Nullable Object>of()
              : new LinkedHashMap<>(given.named());
      var missing = parameters.size() - signature.defaults().size();
      var caller = named.isEmpty() ? null : named.remove("caller");
      if (signature.uses().contains("caller") && !parameters.contains("caller")) {
        inner.set("caller", caller == null ? Undefined.hinted("No caller defined") : caller);
      } else if (caller != null) {
        if (!parameters.contains("caller")) {
          throw Raised.of("macro '" + signature.name() + "' takes no keyword argument 'caller'");
        }
        named.put("caller", caller);
      }
      for (var i = 0; i < parameters.size(); i++) {
        var name = parameters.get(i);
        if (i < positional.size()) {
          if (named.containsKey(name)) {
            throw Raised.of(
                "macro '" + signature.name() + "' got multiple values for argument '" + name + "'");
          }
          inner.set(name, positional.get(i));
        } else if (named.containsKey(name)) {
          inner.set(name, named.remove(name));
        } else if (i >= missing) {
          inner.set(name, signature.defaults().get(i - missing).eval(inner));
        } else {
          inner.set(name, Undefined.hinted("parameter '" + name + "' was not provided"));
        }
      }
      more(positional, named, inner);
    }

    private void more(
        List<@Nullable Object> positional, Map<String, @Nullable Object> named, Frame inner) {
      var count = signature.parameters().size();
      if (signature.uses().contains("kwargs")) {
        inner.set("kwargs", named);
      } else if (!named.isEmpty()) {
        throw Raised.of(
            "macro '"
                + signature.name()
                + "' takes no keyword argument '"
                + named.keySet().iterator().next()
                + "'");
      }
      if (signature.uses().contains("varargs")) {
        inner.set(
            "varargs",
            positional.size() > count
                ? Tuple.copyOf(positional.subList(count, positional.size()))
                : Tuple.of());
      } else if (positional.size() > count) {
        throw Raised.of(
            "macro '" + signature.name() + "' takes not more than " + count + " argument(s)");
      }
    }

    @Override
    public @Nullable Object attribute(String name) {
      return switch (name) {
        case "name" -> signature.name();
        case "arguments" -> Tuple.copyOf(signature.parameters());
        case "catch_kwargs" -> signature.uses().contains("kwargs");
        case "catch_varargs" -> signature.uses().contains("varargs");
        case "caller" -> signature.uses().contains("caller");
        default -> Undefined.in(this, name);
      };
    }

    @Override
    public String toString() {
      return "<Macro '" + signature.name() + "'>";
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
