package dev.runbook.template;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Some variables in front of others.
record Layered(Map<String, ? extends @Nullable Object> front, Variables rest) implements Variables {
  @Override
  public boolean has(String name) {
    return front.containsKey(name) || rest.has(name);
  }

  @Override
  public @Nullable Object get(String name) {
    return front.containsKey(name) ? front.get(name) : rest.get(name);
  }

  @Override
  public Set<String> names() {
    var names = new LinkedHashSet<String>(rest.names());
    names.addAll(front.keySet());
    return names;
  }
}
