package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Filters about what is there and what is true.
final class DefaultFilters {
  private DefaultFilters() {}

  static void addTo(Table table) {
    table
        .lenient("default d", "default_value= boolean=false", DefaultFilters::byDefault)
        .lenient("mandatory", "msg=null", DefaultFilters::mandatory)
        .add("bool", "", (x, _) -> bool(x))
        .add("ternary", "true_val false_val none_val=null", DefaultFilters::ternary)
        .lenient("type_debug", "", (x, _) -> Values.typeName(x))
        .add("extract", "container morekeys=null", DefaultFilters::extract);
  }

  private static @Nullable Object byDefault(@Nullable Object value, Args a) {
    if (value instanceof Undefined) {
      return a.at(0);
    }
    return Values.truth(a.at(1)) && !Values.truth(value) ? a.at(0) : value;
  }

  private static @Nullable Object mandatory(@Nullable Object value, Args a) {
    if (value instanceof Undefined undefined) {
      if (a.at(0) != null) {
        throw Raised.filter(a.string(0));
      }
      var name = undefined.name();
      throw Raised.filter(
          "Mandatory variable " + (name == null ? "" : "'" + name + "' ") + "not defined.");
    }
    return value;
  }

  /// Ansible's `bool`: what is not a word for true is false; None stays None.
  static @Nullable Object bool(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean b -> b;
      case String s ->
          switch (s.toLowerCase(Locale.ROOT)) {
            case "yes", "on", "1", "true" -> true;
            default -> false;
          };
      case Long l -> l == 1;
      case Double d -> d == 1;
      default -> false;
    };
  }

  private static @Nullable Object ternary(@Nullable Object value, Args a) {
    if (value == null && a.at(2) != null) {
      return a.at(2);
    }
    return Values.truth(value) ? a.at(0) : a.at(1);
  }

  private static @Nullable Object extract(@Nullable Object value, Args a) {
    var found = Attributes.item(a.at(0), value);
    if (a.at(1) instanceof List<?> keys) {
      for (var key : keys) {
        found = Attributes.item(found, key);
      }
    } else if (a.at(1) != null) {
      found = Attributes.item(found, a.at(1));
    }
    return found;
  }
}
