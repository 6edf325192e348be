package dev.runbook.cli;

import java.util.List;

/// What `--help` prints of a command.
final class Usage {
  private static final int COLUMN = 30;

  private Usage() {}

  static String text(String usage, List<Flag> flags) {
    var text = new StringBuilder("usage: ").append(usage).append("\n\noptions:\n");
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
}
