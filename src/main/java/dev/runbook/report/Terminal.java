package dev.runbook.report;

import dev.runbook.report.Palette.Colour;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a report is printed, and how it may look there. */
public final class Terminal {
  private final PrintStream out;
  private final PrintStream err;
  private final Look look;
  private final int width;
  private final Palette palette;
  private final @Nullable LogFile log;
  private final Verbose verbose;

  /** Where what only {@code -v} shows goes. */
  public enum Verbose {
    ON_OUTPUT,
    ON_ERRORS
  }

  /** Whether the terminal understands colours. */
  public enum Look {
    PLAIN,
    COLOURED
  }

  /**
   * A place to print to.
   *
   * @param width in columns; banners are one shorter
   */
  public Terminal(PrintStream out, PrintStream err, Look look, int width) {
    this(out, err, look, width, Palette.usual(), null, Verbose.ON_OUTPUT);
  }

  private Terminal(
      PrintStream out,
      PrintStream err,
      Look look,
      int width,
      Palette palette,
      @Nullable LogFile log,
      Verbose verbose) {
    this.out = out;
    this.err = err;
    this.look = look;
    this.width = width;
    this.palette = palette;
    this.log = log;
    this.verbose = verbose;
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
            || isTrue(environment.getOrDefault("ANSIBLE_NOCOLOR", ""));
    var on = isTerminal && !off || isTrue(environment.getOrDefault("ANSIBLE_FORCE_COLOR", ""));
    return new Terminal(
        out, err, on ? Look.COLOURED : Look.PLAIN, columns(environment, isTerminal));
  }

  private static boolean isTrue(String word) {
    return word.matches("(?i)y|yes|on|1|true|t");
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

  /** The same place with other colours, and a file that gets all that is shown. */
  public Terminal with(Look forced, Palette colours, @Nullable LogFile file, Verbose where) {
    return new Terminal(out, err, forced, width, colours, file, where);
  }

  public Look look() {
    return look;
  }

  String stars(String text) {
    return "*".repeat(Math.max(3, width - 1 - Width.of(text)));
  }

  /** A headline. */
  void banner(String text) {
    var title = text.strip();
    print("\n" + title + " " + stars(title), Colour.NONE);
  }

  String paint(String text, Colour colour) {
    return look == Look.PLAIN ? text : palette.paint(text, colour);
  }

  /** A line about the program itself, for those who want to know more. */
  public void say(String text) {
    print(text, Colour.VERBOSE, verbose == Verbose.ON_OUTPUT ? out : err);
  }

  /** A line, or several; one line break at the end of the text is the one that ends it. */
  void print(String text, Colour colour) {
    print(text, colour, out);
  }

  private void print(String text, Colour colour, PrintStream where) {
    var shown = visible(chomped(text));
    if (log != null && !shown.isEmpty()) {
      log.add(shown, LogFile.Level.INFO);
    }
    where.println(paint(shown, colour));
    where.flush();
  }

  /** Prints what has colours in it already, and logs it without. */
  void print(String painted, String plain) {
    if (log != null && !plain.isEmpty()) {
      log.add(plain, LogFile.Level.INFO);
    }
    out.println(chomped(painted));
    out.flush();
  }

  private static String chomped(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  void error(String text, Colour colour) {
    out.flush();
    var shown = visible(text);
    if (log != null) {
      log.add(shown, colour == Colour.ERROR ? LogFile.Level.ERROR : LogFile.Level.WARNING);
    }
    err.println(paint(shown, colour));
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
