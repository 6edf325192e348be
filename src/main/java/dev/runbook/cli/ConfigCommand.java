package dev.runbook.cli;

import dev.runbook.config.Config;
import dev.runbook.config.Setting;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.report.Terminal;
import dev.runbook.template.value.Text;
import dev.runbook.yaml.Yaml;
import dev.runbook.yaml.YamlStyle;
import dev.runbook.yaml.YamlWriter;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code runbook config list|dump|view|init|validate}: what {@code ansible-config} does. */
final class ConfigCommand {
  private static final List<String> ACTIONS = List.of("list", "dump", "view", "init", "validate");
  private static final List<Flag> FLAGS =
      List.of(
          Flag.with("FILE", "the configuration file, instead of the one found", "-c", "--config"),
          Flag.with("TYPE", "base, all, or a kind of plugins", "-t", "--type"),
          Flag.with("FORMAT", "display, json, yaml; of init: ini, env, vars", "-f", "--format"),
          Flag.plain("only what is not the default", "--only-changed", "--changed-only"),
          Flag.plain("comment all settings out", "--disabled"),
          Flag.plain("tell more", "-v", "--verbose"),
          SharedFlags.HELP,
          Flag.plain("tell the version", "--version"));

  private static final String EXAMPLES =
      """

      examples:
        PROGRAM dump --only-changed     what differs from the defaults, and where it is said
        PROGRAM list                    every setting, with its variables and keys
        PROGRAM init --disabled         an ansible.cfg to begin with
        PROGRAM validate                names in ansible.cfg that mean nothing
      """;

  private final String program = Program.called().name("config");
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;

  ConfigCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.terminal = Terminal.ofThisProcess(out, err, System.getenv());
  }

  int run(List<String> words) {
    return new Guard(program, err, terminal).run(0, () -> act(words));
  }

  private int act(List<String> words) throws CommandLine.Misused, Guard.BadOptions, Guard.Refused {
    var line = new CommandLine(FLAGS, words);
    var action = line.operands().isEmpty() ? "" : line.operands().getFirst();
    if (line.has("-h") || !ACTIONS.contains(action)) {
      (line.has("-h") ? out : err)
          .print(
              Usage.text(
                  program, "{" + String.join(",", ACTIONS) + "} [options]", FLAGS, EXAMPLES));
      return line.has("-h") ? 0 : Guard.MISUSED;
    }
    var config = config(line);
    if (line.has("-v")) {
      terminal.say(Running.source(config));
    }
    switch (action) {
      case "view" -> view(config);
      case "dump" -> dump(config, line);
      case "list" -> out.print(YamlWriter.write(listed(config), YamlStyle.BLOCK));
      case "init" -> new ConfigTemplate(config, out).print(line);
      case "validate" -> {
        return validate(config, line);
      }
      default -> throw new IllegalStateException(action);
    }
    return 0;
  }

  private static Config config(CommandLine line) throws Guard.Refused {
    var environment = new HashMap<>(System.getenv());
    var named = line.last("-c");
    if (named != null) {
      var file = Path.of(named).toAbsolutePath().normalize();
      if (!Files.isReadable(file)) {
        throw new Guard.Refused(
            "The provided configuration file is missing or not accessible: " + file);
      }
      if (!file.toString().matches(".*\\.(cfg|ini)")) {
        throw new Guard.Refused("Unsupported configuration file extension for " + file);
      }
      environment.put("ANSIBLE_CONFIG", file.toString());
    }
    return Config.load(
        environment,
        Path.of("").toAbsolutePath(),
        Path.of(environment.getOrDefault("HOME", "/")),
        _ -> {});
  }

  private void view(Config config) throws Guard.Refused {
    var file = config.file();
    if (file == null) {
      throw new Guard.Refused("Invalid or no config file was supplied");
    }
    var text = Yaml.read(file, file.toString());
    out.print(text.endsWith("\n") ? text : text + "\n");
  }

  /** Ansible's own settings; those of plugins are shown with {@code -t all}. */
  static boolean isBase(Setting setting) {
    return !setting.name().contains(".");
  }

  private static String type(CommandLine line) {
    return Objects.requireNonNullElse(line.last("-t"), "base");
  }

  private static boolean wanted(Setting setting, CommandLine line) {
    var type = type(line);
    return type.equals("all") || type.equals("base") == isBase(setting);
  }

  private void dump(Config config, CommandLine line) {
    var entries = new TreeMap<String, Map<String, @Nullable Object>>();
    entries.put("CONFIG_FILE", entry(config.file() == null ? null : config.file().toString(), ""));
    for (var setting : config.settings()) {
      var value = config.value(setting.name());
      if (wanted(setting, line)) {
        entries.put(setting.name(), entry(value.value(), value.origin().file()));
      }
    }
    if (line.has("--only-changed")) {
      entries.values().removeIf(ConfigCommand::isDefault);
    }
    var servers = List.of("base", "all").contains(type(line)) ? galaxyServers(config) : null;
    var format = Objects.requireNonNullElse(line.last("-f"), "display");
    if (format.equals("display")) {
      entries.forEach(this::show);
      if (servers != null) {
        show(servers, line.has("--only-changed"));
      }
      return;
    }
    var list = new ArrayList<Map<String, ?>>();
    entries.forEach((name, entry) -> list.add(named(name, entry)));
    if (servers != null) {
      list.add(Map.of("GALAXY_SERVERS", servers(servers)));
    }
    out.println(
        format.equals("yaml")
            ? YamlWriter.write(list, YamlStyle.BLOCK)
            : Json.write(list, JsonStyle.PRETTY));
  }

  private static boolean isDefault(Map<String, @Nullable Object> entry) {
    return List.of("default", "REQUIRED").contains(entry.get("origin"));
  }

  private static Map<String, Map<String, Map<String, @Nullable Object>>> galaxyServers(
      Config config) {
    var servers = new LinkedHashMap<String, Map<String, Map<String, @Nullable Object>>>();
    config
        .galaxyServers()
        .forEach((server, options) -> {
          var entries = new LinkedHashMap<String, Map<String, @Nullable Object>>();
          options.forEach((name, value) -> {
            var missing = name.equals("url") && value.value() == null;
            entries.put(name, entry(value.value(), missing ? "REQUIRED" : value.origin().file()));
          });
          servers.put(server, entries);
        });
    return servers;
  }

  /** As Ansible has them, all that can be set even where only what was changed is wanted. */
  private static Map<String, Object> servers(
      Map<String, Map<String, Map<String, @Nullable Object>>> servers) {
    var lists = new LinkedHashMap<String, Object>();
    servers.forEach((server, entries) -> {
      var list = new ArrayList<Map<String, @Nullable Object>>();
      entries.forEach((name, entry) -> {
        var named = named(name, entry);
        named.put("type", null);
        list.add(named);
      });
      lists.put(server, list);
    });
    return lists;
  }

  private void show(
      Map<String, Map<String, Map<String, @Nullable Object>>> servers, boolean changedOnly) {
    out.println("\nGALAXY_SERVERS:");
    out.print(servers.isEmpty() ? "" : "\n");
    servers.forEach((server, entries) -> {
      out.println("\n" + server + "\n" + "=".repeat(server.length()));
      new TreeMap<>(entries)
          .forEach((name, entry) -> {
            if (!changedOnly || !isDefault(entry)) {
              show(name, entry);
            }
          });
    });
  }

  private void show(String name, Map<String, @Nullable Object> entry) {
    out.println(name + "(" + entry.get("origin") + ") = " + Text.str(entry.get("value")));
  }

  private static Map<String, @Nullable Object> named(
      String name, Map<String, @Nullable Object> entry) {
    var named = new LinkedHashMap<String, @Nullable Object>();
    named.put("name", name);
    named.putAll(entry);
    return named;
  }

  private static Map<String, @Nullable Object> entry(@Nullable Object value, String origin) {
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put("origin", origin);
    entry.put("value", value);
    return entry;
  }

  private static Map<String, @Nullable Object> listed(Config config) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    for (var setting : config.settings()) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("default", setting.byDefault());
      if (!setting.choices().isEmpty()) {
        entry.put("choices", setting.choices());
      }
      entry.put("env", setting.environment().stream().map(n -> Map.of("name", n)).toList());
      entry.put(
          "ini",
          setting.keys().stream()
              .map(k -> Map.of("section", section(k), "key", k.substring(section(k).length() + 1)))
              .toList());
      entry.put("type", setting.type().name().toLowerCase(java.util.Locale.ROOT));
      all.put(setting.name(), entry);
    }
    return all;
  }

  static String section(String key) {
    return key.substring(0, key.lastIndexOf('.'));
  }

  private int validate(Config config, CommandLine line) throws Guard.Refused {
    var problems =
        "env".equals(line.last("-f")) ? config.unknownVariables(System.getenv()) : unknown(config);
    problems.forEach(text -> err.println("[ERROR]: " + text));
    if (problems.isEmpty()) {
      out.println("All configurations seem valid!");
      return 0;
    }
    return Guard.ERROR;
  }

  private static List<String> unknown(Config config) throws Guard.Refused {
    if (config.file() == null) {
      throw new Guard.Refused("Invalid or no config file was supplied");
    }
    return config.unknown();
  }
}
