package dev.runbook.template.jinja;

import dev.runbook.template.value.Context;
import org.jspecify.annotations.Nullable;

/// The names that one scope of a template holds, inside the scopes around it.
final class Frame {
  private final Run run;
  private final @Nullable Frame around;
  private final boolean exports;
  private String[] names = EMPTY;
  private @Nullable Object[] values = EMPTY_VALUES;
  private int size;
  private @Nullable Object filtered;

  private static final String[] EMPTY = {};
  private static final Object[] EMPTY_VALUES = {};

  /// The outermost scope of a template: what is set here is exported.
  Frame(Run run) {
    this.run = run;
    this.around = null;
    this.exports = true;
  }

  private Frame(Run run, @Nullable Frame around) {
    this.run = run;
    this.around = around;
    this.exports = false;
  }

  Frame inner() {
    return new Frame(run, this);
  }

  /// A scope that sees only what the template exports, as a block does.
  static Frame ofBlock(Run run) {
    return new Frame(run, null);
  }

  Run run() {
    return run;
  }

  Context context() {
    return run.host();
  }

  boolean isOutermost() {
    return exports;
  }

  void set(String name, @Nullable Object value) {
    if (exports) {
      run.exported().put(name, value);
      return;
    }
    for (var i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        values[i] = value;
        return;
      }
    }
    if (size == names.length) {
      names = java.util.Arrays.copyOf(names, size + 4);
      values = java.util.Arrays.copyOf(values, size + 4);
    }
    names[size] = name;
    values[size++] = value;
  }

  /// The value, or [Run#MISSING].
  @Nullable Object lookup(String name) {
    for (var frame = this; frame != null; frame = frame.around) {
      for (var i = 0; i < frame.size; i++) {
        if (frame.names[i].equals(name)) {
          return frame.values[i];
        }
      }
    }
    return run.outer(name);
  }

  /// The value, or an undefined one.
  @Nullable Object resolve(String name) {
    var value = lookup(name);
    return value == Run.MISSING ? run.undefined(name) : value;
  }

  /// The text that a `filter` statement hands to its filters.
  @Nullable Object filtered() {
    return filtered;
  }

  void filter(@Nullable Object value) {
    filtered = value;
  }
}
