package dev.runbook.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes paths of what people write: `~`, `$VAR`, `${VAR}` and `{{CWD}}` work.
record Paths(Map<String, String> environment, Path workingDirectory, Path home) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");

  /// @param base what relative paths are relative to
  Path resolve(String written, Path base) {
    var text = written.replace("{{CWD}}", workingDirectory.toString());
    if (text.equals("~") || text.startsWith("~/")) {
      text = home + text.substring(1);
    }
    text =
        VARIABLE
            .matcher(text)
            .replaceAll(match -> {
              var name = match.group(1) == null ? match.group(2) : match.group(1);
              return Matcher.quoteReplacement(environment.getOrDefault(name, match.group()));
            });
    return base.resolve(text).normalize();
  }
}
