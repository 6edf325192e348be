package dev.runbook.vars;

import dev.runbook.template.Variables;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Variables that remember which of them were asked for, in the order of the first time. */
public final class Asked implements Variables {
  private final Variables variables;
  private final Set<String> asked = new LinkedHashSet<>();

  public Asked(Variables variables) {
    this.variables = variables;
  }

  /** The names so far. */
  public Set<String> asked() {
    return Collections.unmodifiableSet(asked);
  }

  @Override
  public boolean has(String name) {
    return variables.has(name);
  }

  @Override
  public @Nullable Object get(String name) {
    asked.add(name);
    return variables.get(name);
  }

  @Override
  public Set<String> names() {
    return variables.names();
  }
}
