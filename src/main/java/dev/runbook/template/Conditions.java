package dev.runbook.template;

import dev.runbook.template.jinja.Run;
import dev.runbook.template.value.Raised;
import org.jspecify.annotations.Nullable;

/// How old playbooks write conditions.
final class Conditions {
  private Conditions() {}

  /// Whether a condition is one template, as in `when: "{{ x }}"`, and not an expression around
  /// templates.
  static boolean isWholeTemplate(String text) {
    if (text.startsWith("{%")) {
      return true;
    }
    if (!text.startsWith("{{") || !text.endsWith("}}")) {
      return false;
    }
    return text.indexOf("}}") == text.length() - 2 || text.indexOf("{{", 2) < 0;
  }

  /// The expression that a condition with templates in it means, as in `"{{ a }}" == 'b'` and `{{ a
  /// }} > 1`, where the text that it made was read as an expression: each `{{ e }}` is `(e)`, and
  /// inside quotes the text of it. Null where that cannot be told.
  static @Nullable String withoutDelimiters(String text) {
    var out = new StringBuilder();
    char quote = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (text.startsWith("{{", i)) {
        var end = text.indexOf("}}", i);
        if (end < 0) {
          return null;
        }
        var inner = "(" + text.substring(i + 2, end).strip() + ")";
        out.append(quote == 0 ? inner : quote + " ~ " + inner + " ~ " + quote);
        i = end + 1;
      } else if (c == '\\' && quote != 0 && i + 1 < text.length()) {
        out.append(c).append(text.charAt(++i));
      } else if (quote != 0 && c == quote) {
        out.append(c).append(')');
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        out.append('(').append(c);
        quote = c;
      } else {
        out.append(c);
      }
    }
    return quote == 0 && text.contains("{{") ? out.toString() : null;
  }

  /// What the rendered text of such a condition says. It was read as an expression once; of that
  /// only words, numbers and names are left, since the text may be somebody else's.
  static @Nullable Object meaning(@Nullable Object value, Renderer renderer) {
    if (!(value instanceof String text)) {
      return value;
    }
    var word = text.strip();
    switch (word) {
      case "True", "true" -> {
        return true;
      }
      case "False", "false", "None", "none", "" -> {
        return false;
      }
      default -> {}
    }
    if (word.matches("-?\\d{1,18}")) {
      return Long.valueOf(word);
    }
    if (word.matches("[A-Za-z_]\\w*")) {
      var variable = renderer.outer(word);
      if (variable != Run.MISSING) {
        return variable;
      }
    }
    if (word.matches("(?s).*[=<>!|(].*")) {
      throw Raised.of(
          "the condition became the text "
              + dev.runbook.template.value.Text.repr(text)
              + ", which is data and is not evaluated: write the expression without {{ }}");
    }
    return value;
  }
}
