package dev.runbook.template.value;

import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Where a value went wrong that was used elsewhere.
///
/// @param at the place of the cause, found out when somebody asks
/// @param through the variables that led there with their places, the innermost first
public record Trail(Supplier<Source> at, List<String> through) {

  public Trail through(String name, Source place) {
    var longer = new ArrayList<>(through);
    longer.add(name + " (" + place + ")");
    return new Trail(at, longer);
  }
}
