package dev.runbook.template.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The dates of YAML 1.1, which PyYAML makes of words that look like one.
final class Timestamps {
  private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[Tt]|[ \\t]+)(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d*))?"
              + "(?:[ \\t]*(?:(Z)|([-+])(\\d{1,2})(?::?(\\d{2}))?))?");

  private Timestamps() {}

  static @Nullable Object read(@Nullable Object value) {
    if (!(value instanceof String text) || text.length() < 8 || text.charAt(4) != '-') {
      return value;
    }
    try {
      var date = DATE.matcher(text);
      if (date.matches()) {
        return LocalDate.of(number(date, 1), number(date, 2), number(date, 3));
      }
      var time = TIME.matcher(text);
      return time.matches() ? time(time) : value;
    } catch (DateTimeException e) {
      return value;
    }
  }

  private static int number(Matcher match, int group) {
    var digits = match.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static Object time(Matcher m) {
    var fraction = m.group(7) == null ? "" : m.group(7);
    var micros = Integer.parseInt((fraction + "000000").substring(0, 6));
    var time =
        LocalDateTime.of(
            number(m, 1),
            number(m, 2),
            number(m, 3),
            number(m, 4),
            number(m, 5),
            number(m, 6),
            micros * 1000);
    if (m.group(8) != null) {
      return time.atOffset(ZoneOffset.UTC);
    }
    if (m.group(9) == null) {
      return time;
    }
    var seconds = number(m, 10) * 3600 + number(m, 11) * 60;
    return time.atOffset(ZoneOffset.ofTotalSeconds(m.group(9).equals("-") ? -seconds : seconds));
  }
}
