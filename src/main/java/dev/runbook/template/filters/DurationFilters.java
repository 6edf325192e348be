package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `to_seconds` and its like of community.general: durations as `30min 1w` in one unit.
final class DurationFilters {
  private static final Pattern PART = Pattern.compile("(-?\\d+)(\\w+).*");
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("millisecond", "ms"),
          Map.entry("msec", "ms"),
          Map.entry("msecond", "ms"),
          Map.entry("sec", "s"),
          Map.entry("second", "s"),
          Map.entry("hour", "h"),
          Map.entry("min", "m"),
          Map.entry("minute", "m"),
          Map.entry("day", "d"),
          Map.entry("week", "w"),
          Map.entry("month", "mo"),
          Map.entry("year", "y"));

  private DurationFilters() {}

  static void addTo(Table table) {
    table.add("to_time_unit", "unit=ms **named", (x, a) -> in(x, a.string(0), a));
    Map.of(
            "milliseconds", "ms",
            "seconds", "s",
            "minutes", "m",
            "hours", "h",
            "days", "d",
            "weeks", "w",
            "months", "mo",
            "years", "y")
        .forEach((name, unit) -> table.add("to_" + name, "**named", (x, a) -> in(x, unit, a)));
  }

  private static Object in(@Nullable Object value, String unit, Args a) {
    var written = Text.str(value);
    if (written.equals("0")) {
      return 0L;
    }
    var divisor = milliseconds(unit, a);
    if (divisor == null) {
      throw Raised.filter(
          "to_time_unit() can not convert to the following unit: "
              + unit
              + ". Available short units: ms, s, m, h, d, w, mo, y");
    }
    for (var key : a.named().keySet()) {
      if (!key.equals("year") && !key.equals("month")) {
        throw Raised.filter("to_time_unit() got unknown keyword arguments: " + key);
      }
    }
    var sum = 0.0;
    for (var part : written.strip().split("\\s+", -1)) {
      var match = PART.matcher(part);
      var factor = match.matches() ? milliseconds(match.group(2), a) : null;
      if (factor == null) {
        throw Raised.filter("to_time_unit() can not interpret following string: " + written);
      }
      sum += Double.parseDouble(match.group(1)) * factor;
    }
    return new BigDecimal(sum / divisor).setScale(12, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static @Nullable Double milliseconds(String unit, Args a) {
    var singular = unit.replaceFirst("s+$", "");
    return switch (SHORT.getOrDefault(singular, unit)) {
      case "ms" -> 1.0;
      case "s" -> 1000.0;
      case "m" -> 60_000.0;
      case "h" -> 3_600_000.0;
      case "d" -> 86_400_000.0;
      case "w" -> 7 * 86_400_000.0;
      case "mo" -> days(a, "month", 30);
      case "y" -> days(a, "year", 365);
      default -> null;
    };
  }

  private static double days(Args a, String key, long byDefault) {
    var days = a.named().getOrDefault(key, byDefault);
    return 86_400_000.0 * Arithmetic.real(days == null ? byDefault : days);
  }
}
