package dev.runbook.yaml;

import java.util.ArrayList;
import java.util.List;

/// The text that is being written, with PyYAML's rules for blanks, line ends and folding.
final class YamlText {
  private final StringBuilder out = new StringBuilder();
  private final int step;
  private final int width;
  private final List<Integer> levels = new ArrayList<>();
  private int level = -1;
  private int column;
  private boolean afterSpace = true;
  private boolean indention = true;
  private int flows;

  YamlText(int step, int width) {
    this.step = step;
    this.width = Math.max(width, step * 2 + 1);
  }

  String text() {
    return out.toString();
  }

  void openRoot() {
    level = -1;
  }

  boolean inFlow() {
    return flows > 0;
  }

  void enterFlow() {
    flows++;
  }

  void leaveFlow() {
    flows--;
  }

  boolean isIndention() {
    return indention;
  }

  void deeper(boolean flow, boolean same) {
    levels.add(level);
    if (level < 0) {
      level = flow ? step : 0;
    } else if (!same) {
      level += step;
    }
  }

  void shallower() {
    level = levels.removeLast();
  }

  void foldFlow() {
    if (column > width) {
      indent();
    }
  }

  private void write(String text) {
    out.append(text);
    column += text.codePointCount(0, text.length());
  }

  void indicator(String text, boolean needsSpace, boolean leavesSpace, boolean keepsIndention) {
    if (!afterSpace && needsSpace) {
      write(" ");
    }
    write(text);
    afterSpace = leavesSpace;
    indention = indention && keepsIndention;
  }

  void indent() {
    var wanted = Math.max(level, 0);
    if (!indention || column > wanted || (column == wanted && !afterSpace)) {
      lineBreak("\n");
    }
    if (column < wanted) {
      afterSpace = true;
      write(" ".repeat(wanted - column));
    }
  }

  private void lineBreak(String text) {
    out.append(text);
    afterSpace = true;
    indention = true;
    column = 0;
  }

  void plain(String text, boolean split) {
    if (text.isEmpty()) {
      return;
    }
    if (!afterSpace) {
      write(" ");
    }
    afterSpace = false;
    indention = false;
    var start = 0;
    while (start < text.length()) {
      var space = text.indexOf(' ', start);
      if (space < 0) {
        write(text.substring(start));
        return;
      }
      write(text.substring(start, space));
      var end = space;
      while (end < text.length() && text.charAt(end) == ' ') {
        end++;
      }
      if (end == space + 1 && column > width && split) {
        indent();
        afterSpace = false;
        indention = false;
      } else {
        write(text.substring(space, end));
      }
      start = end;
    }
  }

  void singleQuoted(String text, boolean split) {
    indicator("'", true, false, false);
    var start = 0;
    while (start < text.length()) {
      var c = text.charAt(start);
      var end = start + 1;
      if (c == ' ') {
        while (end < text.length() && text.charAt(end) == ' ') {
          end++;
        }
        if (end == start + 1 && column > width && split && start != 0 && end != text.length()) {
          indent();
        } else {
          write(text.substring(start, end));
        }
      } else if (YamlShape.isBreak(c)) {
        if (c == '\n') {
          lineBreak("\n");
        }
        while (end < text.length() && YamlShape.isBreak(text.charAt(end))) {
          end++;
        }
        for (var i = start; i < end; i++) {
          lineBreak(text.substring(i, i + 1));
        }
        indent();
      } else if (c == '\'') {
        write("''");
      } else {
        while (end < text.length()
            && text.charAt(end) != ' '
            && text.charAt(end) != '\''
            && !YamlShape.isBreak(text.charAt(end))) {
          end++;
        }
        write(text.substring(start, end));
      }
      start = end;
    }
    indicator("'", false, false, false);
  }

  void doubleQuoted(String text, boolean split) {
    indicator("\"", true, false, false);
    var spaces = false;
    for (var i = 0; i < text.length(); ) {
      var point = text.codePointAt(i);
      var next = i + Character.charCount(point);
      if (needsEscape(point)) {
        write(escaped(point));
        spaces = false;
      } else if (point == ' ') {
        if (split && !spaces && column > width && i > 0 && next < text.length()) {
          indent();
          if (text.charAt(next) == ' ') {
            write("\\");
          }
        } else {
          write(" ");
        }
        spaces = true;
      } else {
        write(Character.toString(point));
        spaces = false;
      }
      i = next;
    }
    indicator("\"", false, false, false);
  }

  /// Lines below a `|`.
  void literal(String text) {
    indicator("|" + hints(text), true, false, false);
    lineBreak("\n");
    var breaks = true;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (YamlShape.isBreak(c)) {
        lineBreak(String.valueOf(c));
        breaks = true;
      } else {
        if (breaks) {
          indent();
        }
        out.append(c);
        column++;
        indention = false;
        breaks = false;
      }
    }
  }

  /// Blanks in front must be counted, and whether the text ends with a line break must be told.
  private String hints(String text) {
    var first = text.charAt(0);
    var indent = first == ' ' || YamlShape.isBreak(first) ? String.valueOf(step) : "";
    var last = text.length() - 1;
    if (!YamlShape.isBreak(text.charAt(last))) {
      return indent + "-";
    }
    return last == 0 || YamlShape.isBreak(text.charAt(last - 1)) ? indent + "+" : indent;
  }

  private static boolean needsEscape(int c) {
    return c == '"'
        || c == '\\'
        || c == 0x85
        || c == 0x2028
        || c == 0x2029
        || c == 0xfeff
        || !((c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xfffd));
  }

  private static String escaped(int c) {
    return switch (c) {
      case 0 -> "\\0";
      case 7 -> "\\a";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case 0x0b -> "\\v";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      case 0x1b -> "\\e";
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case 0x85 -> "\\N";
      case 0x2028 -> "\\L";
      case 0x2029 -> "\\P";
      default -> String.format(c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%08X", c);
    };
  }
}
