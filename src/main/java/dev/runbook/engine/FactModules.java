package dev.runbook.engine;

import dev.runbook.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The modules that {@code gather_facts} runs, by Ansible's setting {@code facts_modules}: one after
 * the other, as they share the host's connection, also where {@code parallel} is said. What they
 * find is merged.
 */
final class FactModules {
  private static final Set<String> SETUP =
      Set.of("setup", "ansible.builtin.setup", "ansible.legacy.setup");

  /** Arguments that only {@code setup} takes, and what a warning calls them. */
  private static final Map<String, String> OF_SETUP =
      Map.of("gather_subset", "subset", "gather_timeout", "timeout", "filter", "filter");

  private final List<String> names;

  private FactModules(List<String> names) {
    this.names = names;
  }

  /**
   * @param setting the value of the variable or of the setting: a list, or names between commas
   */
  static FactModules of(Object setting) {
    var names = new ArrayList<String>();
    for (var name :
        setting instanceof List<?> list
            ? list
            : Arrays.asList(String.valueOf(setting).split(",", -1))) {
      names.add(String.valueOf(name).strip());
    }
    if (names.remove("smart") && names.stream().noneMatch(SETUP::contains)) {
      names.add("ansible.legacy.setup");
    }
    return new FactModules(names);
  }

  /** The first name that is no module's, or null. */
  @Nullable String unknown(Predicate<String> isModule) {
    return names.stream().filter(name -> !isModule.test(name)).findFirst().orElse(null);
  }

  /** Whether there is nothing but {@code setup}, which is what {@code gather_facts} means else. */
  boolean isSetup() {
    return names.size() == 1 && SETUP.contains(names.getFirst());
  }

  /**
   * Runs them.
   *
   * @param run runs a module, by the name as written, with arguments
   */
  Outcome gather(
      Map<String, @Nullable Object> arguments,
      BiFunction<String, Map<String, @Nullable Object>, Outcome> run,
      Consumer<String> warn) {
    var facts = new LinkedHashMap<Object, @Nullable Object>();
    var warnings = new ArrayList<@Nullable Object>();
    var failed = new LinkedHashMap<String, Object>();
    var skipped = new LinkedHashMap<String, Object>();
    for (var name : names) {
      var outcome = run.apply(name, argumentsOf(name, arguments, warn));
      if (outcome.status() == Event.Status.UNREACHABLE) {
        return outcome;
      }
      if (outcome.bad()) {
        failed.put(name, outcome.result());
      } else if (outcome.status() == Event.Status.SKIPPED) {
        skipped.put(name, outcome.result());
      } else {
        if (outcome.result().get("ansible_facts") instanceof Map<?, ?> found) {
          merge(facts, found);
        }
        if (outcome.result().get("warnings") instanceof List<?> told) {
          warnings.addAll(told);
        }
      }
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("ansible_facts", facts);
    if (!warnings.isEmpty()) {
      result.put("warnings", warnings);
    }
    if (!skipped.isEmpty()) {
      result.put("msg", "The following modules were skipped: " + names(skipped) + ".");
      result.put("skipped_modules", skipped);
    }
    if (!failed.isEmpty()) {
      result.put("failed", true);
      result.put("msg", "The following modules failed to execute: " + names(failed) + ".");
      result.put("failed_modules", failed);
      return Outcome.of(Event.Status.FAILED, result);
    }
    if (skipped.size() == names.size()) {
      result.put("skipped", true);
      return Outcome.of(Event.Status.SKIPPED, result);
    }
    return Outcome.of(Event.Status.OK, result);
  }

  private static String names(Map<String, ?> modules) {
    return String.join(", ", modules.keySet());
  }

  private static Map<String, @Nullable Object> argumentsOf(
      String name, Map<String, @Nullable Object> arguments, Consumer<String> warn) {
    var own = new LinkedHashMap<>(arguments);
    own.remove("parallel");
    if (!SETUP.contains(name)) {
      for (var argument : List.of("gather_subset", "gather_timeout", "filter")) {
        var value = own.remove(argument);
        var isAll =
            argument.equals("gather_subset")
                && (List.of("all").equals(value) || "all".equals(value));
        if (value != null && !isAll) {
          warn.accept("Not passing %s(%s) to %s".formatted(OF_SETUP.get(argument), value, name));
        }
      }
    }
    own.values().removeIf(value -> value == null);
    return own;
  }

  /** Puts facts on top of others: mappings are merged, lists grow by what is new to them. */
  private static void merge(Map<Object, @Nullable Object> facts, Map<?, ?> more) {
    more.forEach((name, value) -> {
      var old = facts.get(name);
      if (old instanceof Map<?, ?> before && value instanceof Map<?, ?> after) {
        var both = new LinkedHashMap<Object, @Nullable Object>(before);
        merge(both, after);
        facts.put(name, both);
      } else if (old instanceof List<?> before && value instanceof List<?> after) {
        var both = new ArrayList<@Nullable Object>(before);
        both.removeAll(after);
        both.addAll(after);
        facts.put(name, both);
      } else {
        facts.put(name, value);
      }
    });
  }
}
