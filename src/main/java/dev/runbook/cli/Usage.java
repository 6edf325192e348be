package dev.runbook.cli;

import java.util.List;

/// What `--help` prints of a command.
final class Usage {
  private static final int COLUMN = 30;

  private Usage() {}

  /// @param program as it was called
  /// @param words what follows it
  /// @param more what stands behind the list of flags; `PROGRAM` in it stands for the program
  static String text(String program, String words, List<Flag> flags, String more) {
    return "usage: " + program + " " + words + "\n" + flags(flags) + more(program, more);
  }

  static String flags(List<Flag> flags) {
    var text = new StringBuilder("\noptions:\n");
    for (var flag : flags) {
      var names = "  " + String.join(", ", flag.names());
      if (flag.value() != null) {
        names += " " + flag.value();
      }
      text.append(names);
      text.append(
          names.length() < COLUMN
              ? " ".repeat(COLUMN - names.length())
              : "\n" + " ".repeat(COLUMN));
      text.append(flag.doc()).append('\n');
    }
    return text.toString();
  }

  static String more(String program, String text) {
    return text.replace("PROGRAM", program);
  }
}
