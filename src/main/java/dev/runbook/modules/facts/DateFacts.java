package dev.runbook.modules.facts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `date_time`: the host's clock in the host's zone.
final class DateFacts {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// `CET-1CEST,M3.5.0,M10.5.0/3`: the names before and behind the first offset.
  private static final Pattern ZONE =
      Pattern.compile("(<[^>]+>|[A-Za-z]+)[-+]?[\\d:]+(<[^>]+>|[A-Za-z]+)?.*");

  private DateFacts() {}

  static void date(Answers answers, Map<String, @Nullable Object> facts) {
    var words = answers.text("date").strip().split(" ");
    if (words.length < 13) {
      // BusyBox writes nothing for the nanoseconds that it does not know.
      words = answers.text("date").strip().replaceFirst("  ", " 0 ").split(" ");
    }
    if (words.length < 13 || !words[0].matches("\\d+")) {
      return;
    }
    var nanos = words[1].matches("\\d{9}") ? words[1] : "000000000";
    var micros = nanos.substring(0, 6);
    var date = words[2] + "-" + words[3] + "-" + words[7];
    var time = words[8] + ":" + words[9] + ":" + words[10];
    var basic = (date + "T" + time).replace("-", "").replace(":", "");
    var utc = SECONDS.format(Instant.ofEpochSecond(Long.parseLong(words[0])));
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("year", words[2]);
    values.put("month", words[3]);
    values.put("weekday", words[4]);
    values.put("weekday_number", words[5]);
    values.put("weeknumber", words[6]);
    values.put("day", words[7]);
    values.put("hour", words[8]);
    values.put("minute", words[9]);
    values.put("second", words[10]);
    values.put("epoch", words[0]);
    values.put("epoch_int", words[0]);
    values.put("date", date);
    values.put("time", time);
    values.put("iso8601_micro", utc + "." + micros + "Z");
    values.put("iso8601", utc + "Z");
    values.put("iso8601_basic", basic + micros);
    values.put("iso8601_basic_short", basic);
    values.put("tz", words[11]);
    values.put("tz_dst", summer(answers.text("zone").strip(), words[11]));
    values.put("tz_offset", words[12]);
    facts.put("date_time", values);
  }

  /// The name of the zone in summer; one without summer time has only its one name.
  private static String summer(String rule, String now) {
    var zone = ZONE.matcher(rule);
    if (!zone.matches()) {
      return now;
    }
    var name = zone.group(2) == null ? zone.group(1) : zone.group(2);
    return name.replaceAll("[<>]", "");
  }
}
