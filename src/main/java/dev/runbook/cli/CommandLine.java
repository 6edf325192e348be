package dev.runbook.cli;

import dev.runbook.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line, sorted into flags and operands: {@code --flag=value}, {@code --flag
 * value}, {@code -fvalue}, {@code -vvv}, {@code --}.
 */
final class CommandLine {
  private final List<Flag> flags;
  private final Map<String, List<String>> given = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();

  /** The words cannot be understood. */
  static final class Misused extends Exception {
    private static final long serialVersionUID = 1;

    Misused(String message) {
      super(message);
    }
  }

  CommandLine(List<Flag> flags, List<String> words) throws Misused {
    this.flags = flags;
    var only = false;
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (only || word.equals("-") || !word.startsWith("-")) {
        operands.add(word);
      } else if (word.equals("--")) {
        only = true;
      } else if (word.startsWith("--")) {
        i = longFlag(words, i);
      } else {
        i = shortFlags(words, i);
      }
    }
  }

  private int longFlag(List<String> words, int i) throws Misused {
    var word = words.get(i);
    var equals = word.indexOf('=');
    var name = equals < 0 ? word : word.substring(0, equals);
    var flag = find(name);
    if (flag.value() == null) {
      if (equals >= 0) {
        throw new Misused(flag.key() + " takes no value");
      }
      add(flag, "");
      return i;
    }
    if (equals >= 0) {
      add(flag, word.substring(equals + 1));
      return i;
    }
    return value(flag, words, i);
  }

  private int shortFlags(List<String> words, int i) throws Misused {
    var word = words.get(i);
    for (var at = 1; at < word.length(); at++) {
      var flag = find("-" + word.charAt(at));
      if (flag.value() == null) {
        add(flag, "");
      } else if (at + 1 < word.length()) {
        add(flag, word.substring(at + 1));
        return i;
      } else {
        return value(flag, words, i);
      }
    }
    return i;
  }

  private int value(Flag flag, List<String> words, int i) throws Misused {
    if (i + 1 >= words.size()) {
      throw new Misused("argument " + String.join("/", flag.names()) + ": expected one argument");
    }
    add(flag, words.get(i + 1));
    return i + 1;
  }

  private void add(Flag flag, String value) {
    given.computeIfAbsent(flag.key(), _ -> new ArrayList<>()).add(value);
  }

  /** A flag by its name or, as argparse allows, an unambiguous beginning of it. */
  private Flag find(String name) throws Misused {
    Flag begun = null;
    var ambiguous = false;
    for (var flag : flags) {
      if (flag.names().contains(name)) {
        return flag;
      }
      if (name.startsWith("--") && flag.names().stream().anyMatch(n -> n.startsWith(name))) {
        ambiguous |= begun != null;
        begun = flag;
      }
    }
    if (begun != null && !ambiguous) {
      return begun;
    }
    var near = Nearest.to(name, flags.stream().flatMap(f -> f.names().stream()).toList());
    throw new Misused(
        "unrecognized arguments: " + name + (near == null ? "" : " (did you mean " + near + "?)"));
  }

  boolean has(String key) {
    return given.containsKey(key);
  }

  int count(String key) {
    return given.getOrDefault(key, List.of()).size();
  }

  List<String> all(String key) {
    return given.getOrDefault(key, List.of());
  }

  /** The last value given, or null. */
  @Nullable String last(String key) {
    var values = given.get(key);
    return values == null ? null : values.getLast();
  }

  List<String> operands() {
    return operands;
  }
}
