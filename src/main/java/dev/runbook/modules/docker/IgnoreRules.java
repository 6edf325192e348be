package dev.runbook.modules.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The rules of a `.dockerignore` file: the last one that fits a path or a folder above it decides.
final class IgnoreRules {
  private record Rule(Pattern pattern, boolean keep) {}

  private final List<Rule> rules = new ArrayList<>();
  private final String dockerfile;

  IgnoreRules(List<String> lines, String dockerfile) {
    this.dockerfile = dockerfile;
    for (var line : lines) {
      var keep = line.startsWith("!");
      var path = (keep ? line.substring(1) : line).strip().replaceAll("^(\\./|/)+|/+$", "");
      rules.add(new Rule(Pattern.compile(regex(path) + "(/.*)?", Pattern.DOTALL), keep));
    }
  }

  /// @param path relative to the context; the Dockerfile and the rules themselves always go along
  boolean keeps(String path) {
    if (path.equals(dockerfile) || path.equals(".dockerignore")) {
      return true;
    }
    var kept = true;
    for (var rule : rules) {
      if (rule.pattern().matcher(path).matches()) {
        kept = rule.keep();
      }
    }
    return kept;
  }

  private static String regex(String pattern) {
    var regex = new StringBuilder();
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      if (c == '*' && pattern.startsWith("**/", i)) {
        regex.append("(.*/)?");
        i += 2;
      } else if (c == '*' && pattern.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[' && pattern.indexOf(']', i) > 0) {
        var end = pattern.indexOf(']', i);
        regex.append(pattern, i, end + 1);
        i = end;
      } else if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
