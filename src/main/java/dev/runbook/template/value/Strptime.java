package dev.runbook.template.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Python's `datetime.strptime`.
public final class Strptime {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final List<String> DAYS =
      List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

  private final String text;
  private final String format;
  private int at;
  private int year = 1900;
  private int month = 1;
  private int day = 1;
  private int dayOfYear = -1;
  private int hour;
  private int minute;
  private int second;
  private int micros;
  private @Nullable Boolean afternoon;
  private @Nullable ZoneOffset offset;

  private Strptime(String text, String format) {
    this.text = text;
    this.format = format;
  }

  /// A `LocalDateTime`, or an `OffsetDateTime` where the format has `%z`.
  public static Object parse(String text, String format) {
    return new Strptime(text, format).run();
  }

  private Raised mismatch() {
    return Raised.of(
        "time data " + Text.repr(text) + " does not match format " + Text.repr(format));
  }

  private Object run() {
    parse(format);
    if (at < text.length()) {
      throw Raised.of("unconverted data remains: " + text.substring(at));
    }
    if (afternoon != null) {
      hour = hour % 12 + (afternoon ? 12 : 0);
    }
    try {
      var date =
          dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
      var time =
          LocalDateTime.of(date, java.time.LocalTime.of(hour, minute, second, micros * 1000));
      return offset == null ? time : time.atOffset(offset);
    } catch (DateTimeException e) {
      throw Raised.of("day is out of range for month");
    }
  }

  private void parse(String pattern) {
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      if (c == '%' && i + 1 < pattern.length()) {
        directive(pattern.charAt(++i));
      } else if (Letters.isSpace(c)) {
        while (at < text.length() && Letters.isSpace(text.charAt(at))) {
          at++;
        }
      } else if (at < text.length()
          && Character.toLowerCase(text.charAt(at)) == Character.toLowerCase(c)) {
        at++;
      } else {
        throw mismatch();
      }
    }
  }

  private void directive(char letter) {
    switch (letter) {
      case 'Y' -> year = number(4, 4);
      case 'y' -> {
        var two = number(2, 2);
        year = two < 69 ? 2000 + two : 1900 + two;
      }
      case 'm' -> month = number(1, 2);
      case 'd' -> day = number(1, 2);
      case 'j' -> dayOfYear = number(1, 3);
      case 'H' -> hour = number(1, 2);
      case 'I' -> hour = number(1, 2);
      case 'M' -> minute = number(1, 2);
      case 'S' -> second = number(1, 2);
      case 'f' -> {
        var start = at;
        var fraction = number(1, 6);
        micros = fraction * (int) Math.pow(10, 6 - (at - start));
      }
      case 'p' -> afternoon = word(List.of("am", "pm"), 2) == 1;
      case 'b', 'h' -> month = word(MONTHS, 3) + 1;
      case 'B' -> month = word(MONTHS, 0) + 1;
      case 'a' -> word(DAYS, 3);
      case 'A' -> word(DAYS, 0);
      case 'w' -> number(1, 1);
      case 'z' -> offset = zone();
      case 'Z' -> {
        var start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
          at++;
        }
        if (at == start) {
          throw mismatch();
        }
      }
      case 'T' -> parse("%H:%M:%S");
      case 'D', 'x' -> parse("%m/%d/%y");
      case 'X' -> parse("%H:%M:%S");
      case 'c' -> parse("%a %b %d %H:%M:%S %Y");
      case '%' -> {
        if (at >= text.length() || text.charAt(at++) != '%') {
          throw mismatch();
        }
      }
      default ->
          throw Raised.of("'" + letter + "' is a bad directive in format " + Text.repr(format));
    }
  }

  private int number(int least, int most) {
    var end = at;
    while (end < text.length() && end < at + most && Character.isDigit(text.charAt(end))) {
      end++;
    }
    if (end - at < least) {
      throw mismatch();
    }
    var number = Integer.parseInt(text.substring(at, end));
    at = end;
    return number;
  }

  private int word(List<String> words, int letters) {
    for (var i = 0; i < words.size(); i++) {
      var word = letters > 0 ? words.get(i).substring(0, letters) : words.get(i);
      if (text.toLowerCase(Locale.ROOT).startsWith(word, at)) {
        at += word.length();
        return i;
      }
    }
    throw mismatch();
  }

  private ZoneOffset zone() {
    if (at < text.length() && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      at++;
      return ZoneOffset.UTC;
    }
    if (at >= text.length() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
      throw mismatch();
    }
    var sign = text.charAt(at++) == '-' ? -1 : 1;
    var hours = number(2, 2);
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
    }
    var minutes = number(2, 2);
    return ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
  }
}
