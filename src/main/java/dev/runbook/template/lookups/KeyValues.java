package dev.runbook.template.lookups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The `name key=value` form that some lookups take their options in.
///
/// @param rest the words without `=`
record KeyValues(String rest, Map<String, String> values) {

  static KeyValues parse(String text) {
    var values = new LinkedHashMap<String, String>();
    var rest = new ArrayList<String>();
    for (var word : words(text)) {
      var equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), unquoted(word.substring(equals + 1)));
      } else {
        rest.add(word);
      }
    }
    return new KeyValues(String.join(" ", rest), values);
  }

  private static String unquoted(String text) {
    var quoted =
        text.length() > 1
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(0) == text.charAt(text.length() - 1);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quote = '\0';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
        continue;
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote == c) {
        quote = '\0';
      }
      word.append(c);
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
