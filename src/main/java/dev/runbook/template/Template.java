package dev.runbook.template;

import dev.runbook.yaml.Source;

/**
 * Text written by the author that holds {@code {{ }}}, {@code {% %}} or {@code {# #}}.
 *
 * <p>Only this type is ever evaluated: a plain string is data, however it travels. Variable trees
 * (maps, lists) may hold templates as leaves.
 *
 * @param text as written
 * @param at where its first character stands
 */
public record Template(String text, Source at) {

  /**
   * The value for a text of the author: a template where there is something to evaluate, else the
   * text itself.
   */
  public static Object of(String text, Source at) {
    return mayHoldTemplate(text) ? new Template(text, at) : text;
  }

  public static boolean mayHoldTemplate(String text) {
    var i = text.indexOf('{');
    while (i >= 0 && i + 1 < text.length()) {
      var c = text.charAt(i + 1);
      if (c == '{' || c == '%' || c == '#') {
        return true;
      }
      i = text.indexOf('{', i + 1);
    }
    return false;
  }

  @Override
  public String toString() {
    return text;
  }
}
