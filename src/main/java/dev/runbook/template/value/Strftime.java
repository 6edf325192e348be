package dev.runbook.template.value;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.Locale;

/// `strftime` with C's letters.
public final class Strftime {
  private Strftime() {}

  public static String format(String format, ZonedDateTime at) {
    var out = new StringBuilder();
    for (var i = 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      c = format.charAt(++i);
      if ((c == '-' || c == '_') && i + 1 < format.length()) {
        var part = new StringBuilder();
        letter(format.charAt(++i), at, part);
        var bare = part.toString().replaceFirst("^0+(?=.)", "");
        out.append(c == '-' ? bare : " ".repeat(part.length() - bare.length()) + bare);
      } else {
        letter(c, at, out);
      }
    }
    return out.toString();
  }

  static String format(String format, Object date) {
    if (date instanceof OffsetDateTime d) {
      return format(format, d.toZonedDateTime());
    }
    LocalDateTime local = Dates.dateTime(date);
    // A naive date has no zone: %z and %Z print nothing.
    return format(format.replace("%z", "").replace("%Z", ""), local.atZone(ZoneId.of("UTC")));
  }

  private static void letter(char letter, ZonedDateTime at, StringBuilder out) {
    switch (letter) {
      case 'Y' -> out.append(at.getYear());
      case 'C' -> two(out, at.getYear() / 100);
      case 'y' -> two(out, at.getYear() % 100);
      case 'm' -> two(out, at.getMonthValue());
      case 'd' -> two(out, at.getDayOfMonth());
      case 'e' -> out.append(String.format("%2d", at.getDayOfMonth()));
      case 'H' -> two(out, at.getHour());
      case 'I' -> two(out, (at.getHour() + 11) % 12 + 1);
      case 'M' -> two(out, at.getMinute());
      case 'S' -> two(out, at.getSecond());
      case 'f' -> out.append(String.format("%06d", at.getNano() / 1000));
      case 'p' -> out.append(at.getHour() < 12 ? "AM" : "PM");
      case 'P' -> out.append(at.getHour() < 12 ? "am" : "pm");
      case 'j' -> out.append(String.format("%03d", at.getDayOfYear()));
      case 'a' -> out.append(at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'A' -> out.append(at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'b', 'h' -> out.append(at.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'B' -> out.append(at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'u' -> out.append(at.getDayOfWeek().getValue());
      case 'w' -> out.append(at.getDayOfWeek().getValue() % 7);
      case 'U' -> two(out, week(at, DayOfWeek.SUNDAY));
      case 'W' -> two(out, week(at, DayOfWeek.MONDAY));
      case 'V' -> two(out, at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'G' -> out.append(at.get(IsoFields.WEEK_BASED_YEAR));
      case 'g' -> two(out, at.get(IsoFields.WEEK_BASED_YEAR) % 100);
      case 's' -> out.append(at.toEpochSecond());
      case 'z' -> {
        var seconds = at.getOffset().getTotalSeconds();
        out.append(seconds < 0 ? '-' : '+');
        two(out, Math.abs(seconds) / 3600);
        two(out, Math.abs(seconds) / 60 % 60);
      }
      case 'Z' -> {
        var name = at.getZone().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        out.append("Z".equals(name) || "Etc/UTC".equals(at.getZone().getId()) ? "UTC" : zone(at));
      }
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case '%' -> out.append('%');
      case 'D', 'x' -> out.append(format("%m/%d/%y", at));
      case 'F' -> out.append(format("%Y-%m-%d", at));
      case 'T', 'X' -> out.append(format("%H:%M:%S", at));
      case 'R' -> out.append(format("%H:%M", at));
      case 'r' -> out.append(format("%I:%M:%S %p", at));
      case 'c' -> out.append(format("%a %b %e %H:%M:%S %Y", at));
      default -> out.append('%').append(letter);
    }
  }

  private static String zone(ZonedDateTime at) {
    return java.time.format.DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(at);
  }

  private static int week(ZonedDateTime at, DayOfWeek first) {
    // Weeks before the first such day are week 0.
    return at.get(WeekFields.of(first, 7).weekOfYear());
  }

  private static void two(StringBuilder out, long number) {
    if (number < 10) {
      out.append('0');
    }
    out.append(number);
  }
}
