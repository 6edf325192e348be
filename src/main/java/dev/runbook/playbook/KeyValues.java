package dev.runbook.playbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code key=value key="other value" free text} form of arguments, split as Ansible's {@code
 * split_args} and {@code parse_kv} do: quotes group, and so do template delimiters.
 */
final class KeyValues {
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{.*?\\}\\}");

  private KeyValues() {}

  /** Thrown when quotes or template delimiters are not closed. */
  static final class Unbalanced extends Exception {
    private static final long serialVersionUID = 1;

    Unbalanced(String message) {
      super(message);
    }
  }

  /**
   * Pairs by key; words that are no pair are joined under {@code _raw_params}.
   *
   * @param free the keys that are taken out of free text, all others staying part of it; null when
   *     every pair is an argument
   */
  static Map<String, String> parse(String text, @Nullable Set<String> free) throws Unbalanced {
    var pairs = new LinkedHashMap<String, String>();
    var raw = new StringBuilder();
    var last = "";
    for (var word : split(text)) {
      var equals = separator(word.text());
      var key = equals > 0 ? word.text().substring(0, equals).strip() : "";
      var takes = equals > 0 && (free == null ? isKey(key) : free.contains(key));
      if (takes) {
        pairs.put(key, unquote(decode(word.text().substring(equals + 1).strip())));
        last = "";
      } else {
        if (!raw.isEmpty()) {
          raw.append(word.gap());
        }
        raw.append(free == null ? word.text() : word.text().replace("\\=", "="));
        last = word.text();
      }
    }
    if (!raw.isEmpty()) {
      // the line end after the last line of a script is a part of it
      var end = free == null || last.isEmpty() ? "" : text.substring(text.stripTrailing().length());
      pairs.put("_raw_params", raw + end);
    }
    return pairs;
  }

  /** A name, or a template that gives one, as in {@code set_fact: "{{ item }}=x"}. */
  private static boolean isKey(String key) {
    return TEMPLATE
        .matcher(key)
        .replaceAll("x")
        .chars()
        .noneMatch(c -> c == '{' || c == '"' || c == '\'' || c == ' ');
  }

  /** The first equals sign that is neither escaped nor inside quotes or a template. */
  private static int separator(String word) {
    for (var i = 0; i < word.length(); i++) {
      var c = word.charAt(i);
      if (word.startsWith("{{", i) && word.indexOf("}}", i) > 0) {
        i = word.indexOf("}}", i) + 1;
        continue;
      }
      if (c == '"' || c == '\'' || c == '{') {
        return -1;
      }
      if (c == '=' && (i == 0 || word.charAt(i - 1) != '\\')) {
        return i;
      }
    }
    return -1;
  }

  /** A word and the white space in front of it. */
  record Word(String text, String gap) {}

  static List<Word> split(String text) throws Unbalanced {
    var words = new ArrayList<Word>();
    var word = new StringBuilder();
    var gap = new StringBuilder();
    var pending = "";
    char quote = 0;
    var depth = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (quote == 0 && depth == 0 && Character.isWhitespace(c)) {
        if (!word.isEmpty()) {
          words.add(new Word(word.toString(), pending));
          word.setLength(0);
        }
        gap.append(c);
        continue;
      }
      if (!gap.isEmpty() || word.isEmpty() && words.isEmpty()) {
        pending = gap.toString();
        gap.setLength(0);
      }
      if (c == '\\' && quote != '\'' && next != 0 && depth == 0) {
        if (next == '\n') {
          i++;
          continue;
        }
        word.append(c).append(next);
        i++;
        continue;
      }
      if (c == '{' && (next == '{' || next == '%' || next == '#')) {
        depth++;
        word.append(c).append(next);
        i++;
        continue;
      }
      if (depth > 0 && (c == '}' || c == '%' || c == '#') && next == '}') {
        depth--;
        word.append(c).append(next);
        i++;
        continue;
      }
      if (depth == 0) {
        if (quote == c) {
          quote = 0;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
          quote = c;
        }
      }
      word.append(c);
    }
    if (!word.isEmpty()) {
      words.add(new Word(word.toString(), pending));
    }
    if (quote != 0 || depth > 0) {
      throw new Unbalanced(
          "failed at splitting arguments, either an unbalanced jinja2 block or quotes: " + text);
    }
    return words;
  }

  private static String unquote(String value) {
    if (value.length() > 1
        && value.charAt(0) == value.charAt(value.length() - 1)
        && (value.charAt(0) == '"' || value.charAt(0) == '\'')) {
      var inner = value.substring(1, value.length() - 1);
      return value.charAt(0) == '"' ? inner.replace("\\\"", "\"") : inner;
    }
    return value;
  }

  /** The escapes of double-quoted Python text, which {@code parse_kv} resolves in every value. */
  private static String decode(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    var out = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      var next = text.charAt(++i);
      switch (next) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a' -> out.append((char) 7);
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append((char) 11);
        case '\\', '\'' -> out.append(next);
        default -> out.append(c).append(next);
      }
    }
    return out.toString();
  }
}
