package dev.runbook.inventory;

import dev.runbook.yaml.Node;
import java.nio.file.Path;
import java.util.Set;

/// Makes hosts of a YAML file whose key `plugin` names it.
public interface InventoryPlugin {

  /// The values of `plugin` that mean this one, such as `sandbox` and `runbook.sandbox`.
  Set<String> names();

  /// Reads the whole file and says what follows of it.
  ///
  /// @param known what earlier sources said
  ///
  /// @throws dev.runbook.yaml.ParseError when the file is wrong or its hosts cannot be had
  void parse(Node.Mapping configuration, Path file, Additions inventory, Known known);
}
