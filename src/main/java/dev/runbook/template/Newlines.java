package dev.runbook.template;

/// The line ends at the end of a template, which Jinja2 drops and Ansible adds back.
final class Newlines {
  private Newlines() {}

  static String keep(String source, String result, String sequence) {
    var missing = count(source) - count(result);
    return missing > 0 ? result + sequence.repeat(missing) : result;
  }

  private static int count(String text) {
    var i = text.length();
    while (i > 0 && text.charAt(i - 1) == '\n') {
      i--;
    }
    return text.length() - i;
  }
}
