package dev.runbook.template.value;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of dates, of differences between them, and of bytes.
final class DateMethods {
  private static final Map<String, Operation> ALL = table();
  private static final Map<String, Operation> BYTES =
      Map.of(
          "decode",
          Operation.of(
              "decode",
              "encoding=utf-8 errors=strict",
              (x, a) -> x instanceof Blob b ? b.decode(Blob.charset(a.text(0))) : null),
          "hex",
          Operation.of(
              "hex",
              "",
              (x, _) -> x instanceof Blob b ? HexFormat.of().formatHex(b.bytes()) : null));

  private DateMethods() {}

  static @Nullable Operation find(String name) {
    return ALL.get(name);
  }

  static @Nullable Operation ofBytes(String name) {
    return BYTES.get(name);
  }

  private static void add(
      Map<String, Operation> all, String name, String parameters, Operation.Body body) {
    all.put(name, Operation.of(name, parameters, body));
  }

  private static Object self(@Nullable Object value) {
    if (value == null) {
      throw Raised.of("no date");
    }
    return value;
  }

  private static Map<String, Operation> table() {
    var all = new LinkedHashMap<String, Operation>();
    add(all, "strftime", "format", (x, a) -> Strftime.format(a.text(0), self(x)));
    add(
        all,
        "isoformat",
        "sep=T",
        (x, a) -> Dates.iso(self(x), a.text(0).isEmpty() ? 'T' : a.text(0).charAt(0)));
    add(all, "timestamp", "", (x, _) -> Dates.timestamp(self(x)));
    add(
        all,
        "total_seconds",
        "",
        (x, _) ->
            x instanceof Duration d ? (Object) Dates.seconds(d) : Undefined.in(x, "total_seconds"));
    add(all, "weekday", "", (x, _) -> Dates.dateTime(self(x)).getDayOfWeek().getValue() - 1L);
    add(all, "isoweekday", "", (x, _) -> (long) Dates.dateTime(self(x)).getDayOfWeek().getValue());
    add(all, "date", "", (x, _) -> Dates.dateTime(self(x)).toLocalDate());
    add(
        all,
        "toordinal",
        "",
        (x, _) -> Dates.dateTime(self(x)).toLocalDate().toEpochDay() + 719_163);
    add(all, "ctime", "", (x, _) -> Strftime.format("%a %b %e %H:%M:%S %Y", self(x)));
    add(
        all,
        "replace",
        "year=null month=null day=null hour=null minute=null second=null microsecond=null",
        DateMethods::replace);
    return all;
  }

  private static Object replace(@Nullable Object value, Args a) {
    var d = Dates.dateTime(self(value));
    d = a.at(0) == null ? d : d.withYear(a.whole(0));
    d = a.at(1) == null ? d : d.withMonth(a.whole(1));
    d = a.at(2) == null ? d : d.withDayOfMonth(a.whole(2));
    d = a.at(3) == null ? d : d.withHour(a.whole(3));
    d = a.at(4) == null ? d : d.withMinute(a.whole(4));
    d = a.at(5) == null ? d : d.withSecond(a.whole(5));
    d = a.at(6) == null ? d : d.withNano(a.whole(6) * 1000);
    return switch (value) {
      case LocalDate _ -> d.toLocalDate();
      case OffsetDateTime o -> d.atOffset(o.getOffset());
      case null, default -> d;
    };
  }
}
