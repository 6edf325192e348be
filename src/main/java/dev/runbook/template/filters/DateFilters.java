package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Strftime;
import dev.runbook.template.value.Strptime;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// `strftime` and `to_datetime`.
final class DateFilters {
  private DateFilters() {}

  static void addTo(Table table) {
    table
        .add("strftime", "second=null utc=false", DateFilters::strftime)
        .add(
            "to_datetime",
            "format=null",
            (x, a) ->
                Strptime.parse(Text.str(x), a.at(0) == null ? "%Y-%m-%d %H:%M:%S" : a.text(0)));
  }

  private static Object strftime(@Nullable Object value, Args a) {
    var instant = Instant.now();
    if (a.at(0) != null) {
      var seconds = NumberFilters.real(a.at(0), null);
      if (!(seconds instanceof Double number)
          || Double.isNaN(number)
          || Double.isInfinite(number)) {
        throw Raised.filter("Invalid value for epoch value (" + Text.str(a.at(0)) + ")");
      }
      instant = Instant.ofEpochSecond((long) Math.floor(number));
    }
    return Strftime.format(
        Text.str(value), instant.atZone(a.truth(1) ? ZoneOffset.UTC : ZoneId.systemDefault()));
  }
}
