package dev.runbook.inventory;

import dev.runbook.yaml.Source;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The variables that inventory sources give one group or host. Not thread-safe.
final class VariableTable {
  private Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private Map<String, Source> places = new HashMap<>();
  private @Nullable Layer shared;

  void set(String name, @Nullable Object value, Source at) {
    if (shared != null) {
      // What was handed out stays as it is: a task may be reading it.
      values = new LinkedHashMap<>(values);
      places = new HashMap<>(places);
      shared = null;
    }
    values.put(name, value);
    places.put(name, at);
  }

  void clear() {
    values = new LinkedHashMap<>();
    places = new HashMap<>();
    shared = null;
  }

  @Nullable Object get(String name) {
    return values.get(name);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  boolean has(String name, @Nullable Object value) {
    return values.containsKey(name) && Objects.equals(values.get(name), value);
  }

  /// A view of the present state that never changes.
  Layer layer(String what) {
    var layer = shared;
    if (layer == null) {
      var at = places.isEmpty() ? Source.NONE : places.values().iterator().next();
      layer =
          new Layer(what, Collections.unmodifiableMap(values), places, new Source(at.file(), 0, 0));
      shared = layer;
    }
    return layer;
  }
}
