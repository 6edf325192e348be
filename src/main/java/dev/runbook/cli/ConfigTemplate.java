package dev.runbook.cli;

import dev.runbook.config.Config;
import dev.runbook.config.Setting;
import dev.runbook.template.value.Text;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code config init}: a file with all settings at their defaults, to begin one's own from. */
final class ConfigTemplate {
  private final Config config;
  private final PrintStream out;

  ConfigTemplate(Config config, PrintStream out) {
    this.config = config;
    this.out = out;
  }

  void print(CommandLine line) throws Guard.BadOptions {
    var all = "all".equals(line.last("-t"));
    var settings = config.settings().stream().filter(s -> all || ConfigCommand.isBase(s)).toList();
    var format = Objects.requireNonNullElse(line.last("-f"), "ini");
    switch (format) {
      case "ini" -> ini(settings, line.has("--disabled") ? ";" : "");
      case "env" -> environment(settings, line.has("--disabled") ? "#" : "");
      case "vars" -> {} // no setting of Ansible itself is a variable
      default ->
          throw new Guard.BadOptions(
              "invalid choice: '" + format + "' (choose from ini, env, vars)");
    }
  }

  private void ini(List<Setting> settings, String mark) {
    var sections = new LinkedHashMap<String, Map<String, Setting>>();
    for (var setting : settings) {
      if (!setting.keys().isEmpty()) {
        var key = setting.keys().getLast();
        var section = ConfigCommand.section(key);
        sections
            .computeIfAbsent(section, _ -> new LinkedHashMap<>())
            .putIfAbsent(key.substring(section.length() + 1), setting);
      }
    }
    sections.forEach((section, keys) -> {
      out.println("[" + section + "]");
      keys.forEach((key, setting) -> {
        out.println(comment(setting));
        out.println(mark + key + "=" + value(setting) + "\n");
      });
    });
  }

  private void environment(List<Setting> settings, String mark) {
    var told = new LinkedHashSet<String>();
    for (var setting : settings) {
      if (!setting.environment().isEmpty() && told.add(setting.environment().getLast())) {
        out.println(comment(setting));
        out.println(
            mark
                + setting.environment().getLast()
                + "='"
                + value(setting).replace("'", "'\\''")
                + "'\n");
      }
    }
  }

  private static String comment(Setting setting) {
    return "# ("
        + setting.type().name().toLowerCase(Locale.ROOT)
        + ") "
        + setting.name()
        + (setting.choices().isEmpty() ? "" : ": " + String.join(", ", setting.choices()));
  }

  private static String value(Setting setting) {
    @Nullable String byDefault = setting.byDefault();
    if (byDefault == null) {
      return "";
    }
    return setting.type() == Setting.Type.BOOLEAN
        ? Text.str(byDefault.equals("true"))
        : byDefault.replace("{home}", "~/.ansible");
  }
}
