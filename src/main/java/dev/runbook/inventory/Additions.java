package dev.runbook.inventory;

import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/// What a source of hosts may say about the inventory.
public interface Additions {

  /// Makes a group known.
  ///
  /// @return its name, which may have been made fit for use as a variable
  String group(String name);

  /// Puts one known group into another.
  void child(String group, String child);

  /// Makes a host known and puts it into a known group.
  void host(String name, @Nullable String group);

  /// Sets a variable of a known group or host; raw values.
  void variable(String entity, String name, @Nullable Object value, Source at);
}
