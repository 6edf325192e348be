package dev.runbook.template.jinja;

import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the templates that others include, import and extend.
final class Includes {
  private Includes() {}

  static Run.@Nullable Loaded find(@Nullable Object name, Frame frame) {
    var names =
        Undefined.demand(name) instanceof List<?> list
            ? Values.cast(list)
            : java.util.Collections.singletonList(name);
    for (var one : names) {
      if (Undefined.demand(one) instanceof String text) {
        var run = frame.run();
        var loaded = run.host().load(text, run.place().file(), run.program().options());
        if (loaded != null) {
          return loaded;
        }
      } else {
        throw Raised.of("a template's name has to be a text, not " + Values.typeName(one));
      }
    }
    return null;
  }

  static Run.Loaded load(@Nullable Object name, Frame frame, int at) {
    var loaded = find(name, frame);
    if (loaded == null) {
      throw missing(name, at);
    }
    return loaded;
  }

  static Raised missing(@Nullable Object name, int at) {
    return Raised.of(
            name instanceof List<?> list
                ? "none of the templates given were found: "
                    + String.join(", ", list.stream().map(Text::str).toList())
                : "template not found: " + Text.str(name))
        .at(at);
  }

  static Module module(@Nullable Object name, Frame frame, boolean withContext, int at) {
    var run = Run.nested(load(name, frame, at), frame.run().host(), withContext ? frame : null);
    var sink = Sink.of(frame.run().host());
    run.execute(sink);
    return new Module(run, sink.result());
  }

  /// What an import gives: the names that the template exports.
  record Module(Run run, @Nullable Object printed) implements Attributes.Holder {
    boolean has(String name) {
      return run.exported().containsKey(name);
    }

    @Override
    public @Nullable Object attribute(String name) {
      return has(name) && !name.startsWith("_")
          ? run.exported().get(name)
          : Undefined.in(this, name);
    }

    @Override
    public String toString() {
      return Text.str(printed);
    }
  }
}
