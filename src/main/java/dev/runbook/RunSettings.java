package dev.runbook;

import dev.runbook.config.Config;
import dev.runbook.engine.Asker;
import dev.runbook.engine.FactCache;
import dev.runbook.engine.RunOptions;
import dev.runbook.module.Target;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.RoleUse;
import dev.runbook.template.Placed;
import dev.runbook.vars.Scope;
import dev.runbook.vault.PasswordSources;
import dev.runbook.vault.VaultSecrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    if (files.isEmpty() && config.vaultPasswordFile() != null) {
      files.add(String.valueOf(config.vaultPasswordFile()));
    }
    var ids = new ArrayList<>(config.vaultIdentityList());
    ids.addAll(request.vaultIds);
    var ask =
        request.askVaultPassword || config.askVaultPass()
            ? PasswordSources.Wanted.Ask.ALWAYS
            : PasswordSources.Wanted.Ask.NEVER;
    if (files.isEmpty() && ids.isEmpty() && ask == PasswordSources.Wanted.Ask.NEVER) {
      return VaultSecrets.none();
    }
    return new PasswordSources(workingDirectory, text -> asker.ask(text, Asker.Echo.OFF), warn)
        .load(
            new PasswordSources.Wanted(ids, files, ask),
            PasswordSources.Purpose.OPEN,
            VaultSecrets.IdMatch.ANY);
  }

  RunOptions options(Placed extraVars) {
    var modes = new LinkedHashSet<Target.Mode>();
    if (request.check) {
      modes.add(Target.Mode.CHECK);
    }
    if (request.diff || config.diffAlways()) {
      modes.add(Target.Mode.DIFF);
    }
    var ssh = new ArrayList<String>();
    for (var words : List.of(config.sshArgs(), config.sshCommonArgs(), config.sshExtraArgs())) {
      if (!words.isBlank()) {
        ssh.addAll(List.of(words.strip().split("\\s+")));
      }
    }
    ssh.addAll(request.sshArguments);
    var timeout = request.timeout == null ? Duration.ofSeconds(config.timeout()) : request.timeout;
    return new RunOptions(
        request.forks == null ? config.forks() : request.forks,
        modes,
        request.tags.isEmpty() ? new LinkedHashSet<>(config.tagsRun()) : request.tags,
        request.skipTags.isEmpty() ? new LinkedHashSet<>(config.tagsSkip()) : request.skipTags,
        extraVars,
        new Keywords(defaults(), Map.of(), Map.of()),
        request.becomePassword,
        request.connectionPassword,
        request.keyFile == null ? config.privateKeyFile() : request.keyFile,
        timeout,
        taskTimeout(),
        config.hostKeyChecking(),
        ssh,
        config.gathering(),
        request.forceHandlers || config.forceHandlers(),
        config.flag("ERROR_ON_MISSING_HANDLER"),
        request.steps,
        config.flag("ENABLE_TASK_DEBUGGER"),
        config.mergesHashes() ? Scope.Hashes.MERGE : Scope.Hashes.REPLACE,
        config.flag("DEFAULT_PRIVATE_ROLE_VARS") ? RoleUse.Export.PRIVATE : RoleUse.Export.PUBLIC,
        config.file(),
        factCache(),
        request.limit,
        request.startAt,
        request.verbosity,
        Duration.ofSeconds(config.pollInterval()),
        workingDirectory,
        environment);
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
    return config.taskTimeout() == 0 ? null : Duration.ofSeconds(config.taskTimeout());
  }

  private Map<String, @Nullable Object> defaults() {
    var all = new LinkedHashMap<String, @Nullable Object>();
    put(all, "remote_user", config.remoteUser());
    var port = config.remotePort();
    put(all, "port", port == null ? null : port.longValue());
    if (config.become()) {
      all.put("become", true);
    }
    put(all, "become_method", config.becomeMethod());
    put(all, "become_user", config.becomeUser());
    put(all, "become_flags", config.becomeFlags());
    put(all, "become_exe", config.becomeExe());
    if (!config.transport().equals("smart")) {
      put(all, "connection", config.transport());
    }
    all.put("strategy", config.strategy());
    if (config.anyErrorsFatal()) {
      all.put("any_errors_fatal", true);
    }
    if (config.noLog()) {
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
