package dev.runbook.modules;

import dev.runbook.module.AttributeDiff;
import dev.runbook.module.Fields;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The times that a task of the `file` module wants: each a time of the host's clock and zone,
/// `now`, or as it is (null).
record Timestamps(@Nullable String modification, @Nullable String access) {
  private static final DateTimeFormatter STAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.n] Z", Locale.ROOT);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final DateTimeFormatter PLAIN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  static Timestamps of(
      String modification, String modificationFormat, String access, String accessFormat)
      throws ModuleFailure {
    return new Timestamps(read(modification, modificationFormat), read(access, accessFormat));
  }

  private static @Nullable String read(String time, String format) throws ModuleFailure {
    if (time.equals("preserve")) {
      return null;
    }
    if (time.equals("now")) {
      return time;
    }
    try {
      return time(time, format).format(PLAIN);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new ModuleFailure(
          "Error while obtaining timestamp for time %s using format %s: time data '%s' does not match format '%s'"
              .formatted(time, format, time, format));
    }
  }

  /// As Python's `strptime`: a number may have fewer digits, what is not said is the start of 1900.
  private static LocalDateTime time(String time, String format) {
    var matcher = pattern(format).matcher(time);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(time);
    }
    var said = new HashMap<String, String>();
    matcher.namedGroups().keySet().forEach(name -> said.put(name, matcher.group(name)));
    var two = number(said, "y", 0);
    var year = said.containsKey("y") ? two + (two > 68 ? 1900 : 2000) : number(said, "Y", 1900);
    var hour =
        said.containsKey("I")
            ? number(said, "I", 0) % 12
                + (said.getOrDefault("p", "").equalsIgnoreCase("pm") ? 12 : 0)
            : number(said, "H", 0);
    var name = said.getOrDefault("b", said.get("B"));
    var month =
        name == null
            ? number(said, "m", 1)
            : MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
    var day =
        said.containsKey("j")
            ? LocalDate.ofYearDay(year, number(said, "j", 1))
            : LocalDate.of(year, month, number(said, "d", 1));
    return day.atTime(hour, number(said, "M", 0), number(said, "S", 0));
  }

  private static int number(Map<String, String> said, String directive, int unsaid) {
    var text = said.get(directive);
    return text == null ? unsaid : Integer.parseInt(text.strip());
  }

  private static Pattern pattern(String format) {
    var regex = new StringBuilder();
    for (var i = 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        regex.append(Pattern.quote(String.valueOf(c)));
        continue;
      }
      var directive = format.charAt(++i);
      var values =
          switch (directive) {
            case 'Y' -> "\\d{4}";
            case 'y' -> "\\d\\d";
            case 'm' -> "1[0-2]|0[1-9]|[1-9]";
            case 'd' -> "3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]";
            case 'j' -> "36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]";
            case 'H' -> "2[0-3]|[01]\\d|\\d";
            case 'I' -> "1[0-2]|0[1-9]|[1-9]";
            case 'p' -> "am|pm";
            case 'M', 'S' -> "[0-5]\\d|\\d";
            case 'b' -> String.join("|", MONTHS);
            case 'B' ->
                "january|february|march|april|may|june|july|august|september|october|november|december";
            case '%' -> "%";
            default -> throw new IllegalArgumentException(format);
          };
      regex.append(directive == '%' ? "%" : "(?<" + directive + ">" + values + ")");
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  boolean none() {
    return modification == null && access == null;
  }

  /// Script that prints what {@link #compare} reads: each time as the host's seconds since 1970.
  String questions() {
    return question(modification) + question(access);
  }

  private static String question(@Nullable String time) {
    if (time == null) {
      return "printf '\\0'\n";
    }
    // busybox needs -d in this very form, GNU takes it too
    var when = time.equals("now") ? "" : "-d " + Quote.sh(time) + " ";
    return "date " + when + "+%s; printf '\\0'\n";
  }

  /// Reads the answers and says what differs; the commands of the diff are not set.
  Wanted read(Fields fields) {
    return new Wanted(seconds(fields.word()), seconds(fields.word()));
  }

  private static @Nullable Long seconds(String text) {
    return text.isEmpty() ? null : Long.valueOf(text);
  }

  /// Seconds since 1970 for each time that is wanted.
  record Wanted(@Nullable Long modification, @Nullable Long access) {}

  /// Adds what differs to a diff and gives the commands.
  ///
  /// @param word the path as a word of sh
  String compare(FileState.@Nullable Stat now, Wanted wanted, AttributeDiff diff, String word) {
    // both at once: then whoever may write the file may touch it
    var both = "now".equals(modification) && "now".equals(access);
    var modified = now == null ? null : now.modified();
    var accessed = now == null ? null : now.accessed();
    var first =
        one(both ? "" : "-m ", "mtime", modification, wanted.modification(), modified, diff, word);
    var second = one("-a ", "atime", access, wanted.access(), accessed, diff, word);
    return both ? first : first + second;
  }

  private static String one(
      String option,
      String key,
      @Nullable String time,
      @Nullable Long wanted,
      @Nullable String now,
      AttributeDiff diff,
      String word) {
    if (time == null || wanted == null) {
      return "";
    }
    var current = now == null ? null : instant(now);
    if (current != null && !time.equals("now") && current.equals(Instant.ofEpochSecond(wanted))) {
      return "";
    }
    if (current != null) {
      diff.put(key, current.getEpochSecond() + current.getNano() / 1e9, (double) wanted);
    }
    var when = time.equals("now") ? "" : "-d " + Quote.sh(time) + " ";
    return "touch -c " + option + when + "-- " + word + "\n";
  }

  private static @Nullable Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text, STAT).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
