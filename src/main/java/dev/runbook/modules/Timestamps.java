package dev.runbook.modules;

import dev.runbook.module.AttributeDiff;
import dev.runbook.module.Fields;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The times that a task of the `file` module wants: each a time of the host's clock and zone,
/// `now`, or as it is (null).
record Timestamps(@Nullable String modification, @Nullable String access) {
  private static final DateTimeFormatter STAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.n] Z", Locale.ROOT);
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
      return LocalDateTime.parse(time, formatter(format)).format(PLAIN);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new ModuleFailure(
          "Error while obtaining timestamp for time %s using format %s: time data '%s' does not match format '%s'"
              .formatted(time, format, time, format));
    }
  }

  /// The formats of Python's `strptime` that make a full time.
  private static DateTimeFormatter formatter(String format) {
    var builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
    for (var i = 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        builder.appendLiteral(c);
        continue;
      }
      switch (format.charAt(++i)) {
        case 'Y' -> builder.appendValue(ChronoField.YEAR, 4);
        case 'y' -> builder.appendValueReduced(ChronoField.YEAR, 2, 2, 1969);
        case 'm' -> builder.appendValue(ChronoField.MONTH_OF_YEAR, 2);
        case 'd' -> builder.appendValue(ChronoField.DAY_OF_MONTH, 2);
        case 'j' -> builder.appendValue(ChronoField.DAY_OF_YEAR, 3);
        case 'H' -> builder.appendValue(ChronoField.HOUR_OF_DAY, 2);
        case 'I' -> builder.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 2);
        case 'p' -> builder.appendText(ChronoField.AMPM_OF_DAY);
        case 'M' -> builder.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
        case 'S' -> builder.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
        case 'b' -> builder.appendPattern("MMM");
        case 'B' -> builder.appendPattern("MMMM");
        case 'T' -> builder.appendPattern("HH:mm:ss");
        case 'D' -> builder.appendPattern("MM/dd/yy");
        case 'F' -> builder.appendPattern("yyyy-MM-dd");
        case '%' -> builder.appendLiteral('%');
        default -> throw new IllegalArgumentException(format);
      }
    }
    return builder
        .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
        .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
        .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
        .toFormatter(Locale.ENGLISH);
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
    var script = new StringBuilder();
    one(
        script,
        "-m",
        "mtime",
        modification,
        wanted.modification(),
        now == null ? null : now.modified(),
        diff,
        word);
    one(
        script,
        "-a",
        "atime",
        access,
        wanted.access(),
        now == null ? null : now.accessed(),
        diff,
        word);
    return script.toString();
  }

  private static void one(
      StringBuilder script,
      String option,
      String key,
      @Nullable String time,
      @Nullable Long wanted,
      @Nullable String now,
      AttributeDiff diff,
      String word) {
    if (time == null || wanted == null) {
      return;
    }
    var current = now == null ? null : instant(now);
    if (current != null && !time.equals("now") && current.equals(Instant.ofEpochSecond(wanted))) {
      return;
    }
    if (current != null) {
      diff.put(key, current.getEpochSecond() + current.getNano() / 1e9, (double) wanted);
    }
    var when = time.equals("now") ? "" : " -d " + Quote.sh(time);
    script.append("touch -c ").append(option).append(when).append(" -- ").append(word).append('\n');
  }

  private static @Nullable Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text, STAT).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
