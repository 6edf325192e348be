package dev.runbook.config;

import dev.runbook.text.Nearest;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the text of a setting and makes its value of it.
final class ValueReader {
  static final Source DEFAULT = new Source("default", 0, 0);
  private static final Set<String> TRUE = Set.of("y", "yes", "on", "1", "true", "t", "1.0");
  private static final Set<String> FALSE = Set.of("n", "no", "off", "0", "false", "f", "0.0");

  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Consumer<String> warn;
  private final Paths paths;
  private final String ansibleHome;

  ValueReader(
      Map<String, String> environment, Path workingDirectory, Path home, Consumer<String> warn) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.warn = warn;
    this.paths = new Paths(environment, workingDirectory, home);
    this.ansibleHome =
        paths
            .resolve(environment.getOrDefault("ANSIBLE_HOME", "~/.ansible"), workingDirectory)
            .toString();
  }

  boolean isSet(Setting setting, CfgFile cfg) {
    return setting.environment().stream().anyMatch(environment::containsKey)
        || setting.keys().stream().anyMatch(key -> cfg.get(key) != null);
  }

  Config.Value value(Setting setting, CfgFile cfg) {
    CfgFile.Entry written = null;
    var base = workingDirectory;
    for (var key : setting.keys()) {
      var entry = cfg.get(key);
      if (entry != null) {
        written = entry;
        var folder = Path.of(entry.at().file()).getParent();
        base = folder == null ? workingDirectory : folder;
      }
    }
    for (var name : setting.environment()) {
      var text = environment.get(name);
      var isNumber = setting.type() == Setting.Type.INTEGER || setting.type() == Setting.Type.FLOAT;
      // no number is no value, as in Ansible
      if (text != null && !(isNumber && text.isBlank())) {
        written = new CfgFile.Entry(text, new Source("env: " + name, 0, 0));
        base = workingDirectory;
      }
    }
    if (written == null) {
      var byDefault = setting.byDefault();
      if (byDefault == null) {
        return new Config.Value(null, DEFAULT);
      }
      if (byDefault.isEmpty() && setting.type() == Setting.Type.LIST) {
        return new Config.Value(List.of(), DEFAULT);
      }
      written = new CfgFile.Entry(byDefault.replace("{home}", ansibleHome), DEFAULT);
    }
    var value = typed(setting, written, base);
    check(setting, value, written.at());
    return new Config.Value(value, written.at());
  }

  private Object typed(Setting setting, CfgFile.Entry written, Path base) {
    var text = written.value();
    return switch (setting.type()) {
      case STRING -> unquoted(text);
      case BOOLEAN -> bool(written);
      case INTEGER -> {
        try {
          yield Long.valueOf(text.strip().replace("_", ""));
        } catch (NumberFormatException _) {
          throw wrong(setting, written, "a whole number");
        }
      }
      case FLOAT -> {
        try {
          yield Double.valueOf(text.strip());
        } catch (NumberFormatException _) {
          throw wrong(setting, written, "a number");
        }
      }
      case LIST -> {
        var items = new ArrayList<String>();
        for (var item : text.split(",", -1)) {
          items.add(unquoted(item.strip()));
        }
        yield List.copyOf(items);
      }
      case PATH -> paths.resolve(text, base).toString();
      case PATHSPEC -> resolved(text, ":", base);
      case PATHLIST -> hostList(text, base) ? List.of(text) : resolved(text, ",", base);
    };
  }

  /// `host1,host2,` where paths are expected: Ansible takes them for files that do not exist; we
  /// take them for the hosts that they are meant to be.
  private boolean hostList(String text, Path base) {
    if (text.indexOf(',') < 0) {
      return false;
    }
    for (var part : text.split(",")) {
      if (part.indexOf('/') >= 0
          || !part.isBlank() && Files.exists(paths.resolve(part.strip(), base))) {
        return false;
      }
    }
    return true;
  }

  private List<String> resolved(String text, String separator, Path base) {
    var found = new ArrayList<String>();
    for (var part : text.split(separator)) {
      if (!part.isBlank()) {
        found.add(paths.resolve(part.strip(), base).toString());
      }
    }
    return List.copyOf(found);
  }

  private Boolean bool(CfgFile.Entry written) {
    var word = written.value().strip().toLowerCase(Locale.ROOT);
    if (TRUE.contains(word)) {
      return true;
    }
    if (!FALSE.contains(word) && !word.isEmpty()) {
      warn.accept(
          written.at()
              + ": '"
              + written.value()
              + "' is neither yes nor no: taken for no, as Ansible does");
    }
    return false;
  }

  private static void check(Setting setting, @Nullable Object value, Source at) {
    if (!setting.choices().isEmpty()
        && value instanceof String text
        && !setting.choices().contains(text)) {
      var near = Nearest.to(text, setting.choices());
      throw new ParseError(
          at,
          "Invalid value \""
              + text
              + "\" for configuration option \"setting: "
              + setting.name()
              + "\", valid values are: "
              + String.join(", ", setting.choices()),
          near == null ? null : "Did you mean '" + near + "'?");
    }
  }

  private static ParseError wrong(Setting setting, CfgFile.Entry written, String wanted) {
    return new ParseError(
        written.at(),
        "Invalid type for configuration option setting: "
            + setting.name()
            + (written.at().line() > 0 ? "" : " (from " + written.at().file() + ")")
            + ": '"
            + written.value()
            + "' is not "
            + wanted,
        written.value().contains("#") ? "A comment at the end of a line begins with ' ;'." : null);
  }

  private static String unquoted(String text) {
    if (text.length() > 1
        && (text.charAt(0) == '"' || text.charAt(0) == '\'')
        && text.charAt(0) == text.charAt(text.length() - 1)
        && text.charAt(text.length() - 2) != '\\') {
      return text.substring(1, text.length() - 1);
    }
    return text;
  }
}
