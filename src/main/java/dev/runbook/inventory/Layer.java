package dev.runbook.inventory;

import dev.runbook.yaml.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Variables from one origin, with the place where each was written.
///
/// @param what the origin in words, such as `group_vars for 'web'`
/// @param values raw values, templates not evaluated
/// @param places where single variables stand; those that are missing stand somewhere in `at`
/// @param at the file, or what else the variables come from
public record Layer(
    String what, Map<String, @Nullable Object> values, Map<String, Source> places, Source at) {

  /// Where a variable of this layer was written.
  public Source of(String name) {
    return places.getOrDefault(name, at);
  }
}
