package dev.runbook.template.jinja;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Trail;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node that has a value.
abstract class Expression {
  private final int at;

  Expression(int at) {
    this.at = at;
  }

  /// Its offset in the template's text.
  final int at() {
    return at;
  }

  /// The value, with the place of this node in what it raises.
  final @Nullable Object eval(Frame frame) {
    try {
      return value(frame);
    } catch (Raised e) {
      throw e.at(at);
    }
  }

  abstract @Nullable Object value(Frame frame);

  /// The value; an undefined one remembers that it came into being here.
  final @Nullable Object located(@Nullable Object value, Frame frame) {
    return value instanceof Undefined undefined && undefined.trail() == null
        ? undefined.from(new Trail(() -> frame.run().place(at), List.of()))
        : value;
  }

  final boolean truth(Frame frame) {
    var value = eval(frame);
    try {
      return Values.truth(value);
    } catch (Raised e) {
      throw e.at(at);
    }
  }
}
