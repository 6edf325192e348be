package dev.runbook.template.value;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Yaml;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// YAML texts as plain values: data, in which nothing is a template.
public final class Documents {
  private Documents() {}

  public static @Nullable Object first(String text) {
    try {
      return value(Yaml.parse(text, "<text>", (_, _) -> {}));
    } catch (ParseError e) {
      throw Raised.of(e.at() + ": " + e.text());
    }
  }

  public static List<@Nullable Object> all(String text) {
    try {
      var all = new ArrayList<@Nullable Object>();
      for (var node : Yaml.documents(text, "<text>", (_, _) -> {})) {
        all.add(value(node));
      }
      return all;
    } catch (ParseError e) {
      throw Raised.of(e.at() + ": " + e.text());
    }
  }

  private static @Nullable Object value(@Nullable Node node) {
    return switch (node) {
      case null -> null;
      case Node.Scalar scalar ->
          scalar.style() == Node.Style.PLAIN && scalar.tag() == null
              ? Timestamps.read(scalar.value())
              : scalar.value();
      case Node.Sequence list -> {
        var items = new ArrayList<@Nullable Object>(list.items().size());
        list.items().forEach(item -> items.add(value(item)));
        yield items;
      }
      case Node.Mapping map -> {
        var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.entries().forEach(e -> made.put(e.key().value(), value(e.value())));
        yield made;
      }
    };
  }

  /// The value with dates as texts, as Ansible's JSON has them.
  public static @Nullable Object plain(@Nullable Object value, char between) {
    return switch (value) {
      case null -> null;
      case LocalDate _, LocalDateTime _, OffsetDateTime _ -> Dates.iso(value, between);
      case Duration _ -> Dates.str(value);
      case Map<?, ?> map when holdsDates(map.values()) -> {
        var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> made.put(k, plain(v, between)));
        yield made;
      }
      case List<?> list when holdsDates(list) -> {
        var made = new ArrayList<@Nullable Object>();
        list.forEach(v -> made.add(plain(v, between)));
        yield made;
      }
      default -> value;
    };
  }

  private static boolean holdsDates(java.util.Collection<?> values) {
    for (var value : values) {
      switch (value) {
        case java.time.temporal.Temporal _, Duration _, Map<?, ?> _, List<?> _ -> {
          return true;
        }
        case null, default -> {}
      }
    }
    return false;
  }
}
