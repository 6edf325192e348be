package dev.runbook.template;

import dev.runbook.yaml.Source;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Variables as one mapping of a file holds them, with the place where each name was written. They
/// are shared by all hosts, so the places cost nothing per host.
public final class Placed extends LinkedHashMap<String, @Nullable Object> {
  private static final long serialVersionUID = 1;

  private final transient Map<String, Source> places = new HashMap<>();

  public void put(String name, @Nullable Object value, Source at) {
    put(name, value);
    places.put(name, at);
  }

  /// Takes over the places too, where the others have them.
  @Override
  public void putAll(Map<? extends String, ? extends @Nullable Object> more) {
    super.putAll(more);
    if (more instanceof Placed placed) {
      places.putAll(placed.places);
    } else {
      places.keySet().removeAll(more.keySet());
    }
  }

  /// Where a variable was written, or null where that is not known.
  public @Nullable Source place(String name) {
    return places.get(name);
  }
}
