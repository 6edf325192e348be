package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Percent;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sizes in bytes and bits, to and from words.
final class SizeFilters {
  private static final List<Map.Entry<String, Long>> UNITS =
      List.of(
          Map.entry("Y", -1L),
          Map.entry("Z", -2L),
          Map.entry("E", 1L << 60),
          Map.entry("P", 1L << 50),
          Map.entry("T", 1L << 40),
          Map.entry("G", 1L << 30),
          Map.entry("M", 1L << 20),
          Map.entry("K", 1L << 10),
          Map.entry("B", 1L));
  private static final Pattern SIZE =
      Pattern.compile("^\\s*(\\d*\\.?\\d*)\\s*([A-Za-z]+)?", Pattern.CASE_INSENSITIVE);

  private SizeFilters() {}

  static void addTo(Table table) {
    table
        .add("filesizeformat", "binary=false", SizeFilters::fileSize)
        .add("human_readable", "isbits=false unit=null", SizeFilters::readable)
        .add("human_to_bytes", "default_unit=null isbits=false", SizeFilters::bytes);
  }

  private static double factor(long limit) {
    return limit == -1 ? 0x1p80 : limit == -2 ? 0x1p70 : limit;
  }

  private static Object fileSize(@Nullable Object value, Args a) {
    var bytes = NumberFilters.real(value, null) instanceof Double d ? d : Double.NaN;
    if (Double.isNaN(bytes)) {
      throw Raised.of("could not convert string to float: " + Text.repr(value));
    }
    var binary = a.truth(0);
    var base = binary ? 1024 : 1000;
    var prefixes =
        binary
            ? List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
            : List.of("kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB");
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return (long) bytes + " Bytes";
    }
    for (var i = 0; ; i++) {
      var unit = Math.pow(base, i + 2);
      if (bytes < unit || i == prefixes.size() - 1) {
        return Percent.format("%.1f", base * bytes / unit) + " " + prefixes.get(i);
      }
    }
  }

  private static Object readable(@Nullable Object value, Args a) {
    var number = NumberFilters.real(value, null);
    if (!(number instanceof Double size)) {
      throw Raised.filter("human_readable() can't interpret following string: " + Text.str(value));
    }
    var base = a.truth(0) ? "bits" : "Bytes";
    var wanted = a.at(1) == null ? null : a.string(1).toUpperCase(Locale.ROOT);
    for (var unit : UNITS) {
      var factor = factor(unit.getValue());
      var fits = wanted == null ? size >= factor : unit.getKey().equals(wanted);
      if (fits) {
        return Percent.format(
            "%.2f %s",
            Tuple.of(size / factor, factor == 1 ? base : unit.getKey() + (a.truth(0) ? "b" : "B")));
      }
    }
    return Percent.format("%.2f %s", Tuple.of(size, base));
  }

  private static Object bytes(@Nullable Object value, Args a) {
    var text = Text.str(value);
    var match = SIZE.matcher(text);
    if (!match.find() || match.group(1).isEmpty() || match.group(1).equals(".")) {
      throw Raised.filter("human_to_bytes() can't interpret following string: " + text);
    }
    var number = Double.parseDouble(match.group(1));
    var unit = match.group(2) == null ? (a.at(0) == null ? null : a.string(0)) : match.group(2);
    if (unit == null) {
      return Math.round(number);
    }
    if (unit.isEmpty()) {
      throw Raised.filter("human_to_bytes() can't interpret an empty unit for " + text);
    }
    var first = unit.substring(0, 1).toUpperCase(Locale.ROOT);
    Double factor = null;
    for (var one : UNITS) {
      if (one.getKey().equals(first)) {
        factor = factor(one.getValue());
      }
    }
    var bits = a.truth(1);
    var end = bits ? "b" : "B";
    var whole = bits ? "bit" : "byte";
    var lower = unit.toLowerCase(Locale.ROOT);
    var fine =
        unit.length() == 1
            || (unit.length() == 2 && unit.endsWith(end) && !first.equals("B"))
            || (first.equals("B") && (lower.equals(whole) || lower.equals(whole + "s")))
            || lower.endsWith(whole)
            || lower.endsWith(whole + "s");
    if (factor == null || !fine) {
      throw Raised.filter("human_to_bytes() can't interpret following string: " + text);
    }
    return Values.fit(new java.math.BigDecimal(Math.rint(number * factor)).toBigInteger());
  }
}
