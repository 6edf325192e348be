package dev.runbook.template.lookups;

import dev.runbook.template.Surroundings;
import dev.runbook.template.value.Ini;
import dev.runbook.template.value.Paths;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of Ansible's configuration that playbooks ask for: environment, then `ansible.cfg`,
/// then Ansible's default.
final class Settings {
  private static final Map<String, Setting> ALL = new HashMap<>();

  enum Type {
    TEXT,
    WHOLE,
    TRUTH,
    PATH,
    PATHS,
    LIST
  }

  /// @param origin for people: `default`, `env: NAME`, `var: NAME` or a file
  record Found(@Nullable Object value, String origin) {}

  record Setting(String environment, String section, String key, Type type, String byDefault) {
    Found found(Surroundings surroundings) {
      var variables = surroundings.environment();
      var text = variables.get(environment);
      if (text != null) {
        return new Found(typed(text, variables), "env: " + environment);
      }
      var file = configFile(surroundings);
      text = file == null ? null : fromFile(file);
      return text == null
          ? new Found(typed(byDefault, variables), "default")
          : new Found(typed(text, variables), String.valueOf(file));
    }

    private @Nullable String fromFile(Path file) {
      var section = Ini.parse(Files.text(file, "utf-8"), false, false, true).get(section());
      return section == null ? null : section.get(key);
    }

    @Nullable Object typed(String text, Map<String, String> environment) {
      return switch (type) {
        case TEXT -> text.equals("~none") ? null : text;
        case WHOLE ->
            text.matches("-?\\d{1,18}")
                ? (Object) Long.valueOf(text)
                : text.equals("~none") ? null : text;
        case TRUTH ->
            List.of("yes", "true", "on", "1", "y", "t").contains(text.toLowerCase(Locale.ROOT));
        case PATH -> text.equals("~none") ? null : Paths.expandUser(text, environment);
        case PATHS ->
            List.of(text.split(":", -1)).stream()
                .map(path -> Paths.expandUser(path, environment))
                .toList();
        case LIST ->
            text.isBlank()
                ? List.of()
                : List.of(text.split(",", -1)).stream().map(String::strip).toList();
      };
    }
  }

  private Settings() {}

  private static @Nullable Path configFile(Surroundings surroundings) {
    var named = surroundings.environment().get("ANSIBLE_CONFIG");
    var candidates =
        List.of(
            named == null ? "" : named,
            surroundings.workingDirectory() + "/ansible.cfg",
            "~/.ansible.cfg",
            "/etc/ansible/ansible.cfg");
    for (var candidate : candidates) {
      if (!candidate.isEmpty()) {
        var path = Path.of(Paths.expandUser(candidate, surroundings.environment()));
        if (java.nio.file.Files.isRegularFile(path)) {
          return path;
        }
      }
    }
    return null;
  }

  static @Nullable Setting find(String name) {
    return ALL.get(name);
  }

  private static void add(
      String name, String environment, String section, String key, Type type, String byDefault) {
    ALL.put(name, new Setting(environment, section, key, type, byDefault));
  }

  private static void main(String name, String key, Type type, String byDefault) {
    add(name, "ANSIBLE_" + key.toUpperCase(Locale.ROOT), "defaults", key, type, byDefault);
  }

  private static void color(String name, String byDefault) {
    add(
        "COLOR_" + name,
        "ANSIBLE_COLOR_" + name,
        "colors",
        name.toLowerCase(Locale.ROOT),
        Type.TEXT,
        byDefault);
  }

  static {
    add(
        "ANSIBLE_COW_ACCEPTLIST",
        "ANSIBLE_COW_ACCEPTLIST",
        "defaults",
        "cowsay_enabled_stencils",
        Type.LIST,
        "bud-frogs,bunny,cheese,daemon,default,dragon,elephant-in-snake,elephant,eyes,hellokitty,"
            + "kitty,luke-koala,meow,milk,moofasa,moose,ren,sheep,small,stegosaurus,stimpy,"
            + "supermilker,three-eyes,turkey,turtle,tux,udder,vader-koala,vader,www");
    main("DEFAULT_FORKS", "forks", Type.WHOLE, "5");
    main("DEFAULT_TIMEOUT", "timeout", Type.WHOLE, "10");
    main("DEFAULT_REMOTE_USER", "remote_user", Type.TEXT, "~none");
    main(
        "DEFAULT_ROLES_PATH",
        "roles_path",
        Type.PATHS,
        "~/.ansible/roles:/usr/share/ansible/roles:/etc/ansible/roles");
    main(
        "COLLECTIONS_PATHS",
        "collections_path",
        Type.PATHS,
        "~/.ansible/collections:/usr/share/ansible/collections");
    main(
        "DEFAULT_MODULE_PATH",
        "library",
        Type.PATHS,
        "~/.ansible/plugins/modules:/usr/share/ansible/plugins/modules");
    main("DEFAULT_HASH_BEHAVIOUR", "hash_behaviour", Type.TEXT, "replace");
    main("FACTS_MODULES", "facts_modules", Type.LIST, "smart");
    main("DEFAULT_GATHERING", "gathering", Type.TEXT, "implicit");
    main("DEFAULT_STRATEGY", "strategy", Type.TEXT, "linear");
    main("DEFAULT_TRANSPORT", "transport", Type.TEXT, "smart");
    main("DEFAULT_PRIVATE_KEY_FILE", "private_key_file", Type.PATH, "~none");
    main("DEFAULT_LOG_PATH", "log_path", Type.PATH, "~none");
    main("DEFAULT_LOCAL_TMP", "local_tmp", Type.PATH, "~/.ansible/tmp");
    main("DEFAULT_EXECUTABLE", "executable", Type.TEXT, "/bin/sh");
    main("DEFAULT_POLL_INTERVAL", "poll_interval", Type.WHOLE, "15");
    main("DEFAULT_JINJA2_NATIVE", "jinja2_native", Type.TRUTH, "false");
    main("DEFAULT_MANAGED_STR", "ansible_managed", Type.TEXT, "Ansible managed");
    main("DEFAULT_VAULT_PASSWORD_FILE", "vault_password_file", Type.PATH, "~none");
    main("DEFAULT_VAULT_IDENTITY_LIST", "vault_identity_list", Type.LIST, "");
    main("DEFAULT_NO_LOG", "no_log", Type.TRUTH, "false");
    main("DEFAULT_STDOUT_CALLBACK", "stdout_callback", Type.TEXT, "default");
    main("DEFAULT_FORCE_HANDLERS", "force_handlers", Type.TRUTH, "false");
    main("HOST_KEY_CHECKING", "host_key_checking", Type.TRUTH, "true");
    main("RETRY_FILES_ENABLED", "retry_files_enabled", Type.TRUTH, "false");
    main("RETRY_FILES_SAVE_PATH", "retry_files_save_path", Type.PATH, "~none");
    main("INVENTORY_ENABLED", "enable_plugins", Type.LIST, "host_list,script,auto,yaml,ini,toml");
    main("INJECT_FACTS_AS_VARS", "inject_facts_as_vars", Type.TRUTH, "true");
    main("ANY_ERRORS_FATAL", "any_errors_fatal", Type.TRUTH, "false");
    main("CACHE_PLUGIN", "fact_caching", Type.TEXT, "memory");
    main("CACHE_PLUGIN_TIMEOUT", "fact_caching_timeout", Type.WHOLE, "86400");
    main("MAX_FILE_SIZE_FOR_DIFF", "max_diff_size", Type.WHOLE, "104448");
    main("TASK_TIMEOUT", "task_timeout", Type.WHOLE, "0");
    add(
        "DEFAULT_HOST_LIST",
        "ANSIBLE_INVENTORY",
        "defaults",
        "inventory",
        Type.PATHS,
        "/etc/ansible/hosts");
    add("DEFAULT_BECOME", "ANSIBLE_BECOME", "privilege_escalation", "become", Type.TRUTH, "false");
    add(
        "DEFAULT_BECOME_METHOD",
        "ANSIBLE_BECOME_METHOD",
        "privilege_escalation",
        "become_method",
        Type.TEXT,
        "sudo");
    add(
        "DEFAULT_BECOME_USER",
        "ANSIBLE_BECOME_USER",
        "privilege_escalation",
        "become_user",
        Type.TEXT,
        "root");
    add("DIFF_ALWAYS", "ANSIBLE_DIFF_ALWAYS", "diff", "always", Type.TRUTH, "false");
    add("DIFF_CONTEXT", "ANSIBLE_DIFF_CONTEXT", "diff", "context", Type.WHOLE, "3");
    add(
        "ANSIBLE_PIPELINING",
        "ANSIBLE_PIPELINING",
        "connection",
        "pipelining",
        Type.TRUTH,
        "false");
    add("ANSIBLE_NOCOLOR", "ANSIBLE_NOCOLOR", "defaults", "nocolor", Type.TRUTH, "false");
    add(
        "ANSIBLE_FORCE_COLOR",
        "ANSIBLE_FORCE_COLOR",
        "defaults",
        "force_color",
        Type.TRUTH,
        "false");
    color("CHANGED", "yellow");
    color("OK", "green");
    color("ERROR", "red");
    color("SKIP", "cyan");
    color("UNREACHABLE", "bright red");
    color("WARN", "bright purple");
    color("DEBUG", "dark gray");
    color("DEPRECATE", "purple");
    color("DIFF_ADD", "green");
    color("DIFF_LINES", "cyan");
    color("DIFF_REMOVE", "red");
    color("HIGHLIGHT", "white");
    color("VERBOSE", "blue");
  }
}
