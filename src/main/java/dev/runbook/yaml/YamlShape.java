package dev.runbook.yaml;

import java.util.regex.Pattern;

/// In which ways a text may be written in YAML: PyYAML's `analyze_scalar`.
///
/// @param flowPlain without quotes inside of brackets
/// @param blockPlain without quotes elsewhere
/// @param block as lines below a `|`
record YamlShape(
    boolean multiline, boolean flowPlain, boolean blockPlain, boolean singleQuoted, boolean block) {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}|\\d{4}-\\d{1,2}-\\d{1,2}(?:[Tt]|["
              + " \\t]+)\\d{1,2}:\\d{2}:\\d{2}(?:\\.\\d*)?(?:["
              + " \\t]*(?:Z|[-+]\\d{1,2}(?::\\d{2})?))?");

  /// Whether a text without quotes would be read as a text again.
  static boolean staysText(String text) {
    return Plain.value(text) instanceof String
        && !text.equals("=")
        && !text.equals("<<")
        && !TIMESTAMP.matcher(text).matches();
  }

  static YamlShape of(String text) {
    if (text.isEmpty()) {
      return new YamlShape(false, false, true, true, false);
    }
    var block = text.startsWith("---") || text.startsWith("...");
    var flow = block;
    var breaks = false;
    var special = false;
    var edges = false;
    var breakSpace = false;
    var spaceBreak = false;
    var afterSpace = true;
    var previous = ' ';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var beforeSpace = i + 1 >= text.length() || isSpace(text.charAt(i + 1));
      if (i == 0) {
        if ("#,[]{}&*!|>'\"%@`".indexOf(c) >= 0 || (c == '-' && beforeSpace)) {
          flow = true;
          block = true;
        } else if (c == '?' || c == ':') {
          flow = true;
          block |= beforeSpace;
        }
      } else if (",?[]{}".indexOf(c) >= 0) {
        flow = true;
      } else if (c == ':') {
        flow = true;
        block |= beforeSpace;
      } else if (c == '#' && afterSpace) {
        flow = true;
        block = true;
      }
      var isBreak = isBreak(c);
      breaks |= isBreak;
      special |= !isPrintable(c);
      edges |= (c == ' ' || isBreak) && (i == 0 || i == text.length() - 1);
      if (i > 0) {
        breakSpace |= c == ' ' && isBreak(previous);
        spaceBreak |= isBreak && previous == ' ';
      }
      afterSpace = isSpace(c);
      previous = c;
    }
    var plain = !edges && !breakSpace && !spaceBreak && !special && !breaks;
    return new YamlShape(
        breaks,
        plain && !flow,
        plain && !block,
        !breakSpace && !spaceBreak && !special,
        !spaceBreak && !special && !text.endsWith(" "));
  }

  private static boolean isSpace(char c) {
    return c == 0 || c == ' ' || c == '\t' || c == '\r' || isBreak(c);
  }

  static boolean isBreak(char c) {
    return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private static boolean isPrintable(char c) {
    return c == '\n'
        || (c >= 0x20 && c <= 0x7e)
        || c == 0x85
        // libyaml escapes what lies beyond the first plane, emoji for one
        || (c >= 0xa0 && c <= 0xfffd && c != 0xfeff && !Character.isSurrogate(c));
  }
}
