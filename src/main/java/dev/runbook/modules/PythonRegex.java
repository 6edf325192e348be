package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Regular expressions as modules of Ansible take them, in Python's dialect.
final class PythonRegex {
  private PythonRegex() {}

  /// `^` and `$` match at every line.
  static Pattern lines(String regex) throws ModuleFailure {
    try {
      var java =
          regex
              .replaceAll("\\(\\?P<(\\w+)>", "(?<$1>")
              .replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>")
              .replace("\\Z", "\\z");
      return Pattern.compile(java, Pattern.MULTILINE);
    } catch (PatternSyntaxException e) {
      throw new ModuleFailure("Invalid regular expression: " + e.getDescription());
    }
  }

  /// The groups of a match, as Python's `groups` and `groupdict` give them.
  static Map<String, ?> groups(Matcher match) {
    List<@Nullable String> groups = new ArrayList<>();
    for (var i = 1; i <= match.groupCount(); i++) {
      groups.add(match.group(i));
    }
    Map<String, @Nullable String> named = new LinkedHashMap<>();
    match.namedGroups().forEach((name, number) -> named.put(name, match.group(number)));
    return Map.of("match_groups", groups, "match_groupdict", named);
  }
}
