package dev.runbook.template.tests;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Url;
import dev.runbook.template.value.Values;
import org.jspecify.annotations.Nullable;

/// Tests with regular expressions, and on URLs.
final class MatchTests {
  private static final String OPTIONS = "pattern= ignorecase=false multiline=false";

  private MatchTests() {}

  static void addTo(Table table) {
    table
        .add("match", OPTIONS, (x, a) -> run(x, a, "match"))
        .add("search", OPTIONS, (x, a) -> run(x, a, "search"))
        .add("regex", OPTIONS + " match_type=search", (x, a) -> run(x, a, a.string(3)))
        .add("uri", "schemes=null", (x, a) -> uri(x, a.at(0)))
        .add("url", "schemes=null", (x, a) -> uri(x, a.at(0)) && hasPlace(Text.str(x)))
        .add("urn", "", (x, _) -> Url.parse(Text.str(x)).scheme().equals("urn"));
  }

  private static boolean run(@Nullable Object value, Args a, String how) {
    var regex = Regex.of(a.text(0), a.truth(1), a.truth(2));
    var text = Text.str(value);
    return switch (how) {
      case "match" -> regex.matchesStart(text);
      case "fullmatch" -> regex.matchesAll(text);
      default -> regex.isFound(text);
    };
  }

  private static boolean uri(@Nullable Object value, @Nullable Object schemes) {
    if (!(value instanceof String text)) {
      return false;
    }
    return !Values.truth(schemes) || Values.items(schemes).contains(Url.parse(text).scheme());
  }

  private static boolean hasPlace(String text) {
    var url = Url.parse(text);
    return !url.netloc().isEmpty() || url.scheme().equals("file");
  }
}
