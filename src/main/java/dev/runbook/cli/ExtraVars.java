package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.yaml.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code -e}: {@code key=value} pairs, YAML or JSON, or {@code @file} with either. */
final class ExtraVars {
  private ExtraVars() {}

  static void add(String text, Path workingDirectory, RunRequest request) {
    if (text.startsWith("@")) {
      var file = workingDirectory.resolve(text.substring(1));
      request.extraVars(Yaml.read(file, text.substring(1)), text.substring(1));
    } else if (text.startsWith("{") || text.startsWith("[") || text.startsWith("/")) {
      request.extraVars(text, "<extra vars>");
    } else {
      for (var word : words(text)) {
        var equals = word.indexOf('=');
        if (equals > 0) {
          request.extraVar(word.substring(0, equals), word.substring(equals + 1));
        }
      }
    }
  }

  /**
   * Words as a shell splits them, quotes taken off; quotes inside a word and templates group too.
   */
  static List<String> words(String text) {
    var found = new ArrayList<String>();
    var word = new StringBuilder();
    var inside = false;
    char quote = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (text.startsWith("{{", i) && text.indexOf("}}", i) > 0) {
        var end = text.indexOf("}}", i) + 2;
        word.append(text, i, end);
        inside = true;
        i = end - 1;
      } else if (c == '"' || c == '\'') {
        quote = c;
        inside = true;
      } else if (Character.isWhitespace(c)) {
        if (inside) {
          found.add(word.toString());
          word.setLength(0);
          inside = false;
        }
      } else {
        word.append(c);
        inside = true;
      }
    }
    if (inside) {
      found.add(word.toString());
    }
    return found;
  }
}
