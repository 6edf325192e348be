package dev.runbook.config;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The configuration of a run: an environment variable beats `ansible.cfg`, which beats the
/// default. What the command line says beats all of them and is not known here.
public final class Config {
  private final Map<String, Setting> settings;
  private final ValueReader reader;
  private final CfgFile cfg;
  private final @Nullable Path file;
  private final ConcurrentMap<String, Value> values = new ConcurrentHashMap<>();

  /// @param value String, Boolean, Long, Double, list of texts, or null
  /// @param origin for people: `default`, `env: NAME` or a place in the file
  public record Value(@Nullable Object value, Source origin) {}

  private Config(
      Map<String, Setting> settings, ValueReader reader, CfgFile cfg, @Nullable Path file) {
    this.settings = settings;
    this.reader = reader;
    this.cfg = cfg;
    this.file = file;
  }

  /// Finds `ansible.cfg` (`ANSIBLE_CONFIG`, the working directory, the home, `/etc/ansible`: the
  /// first one counts) and reads it together with the environment.
  ///
  /// @throws ParseError where the file is broken or a value does not fit its setting
  public static Config load(
      Map<String, String> environment, Path workingDirectory, Path home, Consumer<String> warn) {
    var file = Search.find(environment, workingDirectory, home, warn);
    var cfg =
        file == null
            ? new CfgFile("", "")
            : new CfgFile(Yaml.read(file, file.toString()), file.toString());
    var settings = Setting.all();
    var reader = new ValueReader(environment, workingDirectory, home, warn);
    var config = new Config(settings, reader, cfg, file);
    // What is not set can wait: most runs ask for a few settings only.
    for (var setting : settings.values()) {
      if (reader.isSet(setting, cfg)) {
        config.of(setting.name());
      }
    }
    return config;
  }

  /// The file that was read, or null.
  public @Nullable Path file() {
    return file;
  }

  /// Messages about keys of the file that mean nothing: worth telling when the user wants details.
  public List<String> unknown() {
    return Search.unknown(settings, cfg);
  }

  /// Everything that can be set.
  public Collection<Setting> settings() {
    return settings.values();
  }

  /// The value of a setting, and where it comes from.
  public Value value(String name) {
    return of(name);
  }

  /// Messages about environment variables that look like settings and mean nothing.
  public List<String> unknownVariables(Map<String, String> environment) {
    var known =
        settings.values().stream()
            .flatMap(s -> s.environment().stream())
            .collect(Collectors.toSet());
    return environment.keySet().stream()
        .filter(n -> n.startsWith("ANSIBLE_") && !n.equals("ANSIBLE_CONFIG") && !known.contains(n))
        .sorted()
        .map(n -> "Found unknown environment variable '" + n + "'.")
        .toList();
  }

  /// All settings by name, with origins.
  public Map<String, Value> values() {
    var all = new LinkedHashMap<String, Value>();
    for (var name : settings.keySet()) {
      all.put(name, of(name));
    }
    return all;
  }

  /// Where the value of a setting comes from.
  public Source origin(String name) {
    return of(name).origin();
  }

  /// The text of a setting, or null where it has none.
  public @Nullable String text(String name) {
    var value = of(name).value();
    return value == null ? null : value.toString();
  }

  public boolean flag(String name) {
    return of(name).value() instanceof Boolean b && b;
  }

  /// A number that has a default.
  public int number(String name) {
    return Math.toIntExact((Long) Objects.requireNonNull(of(name).value(), name));
  }

  /// A number, or null where none was set.
  public @Nullable Integer optionalNumber(String name) {
    return of(name).value() instanceof Long l ? Integer.valueOf(Math.toIntExact(l)) : null;
  }

  public List<String> list(String name) {
    var value = of(name).value();
    return value instanceof List<?> list ? list.stream().map(Object::toString).toList() : List.of();
  }

  private String string(String name) {
    return Objects.requireNonNullElse(text(name), "");
  }

  /// Inventory sources; one with a comma in it is a list of hosts.
  public List<String> inventory() {
    return list("DEFAULT_HOST_LIST");
  }

  public List<String> rolesPath() {
    return list("DEFAULT_ROLES_PATH");
  }

  public List<String> modulePath() {
    return list("DEFAULT_MODULE_PATH");
  }

  public List<String> collectionsPath() {
    return list("COLLECTIONS_PATHS");
  }

  public @Nullable String remoteUser() {
    return text("DEFAULT_REMOTE_USER");
  }

  public @Nullable Integer remotePort() {
    return optionalNumber("DEFAULT_REMOTE_PORT");
  }

  public @Nullable String privateKeyFile() {
    return text("DEFAULT_PRIVATE_KEY_FILE");
  }

  public boolean hostKeyChecking() {
    return flag("ssh.host_key_checking");
  }

  public int forks() {
    return number("DEFAULT_FORKS");
  }

  /// Seconds for a connection to come about.
  public int timeout() {
    return number("ssh.timeout");
  }

  public int sshRetries() {
    return number("ssh.reconnection_retries");
  }

  public String sshArgs() {
    return string("ssh.ssh_args");
  }

  public String sshCommonArgs() {
    return string("ssh.ssh_common_args");
  }

  public String sshExtraArgs() {
    return string("ssh.ssh_extra_args");
  }

  /// The connection, `smart` for SSH.
  public String transport() {
    return string("DEFAULT_TRANSPORT");
  }

  public boolean askPass() {
    return flag("DEFAULT_ASK_PASS");
  }

  public @Nullable String connectionPasswordFile() {
    return text("CONNECTION_PASSWORD_FILE");
  }

  public boolean become() {
    return flag("DEFAULT_BECOME");
  }

  public String becomeMethod() {
    return string("DEFAULT_BECOME_METHOD");
  }

  public String becomeUser() {
    return string("DEFAULT_BECOME_USER");
  }

  public @Nullable String becomeFlags() {
    return text("DEFAULT_BECOME_FLAGS");
  }

  public @Nullable String becomeExe() {
    return text("DEFAULT_BECOME_EXE");
  }

  public boolean becomeAskPass() {
    return flag("DEFAULT_BECOME_ASK_PASS");
  }

  public @Nullable String becomePasswordFile() {
    return text("BECOME_PASSWORD_FILE");
  }

  /// `implicit`, `explicit` or `smart`.
  public String gathering() {
    return string("DEFAULT_GATHERING");
  }

  /// Empty when everything is gathered.
  public List<String> gatherSubset() {
    return list("DEFAULT_GATHER_SUBSET");
  }

  /// Seconds.
  public @Nullable Integer gatherTimeout() {
    return optionalNumber("DEFAULT_GATHER_TIMEOUT");
  }

  public @Nullable String factPath() {
    return text("DEFAULT_FACT_PATH");
  }

  /// Whether facts are variables `ansible_*` of their own.
  public boolean injectFacts() {
    return flag("INJECT_FACTS_AS_VARS");
  }

  public String factCaching() {
    return string("CACHE_PLUGIN");
  }

  public boolean askVaultPass() {
    return flag("DEFAULT_ASK_VAULT_PASS");
  }

  public @Nullable String vaultPasswordFile() {
    return text("DEFAULT_VAULT_PASSWORD_FILE");
  }

  /// `id@source` each.
  public List<String> vaultIdentityList() {
    return list("DEFAULT_VAULT_IDENTITY_LIST");
  }

  public @Nullable String vaultEncryptIdentity() {
    return text("DEFAULT_VAULT_ENCRYPT_IDENTITY");
  }

  /// `hash_behaviour = merge`
  public boolean mergesHashes() {
    return "merge".equals(text("DEFAULT_HASH_BEHAVIOUR"));
  }

  public boolean errorOnUndefined() {
    return flag("DEFAULT_UNDEFINED_VAR_BEHAVIOR");
  }

  public boolean forceHandlers() {
    return flag("DEFAULT_FORCE_HANDLERS");
  }

  public boolean anyErrorsFatal() {
    return flag("ANY_ERRORS_FATAL");
  }

  public String strategy() {
    return string("DEFAULT_STRATEGY");
  }

  /// Seconds, 0 for none.
  public int taskTimeout() {
    return number("TASK_TIMEOUT");
  }

  /// Seconds.
  public int pollInterval() {
    return number("DEFAULT_POLL_INTERVAL");
  }

  /// The shell on targets.
  public String executable() {
    return string("DEFAULT_EXECUTABLE");
  }

  public String remoteTmp() {
    return string("shell.remote_tmp");
  }

  public String moduleName() {
    return string("DEFAULT_MODULE_NAME");
  }

  public boolean noLog() {
    return flag("DEFAULT_NO_LOG");
  }

  public String ansibleManaged() {
    return string("DEFAULT_MANAGED_STR");
  }

  public boolean diffAlways() {
    return flag("DIFF_ALWAYS");
  }

  /// Lines around a change.
  public int diffContext() {
    return number("DIFF_CONTEXT");
  }

  /// Bytes.
  public int maxDiffSize() {
    return number("MAX_FILE_SIZE_FOR_DIFF");
  }

  public List<String> tagsRun() {
    return list("TAGS_RUN");
  }

  public List<String> tagsSkip() {
    return list("TAGS_SKIP");
  }

  public int verbosity() {
    return number("DEFAULT_VERBOSITY");
  }

  public boolean noColor() {
    return flag("ANSIBLE_NOCOLOR");
  }

  public boolean forceColor() {
    return flag("ANSIBLE_FORCE_COLOR");
  }

  public boolean deprecationWarnings() {
    return flag("DEPRECATION_WARNINGS");
  }

  public boolean systemWarnings() {
    return flag("SYSTEM_WARNINGS");
  }

  public boolean displaySkippedHosts() {
    return flag("default.display_skipped_hosts");
  }

  public boolean displayOkHosts() {
    return flag("default.display_ok_hosts");
  }

  public boolean displayFailedStderr() {
    return flag("default.display_failed_stderr");
  }

  /// Whether task headers show arguments.
  public boolean displayArgs() {
    return flag("DISPLAY_ARGS_TO_STDOUT");
  }

  public boolean checkModeMarkers() {
    return flag("default.check_mode_markers");
  }

  public boolean showTaskPathOnFailure() {
    return flag("default.show_task_path_on_failure");
  }

  public boolean showCustomStats() {
    return flag("SHOW_CUSTOM_STATS");
  }

  public String stdoutCallback() {
    return string("DEFAULT_STDOUT_CALLBACK");
  }

  /// `json` or `yaml`.
  public String resultFormat() {
    return string("default.result_format");
  }

  public List<String> callbacksEnabled() {
    return list("CALLBACKS_ENABLED");
  }

  public @Nullable String logPath() {
    return text("DEFAULT_LOG_PATH");
  }

  public boolean retryFiles() {
    return flag("RETRY_FILES_ENABLED");
  }

  public @Nullable String retryFilesSavePath() {
    return text("RETRY_FILES_SAVE_PATH");
  }

  private Value of(String name) {
    return values.computeIfAbsent(
        name,
        _ -> {
          var setting = settings.get(name);
          if (setting == null) {
            throw new IllegalArgumentException("no setting " + name);
          }
          return reader.value(setting, cfg);
        });
  }
}
