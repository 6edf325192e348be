package dev.runbook.yaml;

/**
 * The place where something was written.
 *
 * @param file the path as the user knows it, or a name such as {@code <command line>}
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1; 0 when the whole line is meant
 */
public record Source(String file, int line, int column) {

  /** Where nothing was written: values made by the program itself. */
  public static final Source NONE = new Source("<runbook>", 0, 0);

  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
