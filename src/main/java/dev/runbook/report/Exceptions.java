package dev.runbook.report;

/** What is told of a result's {@code exception}. */
final class Exceptions {
  private static final int FULL = 3;

  private Exceptions() {}

  static String text(String exception, int verbosity) {
    if (verbosity >= FULL) {
      return "The full traceback is:\n" + exception;
    }
    var lines = exception.strip().split("\n");
    return "An exception occurred during task execution. To see the full traceback, use -vvv. The"
        + " error was: "
        + lines[lines.length - 1];
  }
}
