package dev.runbook.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The locale that the program was started in: it decides how file names and words are read. */
final class Locales {
  /** What Java falls back to where the locale is not installed. */
  private static final String UNKNOWN = "ANSI_X3.4-1968";

  private Locales() {}

  /**
   * Why a run cannot begin, or null. Ansible wants a locale of UTF-8 that is installed; here one
   * that is not does too if its name says UTF-8, as long as all names are ASCII. The launcher has
   * put C.UTF-8 in the place of C.
   *
   * @param encoding the encoding of file names, Java's {@code sun.jnu.encoding}
   */
  static @Nullable String refusal(Map<String, String> environment, String encoding) {
    var name = name(environment).toLowerCase(Locale.ROOT).replace("-", "");
    if (encoding.equals("UTF-8")
        || name.isEmpty()
        || name.equals("c")
        || name.equals("posix")
        || name.contains("utf8")) {
      return null;
    }
    return encoding.equals(UNKNOWN)
        ? "ERROR: Ansible could not initialize the preferred locale: unsupported locale setting"
        : "ERROR: Ansible requires the locale encoding to be UTF-8; Detected " + encoding + ".";
  }

  /** What to do about a file name that cannot be written in this locale, or null. */
  static @Nullable String remedy(Map<String, String> environment, String encoding) {
    return encoding.equals("UTF-8")
        ? null
        : "The locale '"
            + name(environment)
            + "' is not one of UTF-8 that is installed: set LC_ALL=C.UTF-8.";
  }

  private static String name(Map<String, String> environment) {
    for (var variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      var value = environment.getOrDefault(variable, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
