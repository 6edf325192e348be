package dev.runbook.template;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Variables out of a map.
record Maps(Map<String, @Nullable Object> map) implements Variables {
  static Maps of(@Nullable Object... pairs) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var i = 0; i < pairs.length; i += 2) {
      map.put((String) Objects.requireNonNull(pairs[i]), pairs[i + 1]);
    }
    return new Maps(map);
  }

  @Override
  public boolean has(String name) {
    return map.containsKey(name);
  }

  @Override
  public @Nullable Object get(String name) {
    return map.get(name);
  }

  @Override
  public Set<String> names() {
    return map.keySet();
  }
}
