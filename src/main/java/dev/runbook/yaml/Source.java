package dev.runbook.yaml;

import org.jspecify.annotations.Nullable;

/**
 * The place where something was written.
 *
 * @param file the path as the user knows it, or a name such as {@code <command line>}
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1; 0 when the whole line is meant
 * @param written the text as it stands in the file, where escapes and folding make it differ from
 *     its value; else null
 */
public record Source(String file, int line, int column, @Nullable String written) {

  public Source(String file, int line, int column) {
    this(file, line, column, null);
  }

  /** Where nothing was written: values made by the program itself. */
  public static final Source NONE = new Source("<runbook>", 0, 0);

  /** The place of an offset in the value that begins here. */
  public Source within(String value, int offset) {
    if (line == 0 || offset < 0) {
      return this;
    }
    if (written != null) {
      var there = Alignment.offset(written, value, offset);
      return moved(written, there, 1);
    }
    return moved(value, offset, Math.max(1, column));
  }

  /** Lines after the first begin in a column of their own. */
  private Source moved(String text, int offset, int next) {
    var lines = 0;
    var start = 0;
    for (var i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      lines++;
      start = i + 1;
    }
    var from = lines == 0 ? Math.max(1, column) : next;
    return new Source(file, line + lines, from + offset - start);
  }

  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
