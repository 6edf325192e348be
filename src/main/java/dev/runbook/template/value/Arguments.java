package dev.runbook.template.value;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a call was given, not yet matched with what it wants.
///
/// @param positional in order
/// @param named by keyword
public record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  public boolean isEmpty() {
    return positional.isEmpty() && named.isEmpty();
  }
}
