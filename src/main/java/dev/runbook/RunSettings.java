package dev.runbook;

import dev.runbook.config.Config;
import dev.runbook.engine.Asker;
import dev.runbook.engine.FactCache;
import dev.runbook.engine.RunOptions;
import dev.runbook.inventory.InventoryPlugin;
import dev.runbook.inventory.InventorySettings;
import dev.runbook.module.Target;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.RoleUse;
import dev.runbook.template.Placed;
import dev.runbook.template.Written;
import dev.runbook.vars.Scope;
import dev.runbook.vault.PasswordSources;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.DuplicateKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request and {@code ansible.cfg} say together about a run. */
final class RunSettings {
  private final RunRequest request;
  private final Config config;
  private final Path workingDirectory;
  private final Map<String, String> environment;

  RunSettings(
      RunRequest request, Config config, Path workingDirectory, Map<String, String> environment) {
    this.request = request;
    this.config = config;
    this.workingDirectory = workingDirectory;
    this.environment = environment;
  }

  /** The secrets that the request names; someone is asked for those that are typed. */
  VaultSecrets vault(Asker asker, Consumer<String> warn) {
    var files = new ArrayList<>(request.vaultPasswordFiles);
    if (config.text("DEFAULT_VAULT_PASSWORD_FILE") != null) {
      files.add(String.valueOf(config.text("DEFAULT_VAULT_PASSWORD_FILE")));
    }
    var ids = new ArrayList<>(config.list("DEFAULT_VAULT_IDENTITY_LIST"));
    ids.addAll(request.vaultIds);
    var ask =
        request.askVaultPassword || config.flag("DEFAULT_ASK_VAULT_PASS")
            ? PasswordSources.Wanted.Ask.ALWAYS
            : PasswordSources.Wanted.Ask.NEVER;
    if (files.isEmpty() && ids.isEmpty() && ask == PasswordSources.Wanted.Ask.NEVER) {
      return VaultSecrets.none();
    }
    return new PasswordSources(workingDirectory, asker::password, warn)
        .load(
            new PasswordSources.Wanted(ids, files, ask),
            PasswordSources.Purpose.OPEN,
            config.flag("DEFAULT_VAULT_ID_MATCH")
                ? VaultSecrets.IdMatch.EXACT
                : VaultSecrets.IdMatch.ANY);
  }

  /** What a key that stands twice in a mapping is. */
  static DuplicateKeys duplicateKeys(Config config) {
    return DuplicateKeys.valueOf(config.string("DUPLICATE_YAML_DICT_KEY").toUpperCase(Locale.ROOT));
  }

  /** How inventories are read. */
  InventorySettings inventory(
      Written.Vault vault, Consumer<String> warn, List<InventoryPlugin> plugins) {
    return new InventorySettings(
        workingDirectory,
        vault,
        warn,
        plugins,
        duplicateKeys(config),
        config.list("INVENTORY_ENABLED"),
        config.list("INVENTORY_IGNORE_EXTS"),
        config.list("INVENTORY_IGNORE_PATTERNS").stream().map(Pattern::compile).toList(),
        InventorySettings.GroupNames.valueOf(
            String.valueOf(config.text("TRANSFORM_INVALID_GROUP_CHARS")).toUpperCase(Locale.ROOT)),
        switch (String.valueOf(config.text("HOST_PATTERN_MISMATCH"))) {
          case "error" -> InventorySettings.Reaction.FAIL;
          case "ignore" -> InventorySettings.Reaction.IGNORE;
          default -> InventorySettings.Reaction.WARN;
        },
        config.flag("INVENTORY_ANY_UNPARSED_IS_FAILED")
            ? InventorySettings.Reaction.FAIL
            : InventorySettings.Reaction.WARN,
        config.flag("INVENTORY_UNPARSED_IS_FAILED")
            ? InventorySettings.Reaction.FAIL
            : config.flag("INVENTORY_UNPARSED_WARNING")
                ? InventorySettings.Reaction.WARN
                : InventorySettings.Reaction.IGNORE,
        config.list("YAML_FILENAME_EXTENSIONS"),
        config.list("VARIABLE_PRECEDENCE"),
        InventorySettings.When.valueOf(config.string("RUN_VARS_PLUGINS").toUpperCase(Locale.ROOT)),
        hashes() == Scope.Hashes.MERGE ? Scope::merge : (_, above) -> above);
  }

  Scope.Hashes hashes() {
    return config.string("DEFAULT_HASH_BEHAVIOUR").equals("merge")
        ? Scope.Hashes.MERGE
        : Scope.Hashes.REPLACE;
  }

  RunOptions options(Placed extraVars) {
    var modes = new LinkedHashSet<Target.Mode>();
    if (request.check) {
      modes.add(Target.Mode.CHECK);
    }
    if (request.diff || config.flag("DIFF_ALWAYS")) {
      modes.add(Target.Mode.DIFF);
    }
    var ssh =
        new RunOptions.Ssh(
            config.string("ssh.ssh_args"),
            request.sshCommonArgs == null
                ? config.string("ssh.ssh_common_args")
                : request.sshCommonArgs,
            request.sshExtraArgs == null
                ? config.string("ssh.ssh_extra_args")
                : request.sshExtraArgs,
            config.number("ssh.reconnection_retries"));
    var timeout =
        request.timeout == null
            ? Duration.ofSeconds(config.number("ssh.timeout"))
            : request.timeout;
    return new RunOptions(
        request.forks == null ? config.number("DEFAULT_FORKS") : request.forks,
        modes,
        request.tags.isEmpty() ? new LinkedHashSet<>(config.list("TAGS_RUN")) : request.tags,
        request.skipTags.isEmpty()
            ? new LinkedHashSet<>(config.list("TAGS_SKIP"))
            : request.skipTags,
        extraVars,
        new Keywords(defaults(), Map.of(), Map.of()),
        request.becomePassword,
        request.connectionPassword,
        request.keyFile == null ? config.text("DEFAULT_PRIVATE_KEY_FILE") : request.keyFile,
        timeout,
        taskTimeout(),
        config.flag("ssh.host_key_checking"),
        ssh,
        config.string("DEFAULT_GATHERING"),
        config.list("FACTS_MODULES"),
        config.isSet("DEFAULT_JINJA2_NATIVE") && !config.flag("DEFAULT_JINJA2_NATIVE"),
        request.forceHandlers || config.flag("DEFAULT_FORCE_HANDLERS"),
        config.flag("ERROR_ON_MISSING_HANDLER"),
        request.steps,
        config.flag("ENABLE_TASK_DEBUGGER"),
        config.flag("TASK_DEBUGGER_IGNORE_ERRORS"),
        hashes(),
        roleVars(),
        RunOptions.VarsRoot.valueOf(config.string("PLAYBOOK_VARS_ROOT").toUpperCase(Locale.ROOT)),
        config.file(),
        factCache(),
        request.limit,
        request.startAt,
        request.verbosity,
        Duration.ofSeconds(config.number("DEFAULT_POLL_INTERVAL")),
        workingDirectory,
        environment);
  }

  private RoleUse.@Nullable Export roleVars() {
    if (!config.isSet("DEFAULT_PRIVATE_ROLE_VARS")) {
      return null;
    }
    return config.flag("DEFAULT_PRIVATE_ROLE_VARS")
        ? RoleUse.Export.PRIVATE
        : RoleUse.Export.PUBLIC;
  }

  private FactCache.Settings factCache() {
    var place = config.text("CACHE_PLUGIN_CONNECTION");
    return new FactCache.Settings(
        String.valueOf(config.text("CACHE_PLUGIN")),
        place == null ? null : workingDirectory.resolve(place),
        String.valueOf(config.text("CACHE_PLUGIN_PREFIX")),
        Duration.ofSeconds(Long.parseLong(String.valueOf(config.text("CACHE_PLUGIN_TIMEOUT")))),
        request.flushCache ? FactCache.Start.EMPTY : FactCache.Start.AS_IT_IS);
  }

  private @Nullable Duration taskTimeout() {
    if (request.taskTimeout != null) {
      return request.taskTimeout;
    }
    return config.number("TASK_TIMEOUT") == 0
        ? null
        : Duration.ofSeconds(config.number("TASK_TIMEOUT"));
  }

  private Map<String, @Nullable Object> defaults() {
    var all = new LinkedHashMap<String, @Nullable Object>();
    put(all, "remote_user", config.text("DEFAULT_REMOTE_USER"));
    var port = config.optionalNumber("DEFAULT_REMOTE_PORT");
    put(all, "port", port == null ? null : port.longValue());
    if (config.flag("DEFAULT_BECOME")) {
      all.put("become", true);
    }
    put(all, "become_method", config.string("DEFAULT_BECOME_METHOD"));
    put(all, "become_user", config.string("DEFAULT_BECOME_USER"));
    put(all, "become_flags", config.text("DEFAULT_BECOME_FLAGS"));
    put(all, "become_exe", config.text("DEFAULT_BECOME_EXE"));
    if (!config.string("DEFAULT_TRANSPORT").equals("smart")) {
      put(all, "connection", config.string("DEFAULT_TRANSPORT"));
    }
    all.put("strategy", config.string("DEFAULT_STRATEGY"));
    if (config.flag("ANY_ERRORS_FATAL")) {
      all.put("any_errors_fatal", true);
    }
    if (config.flag("DEFAULT_NO_LOG")) {
      all.put("no_log", true);
    }
    all.putAll(request.defaults);
    return all;
  }

  private static void put(Map<String, @Nullable Object> all, String key, @Nullable Object value) {
    if (value != null) {
      all.put(key, value);
    }
  }
}
