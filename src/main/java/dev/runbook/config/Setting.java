package dev.runbook.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A thing that can be configured.
///
/// @param name Ansible's, as `ansible-config dump` prints it; `plugin.option` for plugins
/// @param byDefault as one would write it, or null
/// @param environment names of variables, the last one that is set counts
/// @param keys of the file, `section.key`, the last one that is set counts
/// @param choices the only allowed values; empty when anything goes
public record Setting(
    String name,
    Type type,
    @Nullable String byDefault,
    List<String> environment,
    List<String> keys,
    List<String> choices) {

  /// How a written value is understood.
  public enum Type {
    STRING,
    BOOLEAN,
    INTEGER,
    FLOAT,
    /// Texts between commas.
    LIST,
    PATH,
    /// Paths between colons.
    PATHSPEC,
    /// Paths between commas.
    PATHLIST
  }

  /// What can be set for each server that collections come from.
  static final List<String> OF_GALAXY_SERVERS =
      List.of(
          "url",
          "username",
          "password",
          "token",
          "auth_url",
          "api_version",
          "validate_certs",
          "client_id",
          "client_secret",
          "timeout");

  static Setting ofGalaxyServer(String server, String option) {
    return new Setting(
        "galaxy_server." + server + "." + option,
        switch (option) {
          case "validate_certs" -> Type.BOOLEAN;
          case "timeout" -> Type.INTEGER;
          default -> Type.STRING;
        },
        option.equals("timeout") ? "60" : null,
        List.of("ANSIBLE_GALAXY_SERVER_" + (server + "_" + option).toUpperCase(Locale.ROOT)),
        List.of("galaxy_server." + server + "." + option),
        List.of());
  }

  /// All that there are, by name; those without effect have their key as name.
  static Map<String, Setting> all() {
    var settings = new LinkedHashMap<String, Setting>();
    var stream = Objects.requireNonNull(Setting.class.getResourceAsStream("settings.txt"));
    try (var in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("#")) {
          var setting = parse(line.split("\\|", -1));
          settings.put(setting.name(), setting);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  private static Setting parse(String[] columns) {
    var keys = words(columns[4]);
    return new Setting(
        columns[0].isEmpty() ? keys.getFirst() : columns[0],
        columns[1].isEmpty() ? Type.STRING : Type.valueOf(columns[1].toUpperCase(Locale.ROOT)),
        columns[2].isEmpty() ? null : columns[2].equals("\"\"") ? "" : columns[2],
        words(columns[3]),
        keys,
        words(columns[5]));
  }

  private static List<String> words(String column) {
    return column.isBlank() ? List.of() : List.of(column.strip().split(" "));
  }
}
