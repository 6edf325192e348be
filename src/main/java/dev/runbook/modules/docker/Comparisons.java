package dev.runbook.modules.docker;

import dev.runbook.module.ModuleFailure;
import dev.runbook.modules.docker.Kind.Mode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How each option of a container is compared: Ansible's way, unless `comparisons` says otherwise.
final class Comparisons {
  private static final Map<String, String> ALIASES =
      Map.of(
          "exposed",
          "exposed_ports",
          "expose",
          "exposed_ports",
          "ports",
          "published_ports",
          "log_opt",
          "log_options");

  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<String, Mode> modes = new HashMap<>();

  /// @param given the task's `comparisons`, or null
  /// @param networks whether the task names networks: only then does `*` mean them too
  Comparisons(@Nullable Map<String, ?> given, boolean networks) throws ModuleFailure {
    Setting.ALL.forEach(s -> kinds.put(s.option(), s.kind()));
    kinds.putAll(
        Map.of(
            "image",
            Kind.VALUE,
            "platform",
            Kind.VALUE,
            "detach",
            Kind.VALUE,
            "interactive",
            Kind.VALUE,
            "log_driver",
            Kind.VALUE,
            "log_options",
            Kind.MAP,
            "restart_policy",
            Kind.VALUE,
            "restart_retries",
            Kind.VALUE,
            "exposed_ports",
            Kind.SET,
            "networks",
            Kind.SET_OF_MAPS));
    kinds.putAll(Map.of("mounts", Kind.SET_OF_MAPS, "volumes", Kind.SET));
    kinds.forEach((option, kind) -> modes.put(option, kind.usual()));
    modes.put("stop_timeout", Mode.IGNORE);
    if (given == null) {
      return;
    }
    if (given.get("*") != null) {
      var mode = String.valueOf(given.get("*"));
      if (!mode.equals("strict") && !mode.equals("ignore")) {
        throw new ModuleFailure(
            "The wildcard can only be used with comparison modes 'strict' and 'ignore'!");
      }
      for (var option : kinds.keySet()) {
        if (networks || !option.equals("networks")) {
          modes.put(option, mode.equals("strict") ? Mode.STRICT : Mode.IGNORE);
        }
      }
    }
    for (var entry : given.entrySet()) {
      if (!entry.getKey().equals("*")) {
        set(entry.getKey(), String.valueOf(entry.getValue()));
      }
    }
  }

  private void set(String key, String mode) throws ModuleFailure {
    var option = ALIASES.getOrDefault(key, key);
    var kind = kinds.get(option);
    if (kind == null) {
      throw new ModuleFailure("Unknown module option '" + key + "' in comparisons dict!");
    }
    switch (mode) {
      case "strict" -> modes.put(option, Mode.STRICT);
      case "ignore" -> modes.put(option, Mode.IGNORE);
      case "allow_more_present" -> {
        if (kind == Kind.VALUE) {
          throw new ModuleFailure(
              "Option '"
                  + key
                  + "' is a value and not a set/list/dict, so its comparison cannot be "
                  + mode);
        }
        modes.put(option, Mode.ALLOW_MORE_PRESENT);
      }
      default -> throw new ModuleFailure("Unknown comparison mode '" + mode + "'!");
    }
  }

  void put(String option, Mode mode) {
    modes.put(option, mode);
  }

  Mode of(String option) {
    return modes.getOrDefault(option, Mode.STRICT);
  }
}
