package dev.runbook.template.lookups;

import dev.runbook.template.value.Percent;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `sequence`: numbers as texts, from `start=1 end=5 stride=2 format=%02d` or `1-5/2:%02d`.
final class SequenceLookup implements Lookup {
  private static final List<String> PARAMETERS =
      List.of("start", "end", "stride", "count", "format");

  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(0?x?[0-9a-f]+)\\s*-\\s*)?(0?x?[0-9a-f]+)(?:\\s*/\\s*(0?x?[0-9a-f]+))?(?:\\s*:\\s*(.*))?",
          Pattern.CASE_INSENSITIVE);

  @Override
  public List<@Nullable Object> run(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      one(term, r, found);
    }
    if (r.terms().isEmpty() && !r.options().isEmpty()) {
      one("", r, found);
    }
    return found;
  }

  private static void one(String term, Request r, List<@Nullable Object> found) {
    var values = values(term);
    for (var key : values.keySet()) {
      if (!PARAMETERS.contains(key)) {
        throw Raised.lookup("unrecognized arguments to with_sequence: ['" + key + "']");
      }
    }
    r.allow(PARAMETERS.toArray(String[]::new));
    r.options().forEach((name, value) -> values.put(name, Text.str(value)));
    var start = number(values, "start", 1);
    var stride = number(values, "stride", 1);
    var counted = values.containsKey("count");
    if (counted == values.containsKey("end")) {
      throw Raised.lookup(
          counted
              ? "can't specify both count and end in with_sequence"
              : "must specify count or end in with_sequence");
    }
    long end;
    if (counted) {
      var count = number(values, "count", 0);
      if (count == 0) {
        return;
      }
      end = start + count * stride - 1;
    } else {
      end = number(values, "end", 0);
    }
    if (stride > 0 && end < start) {
      throw Raised.lookup("to count backwards make stride negative");
    }
    if (stride < 0 && end > start) {
      throw Raised.lookup("to count forward don't make stride negative");
    }
    var format = values.getOrDefault("format", "%d");
    if (format.chars().filter(c -> c == '%').count() != 1) {
      throw Raised.lookup("bad formatting string: " + format);
    }
    if (stride == 0) {
      return;
    }
    for (var i = start; stride > 0 ? i <= end : i >= end; i += stride) {
      r.context().made(1);
      try {
        found.add(Percent.format(format, i));
      } catch (Raised e) {
        throw Raised.lookup("problem formatting " + i + " with '" + format + "'");
      }
    }
  }

  private static Map<String, String> values(String term) {
    var match = SHORT.matcher(term.strip());
    if (match.matches()) {
      var values = new LinkedHashMap<String, String>();
      put(values, "start", match.group(1));
      put(values, "end", match.group(2));
      put(values, "stride", match.group(3));
      put(values, "format", match.group(4));
      return values;
    }
    var values = new LinkedHashMap<>(KeyValues.parse(term).values());
    if (values.isEmpty() && !term.isBlank()) {
      // a short form with something else in the place of a number
      var parts = term.strip().split("[-/:]", -1);
      values.put("start", parts.length > 1 ? parts[0] : "1");
      values.put("end", parts.length > 1 ? parts[1] : parts[0]);
      if (parts.length > 2) {
        values.put("stride", parts[2]);
      }
    }
    return values;
  }

  private static void put(Map<String, String> values, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      values.put(key, value);
    }
  }

  private static long number(Map<String, String> values, String key, long byDefault) {
    var text = values.get(key);
    if (text == null) {
      return byDefault;
    }
    try {
      var digits = text.strip();
      var negative = digits.startsWith("-");
      digits = negative ? digits.substring(1) : digits;
      var number =
          digits.toLowerCase(java.util.Locale.ROOT).startsWith("0x")
              ? Long.parseLong(digits.substring(2), 16)
              : digits.length() > 1 && digits.startsWith("0")
                  ? Long.parseLong(digits, 8)
                  : Long.parseLong(digits);
      return negative ? -number : number;
    } catch (NumberFormatException e) {
      throw Raised.lookup(
          "Invalid type for '" + key + "': can't parse " + key + "=" + text + " as integer");
    }
  }
}
