package dev.runbook.engine;

import dev.runbook.playbook.Keywords;
import dev.runbook.template.Placed;
import dev.runbook.template.Template;
import dev.runbook.template.Templates;
import dev.runbook.yaml.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warns of variables that are called as a keyword or as a function of templates is. */
final class Reserved {
  private final Run run;

  Reserved(Run run) {
    this.run = run;
  }

  void check(Map<String, ? extends @Nullable Object> variables) {
    for (var name : variables.keySet()) {
      check(name, place(variables, name));
    }
  }

  void check(String name, @Nullable Source at) {
    if (Keywords.isReserved(name) || Templates.isReserved(name)) {
      run.warn(at, "Found variable using reserved name: " + name);
    }
  }

  private static @Nullable Source place(
      Map<String, ? extends @Nullable Object> variables, String name) {
    if (variables instanceof Placed placed && placed.place(name) != null) {
      return placed.place(name);
    }
    return variables.get(name) instanceof Template template ? template.at() : null;
  }
}
