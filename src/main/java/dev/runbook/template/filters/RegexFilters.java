package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Ansible's filters with regular expressions.
final class RegexFilters {
  private RegexFilters() {}

  static void addTo(Table table) {
    table
        .add(
            "regex_replace",
            "pattern= replacement= ignorecase=false multiline=false count=0 mandatory_count=0",
            RegexFilters::replace)
        .add("regex_search", "regex *rest **named", RegexFilters::search)
        .add(
            "regex_findall",
            "regex multiline=false ignorecase=false",
            (x, a) -> Regex.of(a.text(0), a.truth(2), a.truth(1)).findAll(Text.str(x)))
        .add("regex_escape", "re_type=python", RegexFilters::escape);
  }

  private static Object replace(@Nullable Object value, Args a) {
    var result =
        Regex.of(a.text(0), a.truth(2), a.truth(3))
            .replace(Text.str(value), a.string(1), a.whole(4));
    if (result.count() < a.whole(5)) {
      throw Raised.filter(
          Text.repr(a.at(0))
              + " should match "
              + a.whole(5)
              + " times, but matches "
              + result.count()
              + " times in "
              + Text.repr(Text.str(value)));
    }
    return result.text();
  }

  private static @Nullable Object search(@Nullable Object value, Args a) {
    var groups = new ArrayList<String>();
    for (var argument : a.rest()) {
      var group = Text.str(argument);
      if (group.startsWith("\\g<") && group.endsWith(">")) {
        groups.add(group.substring(3, group.length() - 1));
      } else if (group.matches("\\\\\\d+")) {
        groups.add(group.substring(1));
      } else {
        throw Raised.filter("Unknown argument");
      }
    }
    var match =
        Regex.of(
                a.text(0),
                Values.truth(a.named().get("ignorecase")),
                Values.truth(a.named().get("multiline")))
            .search(Text.str(value));
    if (match == null) {
      return null;
    }
    if (groups.isEmpty()) {
      return match.groups().getFirst();
    }
    var found = new ArrayList<@Nullable Object>();
    groups.forEach(group -> found.add(match.group(group)));
    return found;
  }

  private static Object escape(@Nullable Object value, Args a) {
    var text = Text.str(value);
    return switch (a.string(0)) {
      case "python" -> Regex.escape(text);
      case "posix_basic" -> text.replaceAll("[\\]\\[.^$*\\\\]", "\\\\$0");
      case "posix_extended" ->
          throw Raised.filter("Regex type (posix_extended) not yet implemented");
      default -> throw Raised.filter("Invalid regex type (" + a.string(0) + ")");
    };
  }
}
