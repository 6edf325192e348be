package dev.runbook.inventory;

import dev.runbook.template.Placed;
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

  /// Variables that know their own places, or have none.
  public Layer(String what, Map<String, @Nullable Object> values) {
    this(what, values, Map.of(), Source.NONE);
  }

  /// Where a variable of this layer was written.
  public Source of(String name) {
    var place = values instanceof Placed placed ? placed.place(name) : places.get(name);
    return place == null ? at : place;
  }
}
