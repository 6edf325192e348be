package dev.runbook.template.lookups;

import dev.runbook.template.value.Context;
import dev.runbook.template.value.Undefined;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of plugins that playbooks ask for: variables of the host, then as other settings.
final class PluginSettings {
  private static final Map<String, Option> ALL = new HashMap<>();

  /// @param variables names, the last one that is set counts
  record Option(List<String> variables, Settings.Setting setting) {
    Settings.Found found(Context context, @Nullable Path file) {
      for (var name : variables.reversed()) {
        var value = context.variable(name);
        if (value != null && !(value instanceof Undefined)) {
          var typed =
              value instanceof String text
                  ? setting.typed(text, context.surroundings().environment())
                  : value;
          return new Settings.Found(typed, "var: " + name);
        }
      }
      return setting.found(context.surroundings().environment(), file);
    }
  }

  private PluginSettings() {}

  /// @param type `connection`, `shell` or `become`
  static @Nullable Option find(String type, String plugin, String option) {
    var name = plugin.substring(plugin.lastIndexOf('.') + 1);
    return ALL.get(type + " " + name + " " + option);
  }

  private static void add(
      String option,
      String variables,
      String environment,
      String section,
      String key,
      Settings.Type type,
      String byDefault) {
    ALL.put(
        option,
        new Option(
            List.of(variables.split(" ")),
            new Settings.Setting(environment, section, key, type, byDefault)));
  }

  private static void ssh(String option, String more, Settings.Type type, String byDefault) {
    add(
        "connection ssh " + option,
        more.isEmpty() ? "ansible_" + option : more,
        "ANSIBLE_" + option.toUpperCase(java.util.Locale.ROOT),
        "ssh_connection",
        option.equals("ssh_transfer_method") ? "transfer_method" : option,
        type,
        byDefault);
  }

  private static void become(String method, String flags) {
    for (var option : List.of("user", "exe", "flags", "pass")) {
      add(
          "become " + method + " become_" + option,
          "ansible_become_" + option + " ansible_" + method + "_" + option,
          "ANSIBLE_BECOME_" + option.toUpperCase(java.util.Locale.ROOT),
          "privilege_escalation",
          "become_" + option,
          Settings.Type.TEXT,
          switch (option) {
            case "user" -> "root";
            case "exe" -> method;
            case "flags" -> flags;
            default -> "~none";
          });
    }
  }

  static {
    var text = Settings.Type.TEXT;
    ssh("ssh_args", "", text, "-C -o ControlMaster=auto -o ControlPersist=60s");
    ssh("ssh_common_args", "", text, "");
    ssh("ssh_extra_args", "", text, "");
    ssh("scp_extra_args", "", text, "");
    ssh("sftp_extra_args", "", text, "");
    ssh("ssh_executable", "", text, "ssh");
    ssh("ssh_transfer_method", "", text, "smart");
    ssh("pipelining", "ansible_pipelining ansible_ssh_pipelining", Settings.Type.TRUTH, "false");
    add(
        "connection ssh reconnection_retries",
        "ansible_ssh_retries",
        "ANSIBLE_SSH_RETRIES",
        "ssh_connection",
        "retries",
        Settings.Type.WHOLE,
        "0");
    for (var connection : List.of("ssh", "paramiko_ssh")) {
      var of = "connection " + connection + " ";
      add(
          of + "host_key_checking",
          "ansible_host_key_checking ansible_ssh_host_key_checking",
          "ANSIBLE_HOST_KEY_CHECKING",
          "defaults",
          "host_key_checking",
          Settings.Type.TRUTH,
          "true");
      add(
          of + "host",
          "inventory_hostname ansible_host ansible_ssh_host",
          "",
          "",
          "",
          text,
          "~none");
      add(
          of + "remote_user",
          "ansible_user ansible_ssh_user",
          "ANSIBLE_REMOTE_USER",
          "defaults",
          "remote_user",
          text,
          "~none");
      add(
          of + "port",
          "ansible_port ansible_ssh_port",
          "ANSIBLE_REMOTE_PORT",
          "defaults",
          "remote_port",
          Settings.Type.WHOLE,
          "~none");
      add(
          of + "private_key_file",
          "ansible_private_key_file ansible_ssh_private_key_file",
          "ANSIBLE_PRIVATE_KEY_FILE",
          "defaults",
          "private_key_file",
          Settings.Type.PATH,
          "~none");
      add(
          of + "timeout",
          "ansible_timeout ansible_ssh_timeout",
          "ANSIBLE_TIMEOUT",
          "defaults",
          "timeout",
          Settings.Type.WHOLE,
          "10");
    }
    add(
        "connection local pipelining",
        "ansible_pipelining",
        "ANSIBLE_PIPELINING",
        "connection",
        "pipelining",
        Settings.Type.TRUTH,
        "false");
    add(
        "shell sh remote_tmp",
        "ansible_remote_tmp",
        "ANSIBLE_REMOTE_TEMP",
        "defaults",
        "remote_tmp",
        text,
        "~/.ansible/tmp");
    add(
        "shell sh async_dir",
        "ansible_async_dir",
        "ANSIBLE_ASYNC_DIR",
        "defaults",
        "async_dir",
        text,
        "~/.ansible_async");
    become("sudo", "-H -S -n");
    become("su", "");
  }
}
