package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Texts of a playbook that stand for words of a command line, and how Python reads them.
final class Words {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");
  private static final Pattern HOME = Pattern.compile("~([a-z_][a-z0-9_-]*)?(/|$)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern BRACKETS = Pattern.compile("\\[!?]?[^]/]*]");

  private Words() {}

  /// Splits as Python's `shlex.split` does: quotes group, a backslash escapes, nothing is expanded.
  static List<String> split(String text) throws ModuleFailure {
    var words = new ArrayList<String>();
    for (var i = wordStart(text, 0); i < text.length(); i = wordStart(text, i)) {
      var word = new StringBuilder();
      i = word(text, i, word);
      words.add(word.toString());
    }
    return words;
  }

  /// What follows the first word, as it is written.
  static String rest(String text) throws ModuleFailure {
    return text.substring(word(text, wordStart(text, 0), new StringBuilder()));
  }

  private static int wordStart(String text, int from) {
    var i = from;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /// Reads one word and gives the place after it.
  private static int word(String text, int from, StringBuilder word) throws ModuleFailure {
    var i = from;
    for (; i < text.length() && !isSpace(text.charAt(i)); i++) {
      var c = text.charAt(i);
      if (c == '\'' || c == '"') {
        i = quoted(text, i, word);
      } else if (c == '\\') {
        if (++i == text.length()) {
          throw new ModuleFailure("No escaped character");
        }
        word.append(text.charAt(i));
      } else {
        word.append(c);
      }
    }
    return i;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static int quoted(String text, int start, StringBuilder word) throws ModuleFailure {
    var quote = text.charAt(start);
    for (var i = start + 1; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == quote) {
        return i;
      }
      if (c == '\\' && quote == '"' && i + 1 < text.length() && isEscaped(text.charAt(i + 1))) {
        c = text.charAt(++i);
      }
      word.append(c);
    }
    throw new ModuleFailure("No closing quotation");
  }

  private static boolean isEscaped(char c) {
    return c == '"' || c == '\\';
  }

  /// One word for sh in which `$NAME`, `${NAME}` and a `~` at the start have the value that they
  /// have on the target, as Python's `expandvars` and `expanduser` give it: unknown names stay as
  /// they are, and nothing is split. This is how Ansible reads the words of `command` and every
  /// path.
  static String expanded(String text) {
    var result = new StringBuilder();
    var home = HOME.matcher(text);
    var from = 0;
    if (home.lookingAt()) {
      result.append(home.group());
      from = home.end();
    }
    var variable = VARIABLE.matcher(text);
    while (variable.find(from)) {
      var name = variable.group(1) == null ? variable.group(2) : variable.group(1);
      append(result, text.substring(from, variable.start()));
      if (NAME.matcher(name).matches()) {
        var unknown = variable.group().replace("$", "\\$").replace("}", "\\}");
        result.append("\"${").append(name).append('-').append(unknown).append("}\"");
      } else {
        append(result, variable.group());
      }
      from = variable.end();
    }
    append(result, text.substring(from));
    return result.isEmpty() ? "''" : result.toString();
  }

  private static void append(StringBuilder result, String literal) {
    if (!literal.isEmpty()) {
      result.append(Quote.sh(literal));
    }
  }

  static String expanded(Collection<String> texts) {
    return texts.stream().map(Words::expanded).collect(Collectors.joining(" "));
  }

  /// A pattern for sh that matches what Python's `glob` matches; all else in it is quoted.
  static String pattern(String text) {
    var result = new StringBuilder();
    var literal = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var brackets = BRACKETS.matcher(text).region(i, text.length());
      var magic = c == '*' || c == '?' ? String.valueOf(c) : "";
      if (c == '[' && brackets.lookingAt()) {
        magic = brackets.group().replaceAll("[^]\\[!\\w-]", "\\\\$0");
        i = brackets.end() - 1;
      }
      if (magic.isEmpty()) {
        literal.append(c);
      } else {
        result.append(result.isEmpty() ? prefix(literal) : quoted(literal)).append(magic);
        literal.setLength(0);
      }
    }
    return result.append(result.isEmpty() ? prefix(literal) : quoted(literal)).toString();
  }

  private static String prefix(StringBuilder literal) {
    return literal.isEmpty() ? "" : expanded(literal.toString());
  }

  private static String quoted(StringBuilder literal) {
    return literal.isEmpty() ? "" : Quote.sh(literal.toString());
  }
}
