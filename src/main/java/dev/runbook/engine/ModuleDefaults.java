package dev.runbook.engine;

import dev.runbook.playbook.ModuleGroups;
import dev.runbook.playbook.Task;
import dev.runbook.template.Templar;
import dev.runbook.vars.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code module_defaults}: those of groups, then the module's own; what stands further inside takes
 * the place of all that is said of the same group or module outside.
 */
record ModuleDefaults(PlayRun play, Task task, Context where) {

  void addTo(Map<String, @Nullable Object> all, Templar templar) {
    var groups = new LinkedHashMap<String, Map<?, ?>>();
    Map<?, ?> own = Map.of();
    for (var keywords : where.all("module_defaults")) {
      for (var layer : keywords.list("module_defaults")) {
        if (!(templar.value(layer) instanceof Map<?, ?> byName)) {
          continue;
        }
        for (var entry : byName.entrySet()) {
          var name = String.valueOf(entry.getKey());
          var args = entry.getValue() instanceof Map<?, ?> values ? values : Map.of();
          if (ModuleGroups.isGroup(name)) {
            groups.put(ModuleGroups.name(name), args);
          } else if (task.module().equals(play.run.modules.resolve(name))
              || task.action().equals(name)) {
            own = args;
          }
        }
      }
    }
    groups.forEach((name, args) -> {
      if (ModuleGroups.has(name, task.module())) {
        args.forEach((k, v) -> all.put(String.valueOf(k), v));
      }
    });
    own.forEach((k, v) -> all.put(String.valueOf(k), v));
  }
}
