package dev.runbook.template.value;

import org.jspecify.annotations.Nullable;

/// A value that a template can call.
public interface Invocable {
  @Nullable Object call(Arguments arguments, Context context);
}
