package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.regex.PythonPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// `search_regex`: what is looked for in text that comes in.
final class SearchRegex {
  private SearchRegex() {}

  /// `^` and `$` match at every line.
  static PythonPattern lines(String regex) throws ModuleFailure {
    try {
      return PythonPattern.multiline(regex);
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure("Invalid regular expression: " + e.getMessage());
    }
  }

  /// The groups of a match, as Python's `groups` and `groupdict` give them.
  static Map<String, ?> groups(PythonPattern pattern, Matcher match) {
    List<@Nullable String> groups = new ArrayList<>();
    for (var i = 1; i <= match.groupCount(); i++) {
      groups.add(match.group(i));
    }
    Map<String, @Nullable String> named = new LinkedHashMap<>();
    pattern.names().forEach((name, number) -> named.put(name, match.group(number)));
    return Map.of("match_groups", groups, "match_groupdict", named);
  }
}
