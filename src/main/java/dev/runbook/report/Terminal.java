package dev.runbook.report;

import java.io.PrintStream;
import java.util.Map;

/** Where a report is printed, and how it may look there. */
public final class Terminal {
  private final PrintStream out;
  private final PrintStream err;
  private final Look look;
  private final int width;

  /** Whether the terminal understands colours. */
  public enum Look {
    PLAIN,
    COLOURED
  }

  /** The colours of Ansible's default settings. */
  enum Colour {
    OK("0;32"),
    CHANGED("0;33"),
    FAILED("0;31"),
    UNREACHABLE("1;31"),
    SKIPPED("0;36"),
    WARNING("1;35"),
    ERROR("0;31"),
    ADDED("0;32"),
    REMOVED("0;31"),
    HUNK("0;36"),
    NONE("");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  /**
   * A place to print to.
   *
   * @param width in columns; banners are one shorter
   */
  public Terminal(PrintStream out, PrintStream err, Look look, int width) {
    this.out = out;
    this.err = err;
    this.look = look;
    this.width = width;
  }

  /**
   * This process's terminal, by Ansible's rules: coloured when it is one, unless the environment
   * says otherwise.
   */
  @SuppressWarnings("SystemConsoleNull") // it does when there is no terminal module
  public static Terminal ofThisProcess(
      PrintStream out, PrintStream err, Map<String, String> environment) {
    var isTerminal = System.console() != null && System.console().isTerminal();
    var off =
        environment.containsKey("NO_COLOR")
            || !environment.getOrDefault("ANSIBLE_NOCOLOR", "").isEmpty()
                && !environment.getOrDefault("ANSIBLE_NOCOLOR", "").equalsIgnoreCase("false");
    var forced = environment.getOrDefault("ANSIBLE_FORCE_COLOR", "");
    var on = isTerminal && !off || forced.equalsIgnoreCase("true") || forced.equals("1");
    return new Terminal(
        out, err, on ? Look.COLOURED : Look.PLAIN, columns(environment, isTerminal));
  }

  private static int columns(Map<String, String> environment, boolean isTerminal) {
    try {
      return isTerminal
          ? Math.max(80, Integer.parseInt(environment.getOrDefault("COLUMNS", "80")))
          : 80;
    } catch (NumberFormatException e) {
      return 80;
    }
  }

  int width() {
    return width;
  }

  String paint(String text, Colour colour) {
    if (look == Look.PLAIN || colour == Colour.NONE) {
      return text;
    }
    var painted = new StringBuilder();
    for (var line : text.split("\n", -1)) {
      if (!painted.isEmpty()) {
        painted.append('\n');
      }
      painted.append("\033[").append(colour.code).append('m').append(line).append("\033[0m");
    }
    return painted.toString();
  }

  void print(String text, Colour colour) {
    out.println(paint(visible(text), colour));
    out.flush();
  }

  void error(String text, Colour colour) {
    out.flush();
    err.println(paint(visible(text), colour));
    err.flush();
  }

  /**
   * Text from hosts may not steer the terminal: control characters but for line breaks and tabs are
   * shown as they are named.
   */
  private static String visible(String text) {
    StringBuilder made = null;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var bad = c < 0x20 && c != '\n' && c != '\t' && c != '\r' || c >= 0x7f && c < 0xa0;
      if (bad && made == null) {
        made = new StringBuilder(text.substring(0, i));
      }
      if (made != null) {
        made.append(bad ? String.format("\\x%02x", (int) c) : String.valueOf(c));
      }
    }
    return made == null ? text : made.toString();
  }
}
