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

  /// Whether there is such a setting.
  public boolean has(String name) {
    return settings.containsKey(name);
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
        .filter(n -> n.matches("ANSIBLE_(?!CONFIG$|DEV_HOME$|TEST_|LINT_).*") && !known.contains(n))
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

  /// What is set for each server of `GALAXY_SERVER_LIST`, both by name.
  public Map<String, Map<String, Value>> galaxyServers() {
    var servers = new LinkedHashMap<String, Map<String, Value>>();
    for (var server : list("GALAXY_SERVER_LIST")) {
      var options = new LinkedHashMap<String, Value>();
      for (var option : Setting.OF_GALAXY_SERVERS) {
        options.put(option, reader.value(Setting.ofGalaxyServer(server, option), cfg));
      }
      servers.put(server, options);
    }
    return servers;
  }

  /// Whether somebody gave the setting its value.
  public boolean isSet(String name) {
    return !origin(name).equals(ValueReader.DEFAULT);
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

  /// The text of a setting, empty where it has none.
  public String string(String name) {
    return Objects.requireNonNullElse(text(name), "");
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
