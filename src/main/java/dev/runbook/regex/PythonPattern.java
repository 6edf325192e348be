package dev.runbook.regex;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern of Python's `re`. Texts that stand for bytes hold one byte in each character.
public final class PythonPattern {
  private static final int MOST = 50_000_000;
  private static final long MAX_NANOS = 5_000_000_000L;

  private final Pattern ascii;
  private final Pattern unicode;
  private final Map<String, Integer> names;

  /// How a pattern is meant, as Python's flags say it.
  public enum Flag {
    IGNORE_CASE,
    /// `^` and `$` match at every line
    MULTILINE,
    /// a dot matches newlines too
    DOT_ALL,
    /// letters and digits are those of ASCII
    BYTES
  }

  private PythonPattern(Pattern ascii, Pattern unicode, Map<String, Integer> names) {
    this.ascii = ascii;
    this.unicode = unicode;
    this.names = names;
  }

  /// A pattern over bytes: letters and digits are those of ASCII.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern ofBytes(String pattern) {
    return of(pattern, Set.of(Flag.BYTES));
  }

  /// A pattern over text.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern ofText(String pattern) {
    return of(pattern, Set.of());
  }

  /// A pattern over text in which `^` and `$` match at every line.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern multiline(String pattern) {
    return of(pattern, Set.of(Flag.MULTILINE));
  }

  /// A pattern over text in which a dot matches newlines too.
  ///
  /// @throws IllegalArgumentException where Python would not compile it
  public static PythonPattern dotAll(String pattern) {
    return of(pattern, Set.of(Flag.DOT_ALL));
  }

  /// @throws IllegalArgumentException where Python would not compile it, in its words
  public static PythonPattern of(String pattern, Set<Flag> wanted) {
    // UNIX_LINES: only \n ends a line
    var flags = Pattern.UNIX_LINES;
    if (wanted.contains(Flag.IGNORE_CASE)) {
      flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    }
    if (wanted.contains(Flag.MULTILINE)) {
      flags |= Pattern.MULTILINE;
    }
    if (wanted.contains(Flag.DOT_ALL)) {
      flags |= Pattern.DOTALL;
    }
    var translation = new Translation(pattern, wanted.contains(Flag.MULTILINE));
    try {
      var java = translation.java();
      var ascii = Pattern.compile(java, flags);
      return new PythonPattern(
          ascii,
          wanted.contains(Flag.BYTES)
              ? ascii
              : Pattern.compile(java, flags | Pattern.UNICODE_CHARACTER_CLASS),
          translation.names());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(pythons(e), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("the regular expression is nested too deeply", e);
    }
  }

  /// Python's words for the mistake that people make most.
  private static String pythons(PatternSyntaxException e) {
    return e.getDescription().startsWith("Dangling meta character")
        ? "nothing to repeat at position " + Math.max(0, e.getIndex())
        : e.getDescription();
  }

  /// A search in a text, which throws [TooCostly] where it takes too long.
  public Matcher matcher(String text) {
    var plain = true;
    for (var i = 0; i < text.length() && plain; i++) {
      plain = text.charAt(i) < 128;
    }
    return (plain ? ascii : unicode).matcher(new Timed(text, MAX_NANOS));
  }

  /// How many groups it has.
  public int groups() {
    return ascii.matcher("").groupCount();
  }

  /// The named groups with their numbers.
  public Map<String, Integer> names() {
    return names;
  }

  public boolean isFound(String text) {
    return matcher(text).find();
  }

  /// Whether the pattern itself asks for lines, with `(?m)`.
  public boolean isMultiline() {
    return (ascii.flags() & Pattern.MULTILINE) != 0 || ascii.pattern().startsWith("(?m");
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
    return replace(text, replacement, 0);
  }

  /// `re.subn(replacement, text, most)`; 0 means every place.
  public Replaced replace(String text, String replacement, int most) {
    var matcher = matcher(text);
    var template = new Replacement(replacement, names, matcher.groupCount());
    var out = new StringBuilder();
    var count = 0;
    var end = 0;
    while ((most <= 0 || count < most) && matcher.find()) {
      out.append(text, /* start= */ end, /* end= */ matcher.start());
      template.expand(matcher, out);
      end = matcher.end();
      count++;
      if (out.length() > MOST) {
        throw new TooCostly("a replacement of more than " + MOST + " characters");
      }
    }
    return new Replaced(out.append(text, end, text.length()).toString(), count);
  }
}
