package dev.runbook.regex;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pattern of Python's `re`. Texts that stand for bytes hold one byte in each character.
public final class PythonPattern {
  private final Pattern pattern;
  private final Map<String, Integer> names;

  private PythonPattern(Pattern pattern, Map<String, Integer> names) {
    this.pattern = pattern;
    this.names = names;
  }

  /// A pattern over bytes: letters and digits are those of ASCII.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern ofBytes(String pattern) {
    return of(pattern, 0);
  }

  /// A pattern over text.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern ofText(String pattern) {
    return of(pattern, Pattern.UNICODE_CHARACTER_CLASS);
  }

  /// A pattern over text in which `^` and `$` match at every line.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern multiline(String pattern) {
    return of(pattern, Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);
  }

  /// A pattern over text in which a dot matches newlines too.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern dotAll(String pattern) {
    return of(pattern, Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);
  }

  private static PythonPattern of(String pattern, int flags) {
    var translation = new Translation(pattern);
    var java = translation.java();
    // UNIX_LINES: only \n ends a line
    return new PythonPattern(
        Pattern.compile(java, flags | Pattern.UNIX_LINES), translation.names());
  }

  public Matcher matcher(String text) {
    return pattern.matcher(text);
  }

  public boolean isFound(String text) {
    return pattern.matcher(text).find();
  }

  /// Whether the pattern itself asks for lines, with `(?m)`.
  public boolean isMultiline() {
    return (pattern.flags() & Pattern.MULTILINE) != 0 || pattern.pattern().startsWith("(?m");
  }

  /// The number of a named group.
  public int group(String name) {
    var number = names.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no such group: " + name);
    }
    return number;
  }

  /// `match.expand(template)`: backslash escapes and groups filled in.
  public String expand(Matcher match, String template) {
    var out = new StringBuilder();
    new Replacement(template, names, match.groupCount()).expand(match, out);
    return out.toString();
  }

  /// What [#replaceAll] did.
  ///
  /// @param count how many places were replaced
  public record Replaced(String text, int count) {}

  /// `re.subn(replacement, text)`
  public Replaced replaceAll(String text, String replacement) {
    var matcher = pattern.matcher(text);
    var template = new Replacement(replacement, names, matcher.groupCount());
    var out = new StringBuilder();
    var count = 0;
    var end = 0;
    while (matcher.find()) {
      out.append(text, /* start= */ end, /* end= */ matcher.start());
      template.expand(matcher, out);
      end = matcher.end();
      count++;
    }
    return new Replaced(out.append(text, end, text.length()).toString(), count);
  }
}
