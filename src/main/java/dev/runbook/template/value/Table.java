package dev.runbook.template.value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Operations by name, each under its short name and, in Ansible, its collection's.
public final class Table {
  private static final List<String> COLLECTIONS =
      List.of(
          "ansible.builtin.",
          "ansible.legacy.",
          "community.general.",
          "ansible.utils.",
          "ansible.netcommon.",
          "ansible.posix.");

  private final Map<String, Operation> all = new HashMap<>();

  /// Adds an operation.
  ///
  /// @param names one or more, with spaces between them
  /// @param parameters as [Operation] wants them
  public Table add(String names, String parameters, Operation.Body body) {
    for (var name : names.split(" ", -1)) {
      all.put(name, Operation.of(name, parameters, body));
    }
    return this;
  }

  /// Adds an operation that sees undefined values.
  public Table lenient(String names, String parameters, Operation.Body body) {
    for (var name : names.split(" ", -1)) {
      all.put(name, Operation.lenient(name, parameters, body));
    }
    return this;
  }

  public @Nullable Operation find(String name) {
    var found = all.get(name);
    if (found == null && name.indexOf('.') > 0) {
      for (var collection : COLLECTIONS) {
        if (name.startsWith(collection)) {
          return all.get(name.substring(collection.length()));
        }
      }
    }
    return found;
  }

  public Set<String> names() {
    return all.keySet();
  }
}
