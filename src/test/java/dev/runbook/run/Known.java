package dev.runbook.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The playbooks of {@code differential/} that runbook tells otherwise than Ansible, each with what
 * differs. On purpose: {@code docs/differences.md} says why. The others are to be mended; a test
 * that finds one of them still different is skipped with these words.
 */
final class Known {
  private Known() {}

  /** Chosen, and held to be better. */
  private static final Map<String, String> ON_PURPOSE =
      Map.ofEntries(
          Map.entry("async", "2.19's true and false for started and finished"),
          Map.entry("become", "become's own words in place of MODULE FAILURE"),
          Map.entry("check_mode", "results of check mode say as much as those of a run"),
          Map.entry("check_task", "results of check mode say as much as those of a run"),
          Map.entry("errors_arguments", "debug's msg beside var in the words of 2.19"),
          Map.entry("errors_undefined", "messages of templates name their place"),
          Map.entry("handlers_missing", "the recap is shown although the run breaks off"),
          Map.entry("include_role", "the message of a role that is missing names the place"),
          Map.entry("include_tasks", "the message of a file that is missing names the place"),
          Map.entry("include_vars", "a file of another extension is passed over, as by 2.19"),
          Map.entry("known_git", "fewer values beside the message of a failure"),
          Map.entry("loops_loop", "messages of templates name their place"),
          Map.entry("task_timeout", "the message says how long the limit was"),
          Map.entry("template_module", "messages of templates name their place"),
          Map.entry("unarchive", "no output of a program that was not run on the host"),
          Map.entry("unreachable", "one message for every way not to reach a host"),
          Map.entry("vars_files", "the recap is shown although the run breaks off"),
          Map.entry("yaml_forms", "a date is text, as JSON has none"));

  /** Not yet as it should be. */
  private static final Map<String, String> PENDING =
      Map.ofEntries(
          Map.entry("delegation", "delegate_to a host outside the inventory with own variables"),
          Map.entry("get_url", "get_url and uri"),
          Map.entry("misc_modules", "the fully qualified name"),
          Map.entry("vault", "vault_encrypted"));

  /** What differs in this playbook, or null when nothing may. */
  static @Nullable String difference(String name) {
    return ON_PURPOSE.getOrDefault(name, PENDING.get(name));
  }
}
