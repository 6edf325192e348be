package dev.runbook.template.lookups;

import dev.runbook.template.value.Ini;
import dev.runbook.template.value.Paths;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the configuration says of plugins' options: environment, then `ansible.cfg`, then Ansible's
/// default.
final class Settings {
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
    /// @param file the `ansible.cfg` that counts, or null
    Found found(Map<String, String> variables, @Nullable Path file) {
      var text = variables.get(environment);
      if (text != null) {
        return new Found(typed(text, variables), "env: " + environment);
      }
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
}
