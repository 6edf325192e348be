package dev.runbook.playbook;

import java.util.Set;
import java.util.TreeSet;

/**
 * The keywords of the language and where each may stand, from Ansible's {@code playbook/} classes.
 */
final class Words {
  private static final Set<String> BASE =
      Set.of(
          "name",
          "connection",
          "port",
          "remote_user",
          "vars",
          "module_defaults",
          "environment",
          "no_log",
          "run_once",
          "ignore_errors",
          "ignore_unreachable",
          "check_mode",
          "diff",
          "any_errors_fatal",
          "throttle",
          "timeout",
          "debugger",
          "become",
          "become_method",
          "become_user",
          "become_flags",
          "become_exe",
          "tags",
          "collections");

  static final Set<String> PLAY =
      with(
          BASE,
          "hosts",
          "gather_facts",
          "gather_subset",
          "gather_timeout",
          "fact_path",
          "vars_files",
          "vars_prompt",
          "roles",
          "pre_tasks",
          "tasks",
          "post_tasks",
          "handlers",
          "serial",
          "max_fail_percentage",
          "force_handlers",
          "strategy",
          "order");

  static final Set<String> ROLE = with(BASE, "when", "delegate_to", "delegate_facts");

  static final Set<String> BLOCK =
      with(BASE, "when", "block", "rescue", "always", "delegate_to", "delegate_facts", "notify");

  static final Set<String> TASK =
      with(
          BASE,
          "when",
          "action",
          "args",
          "async",
          "poll",
          "delegate_to",
          "delegate_facts",
          "register",
          "notify",
          "changed_when",
          "failed_when",
          "until",
          "retries",
          "delay",
          "loop",
          "loop_control",
          "local_action",
          "listen");

  /** Words of Ansible 1.x that are still accepted, with one warning each. */
  static final Set<String> LEGACY =
      Set.of(
          "sudo",
          "sudo_user",
          "sudo_pass",
          "su",
          "su_user",
          "su_pass",
          "transport",
          "always_run",
          "static",
          "accelerate",
          "accelerate_port",
          "accelerate_ipv6",
          "become_pass",
          "first_available_file");

  /**
   * Is it a word of Ansible 1.x, where the keywords are {@code allowed}? {@code user} was a play's
   * {@code remote_user}; in a task it is the module.
   */
  static boolean isLegacy(String word, Set<String> allowed) {
    return LEGACY.contains(word) || (word.equals("user") && allowed.equals(PLAY));
  }

  private Words() {}

  private static Set<String> with(Set<String> base, String... more) {
    var all = new TreeSet<>(base);
    all.addAll(Set.of(more));
    return all;
  }
}
