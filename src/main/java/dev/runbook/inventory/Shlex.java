package dev.runbook.inventory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits a line as Python's `shlex.split(line, comments=True)` does.
public final class Shlex {
  private Shlex() {}

  /// A word and where it began.
  ///
  /// @param text quotes and escapes resolved
  /// @param column from 1
  public record Word(String text, int column) {}

  /// A quote or escape without its end.
  public static final class Unfinished extends Exception {
    private static final long serialVersionUID = 1;

    Unfinished(String message) {
      super(message);
    }
  }

  public static List<Word> split(String line) throws Unfinished {
    var words = new ArrayList<Word>();
    @Nullable StringBuilder word = null;
    var start = 0;
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        if (word != null) {
          words.add(new Word(word.toString(), start + 1));
          word = null;
        }
        continue;
      }
      if (c == '#') {
        break;
      }
      if (word == null) {
        word = new StringBuilder();
        start = i;
      }
      switch (c) {
        case '\\' -> {
          if (++i == line.length()) {
            throw new Unfinished("No escaped character");
          }
          word.append(line.charAt(i));
        }
        case '\'' -> {
          var end = line.indexOf('\'', i + 1);
          if (end < 0) {
            throw new Unfinished("No closing quotation");
          }
          word.append(line, i + 1, end);
          i = end;
        }
        case '"' -> i = doubleQuoted(line, i, word);
        default -> word.append(c);
      }
    }
    if (word != null) {
      words.add(new Word(word.toString(), start + 1));
    }
    return words;
  }

  /// Appends the text in double quotes and gives the index of the closing one.
  private static int doubleQuoted(String line, int open, StringBuilder word) throws Unfinished {
    for (var i = open + 1; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        if (++i == line.length()) {
          throw new Unfinished("No escaped character");
        }
        c = line.charAt(i);
        if (c != '"' && c != '\\') {
          word.append('\\');
        }
      }
      word.append(c);
    }
    throw new Unfinished("No closing quotation");
  }
}
