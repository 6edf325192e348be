package dev.runbook.vars;

import dev.runbook.template.Variables;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables that the run itself provides, computed when somebody asks. Layers can be put on top
 * of each other: run, play, host, task.
 */
public final class Magic {
  private final @Nullable Magic below;
  private final Map<String, Function<Variables, @Nullable Object>> values = new HashMap<>();

  public Magic(@Nullable Magic below) {
    this.below = below;
  }

  /** A value that is known. */
  public Magic put(String name, @Nullable Object value) {
    values.put(name, _ -> value);
    return this;
  }

  /** A value that depends on the variables that ask for it, or is costly. */
  public Magic compute(String name, Function<Variables, @Nullable Object> value) {
    values.put(name, value);
    return this;
  }

  public boolean has(String name) {
    return values.containsKey(name) || below != null && below.has(name);
  }

  public @Nullable Object get(String name, Variables asking) {
    var value = values.get(name);
    if (value != null) {
      return value.apply(asking);
    }
    return below == null ? null : below.get(name, asking);
  }

  public Set<String> names() {
    var all = new java.util.TreeSet<>(values.keySet());
    if (below != null) {
      all.addAll(below.names());
    }
    return all;
  }
}
