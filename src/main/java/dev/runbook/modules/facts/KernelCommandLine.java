package dev.runbook.modules.facts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `cmdline`, where the last of equal keys counts, and `proc_cmdline`, which lists them.
final class KernelCommandLine {
  private KernelCommandLine() {}

  static void commandLine(Answers answers, Map<String, @Nullable Object> facts) {
    var text = answers.file("/proc/cmdline");
    if (text == null) {
      return;
    }
    var last = new LinkedHashMap<String, @Nullable Object>();
    var all = new LinkedHashMap<String, @Nullable Object>();
    for (var word : words(text)) {
      var equals = word.indexOf('=');
      if (equals < 0) {
        last.put(word, true);
        all.put(word, true);
        continue;
      }
      var key = word.substring(0, equals);
      var value = word.substring(equals + 1);
      last.put(key, value);
      if (all.get(key) instanceof List<?> several) {
        var more = new ArrayList<@Nullable Object>(several);
        more.add(value);
        all.put(key, more);
      } else if (all.containsKey(key)) {
        var two = new ArrayList<@Nullable Object>();
        two.add(all.get(key));
        two.add(value);
        all.put(key, two);
      } else {
        all.put(key, value);
      }
    }
    facts.put("cmdline", last);
    facts.put("proc_cmdline", all);
  }

  /// Words, quotes kept, as Python's `shlex.split(posix=False)` gives them; none when a quote is
  /// left open. There a quote inside a word does not hold the word together.
  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quote = '\0';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != '\0') {
        word.append(c);
        if (c == quote) {
          quote = '\0';
        }
      } else if (Character.isWhitespace(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        if (word.isEmpty() && (c == '"' || c == '\'')) {
          quote = c;
        }
        word.append(c);
      }
    }
    if (quote != '\0') {
      return List.of();
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
