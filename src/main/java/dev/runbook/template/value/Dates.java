package dev.runbook.template.value;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Python's `datetime`, `date` and `timedelta`: what templates do with them.
final class Dates {
  private Dates() {}

  static String str(Object value) {
    return switch (value) {
      case LocalDate d -> d.toString();
      case Duration d -> delta(d);
      default -> iso(value, ' ');
    };
  }

  static String iso(Object value, char between) {
    return switch (value) {
      case LocalDate d -> d.toString();
      case LocalDateTime d -> d.toLocalDate().toString() + between + clock(d);
      case OffsetDateTime d ->
          d.toLocalDate().toString()
              + between
              + clock(d.toLocalDateTime())
              + (d.getOffset().getTotalSeconds() == 0 ? "+00:00" : d.getOffset().getId());
      default -> throw Raised.of("'" + Values.typeName(value) + "' has no isoformat");
    };
  }

  private static String clock(LocalDateTime d) {
    var text =
        String.format(Locale.ROOT, "%02d:%02d:%02d", d.getHour(), d.getMinute(), d.getSecond());
    var micros = d.getNano() / 1000;
    return micros == 0 ? text : text + String.format(Locale.ROOT, ".%06d", micros);
  }

  private static String delta(Duration d) {
    var days = Math.floorDiv(d.toSeconds(), 86_400L);
    var rest = Math.floorMod(d.toSeconds(), 86_400L);
    var text = String.format(Locale.ROOT, "%d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
    var micros = d.toNanosPart() / 1000;
    if (micros != 0) {
      text += String.format(Locale.ROOT, ".%06d", micros);
    }
    return days == 0 ? text : days + (Math.abs(days) == 1 ? " day, " : " days, ") + text;
  }

  static String repr(Object value) {
    return switch (value) {
      case LocalDate d ->
          "datetime.date("
              + d.getYear()
              + ", "
              + d.getMonthValue()
              + ", "
              + d.getDayOfMonth()
              + ")";
      case LocalDateTime d -> "datetime.datetime(" + parts(d) + ")";
      case OffsetDateTime d ->
          "datetime.datetime(" + parts(d.toLocalDateTime()) + ", tzinfo=datetime.timezone.utc)";
      case Duration d -> {
        var days = Math.floorDiv(d.toSeconds(), 86_400L);
        var seconds = Math.floorMod(d.toSeconds(), 86_400L);
        var text = (days == 0 ? "" : "days=" + days) + (seconds == 0 ? "" : ", seconds=" + seconds);
        yield "datetime.timedelta(" + (text.startsWith(", ") ? text.substring(2) : text) + ")";
      }
      default -> value.toString();
    };
  }

  private static String parts(LocalDateTime d) {
    var text = new StringBuilder();
    text.append(d.getYear()).append(", ").append(d.getMonthValue()).append(", ");
    text.append(d.getDayOfMonth()).append(", ").append(d.getHour()).append(", ");
    text.append(d.getMinute());
    var micros = d.getNano() / 1000;
    if (d.getSecond() != 0 || micros != 0) {
      text.append(", ").append(d.getSecond());
    }
    if (micros != 0) {
      text.append(", ").append(micros);
    }
    return text.toString();
  }

  static @Nullable Object add(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Duration x) {
      return switch (b) {
        case Duration y -> x.plus(y);
        case LocalDateTime d -> d.plus(x);
        case OffsetDateTime d -> d.plus(x);
        case LocalDate d -> d.plusDays(x.toDays());
        case null, default -> null;
      };
    }
    return b instanceof Duration && Values.typeName(a).startsWith("date") ? add(b, a) : null;
  }

  static @Nullable Object subtract(@Nullable Object a, @Nullable Object b) {
    if (b instanceof Duration d) {
      return add(a, d.negated());
    }
    if (a instanceof LocalDateTime x && b instanceof LocalDateTime y) {
      return Duration.between(y, x);
    }
    if (a instanceof OffsetDateTime x && b instanceof OffsetDateTime y) {
      return Duration.between(y, x);
    }
    if (a instanceof LocalDate x && b instanceof LocalDate y) {
      return Duration.between(y.atStartOfDay(), x.atStartOfDay());
    }
    return null;
  }

  static @Nullable Object divide(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Duration x && b instanceof Duration y && !y.isZero()) {
      return seconds(x) / seconds(y);
    }
    return null;
  }

  static double seconds(Duration d) {
    return d.getSeconds() + d.getNano() / 1e9;
  }

  /// An attribute such as `year`, or null.
  static @Nullable Object attribute(Object value, String name) {
    if (value instanceof Duration d) {
      return switch (name) {
        case "days" -> Math.floorDiv(d.toSeconds(), 86_400L);
        case "seconds" -> Math.floorMod(d.toSeconds(), 86_400L);
        case "microseconds" -> (long) d.toNanosPart() / 1000;
        default -> null;
      };
    }
    var date = value instanceof LocalDate d ? d : dateTime(value).toLocalDate();
    switch (name) {
      case "year" -> {
        return (long) date.getYear();
      }
      case "month" -> {
        return (long) date.getMonthValue();
      }
      case "day" -> {
        return (long) date.getDayOfMonth();
      }
      default -> {}
    }
    if (value instanceof LocalDate) {
      return null;
    }
    var time = dateTime(value);
    return switch (name) {
      case "hour" -> (long) time.getHour();
      case "minute" -> (long) time.getMinute();
      case "second" -> (long) time.getSecond();
      case "microsecond" -> (long) time.getNano() / 1000;
      default -> null;
    };
  }

  static LocalDateTime dateTime(Object value) {
    return switch (value) {
      case LocalDateTime d -> d;
      case OffsetDateTime d -> d.toLocalDateTime();
      case LocalDate d -> d.atStartOfDay();
      default -> throw Raised.of("not a date: " + Values.typeName(value));
    };
  }

  static double timestamp(Object value) {
    var instant =
        value instanceof OffsetDateTime d
            ? d.toInstant()
            : dateTime(value).atZone(ZoneId.systemDefault()).toInstant();
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }
}
