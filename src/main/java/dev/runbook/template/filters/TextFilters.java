package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Letters;
import dev.runbook.template.value.Percent;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Splits;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Jinja2's filters that change a text.
final class TextFilters {
  private static final Pattern WORD_STARTS = Pattern.compile("(?<=[-\\s({\\[<])");
  private static final Pattern WORDS = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private TextFilters() {}

  static void addTo(Table table) {
    table
        .add("upper", "", (x, _) -> Text.str(x).toUpperCase(Locale.ROOT))
        .add("lower", "", (x, _) -> Text.str(x).toLowerCase(Locale.ROOT))
        .add("capitalize", "", (x, _) -> Letters.capitalize(Text.str(x)))
        .add("title", "", (x, _) -> title(Text.str(x)))
        .add(
            "trim", "chars=null", (x, a) -> Letters.strip(Text.str(x), a.textOrNull(0), true, true))
        .add("replace", "old new count=null", TextFilters::replace)
        .add("string", "", (x, _) -> Text.str(x))
        .add("format", "*rest **named", TextFilters::format)
        .add("wordcount", "", (x, _) -> WORDS.matcher(Text.str(x)).results().count())
        .add(
            "split",
            "sep=null maxsplit=-1",
            (x, a) -> Splits.split(demand(x, "split"), a.textOrNull(0), a.whole(1)))
        .add("comment", "style=plain **named", Comments::comment)
        .add("quote", "", (x, _) -> quote(x == null ? "" : Text.str(x)));
  }

  static String demand(@Nullable Object value, String filter) {
    if (value instanceof String text) {
      return text;
    }
    throw Raised.of(
        "descriptor '"
            + filter
            + "' for 'str' objects doesn't apply to a '"
            + Values.typeName(value)
            + "' object");
  }

  private static String title(String text) {
    var out = new StringBuilder();
    for (var word : WORD_STARTS.split(text)) {
      if (!word.isEmpty()) {
        var first = word.offsetByCodePoints(0, 1);
        out.append(word.substring(0, first).toUpperCase(Locale.ROOT));
        out.append(word.substring(first).toLowerCase(Locale.ROOT));
      }
    }
    return out.toString();
  }

  private static Object replace(@Nullable Object value, Args a) {
    return Splits.replace(
        Text.str(value), a.string(0), a.string(1), a.at(2) == null ? -1 : a.whole(2));
  }

  private static Object format(@Nullable Object value, Args a) {
    if (!a.named().isEmpty() && !a.rest().isEmpty()) {
      throw Raised.of("can't handle positional and keyword arguments at the same time");
    }
    return Percent.format(
        Text.str(value), a.named().isEmpty() ? Tuple.copyOf(a.rest()) : a.named());
  }

  /// Python's `shlex.quote`.
  static String quote(String text) {
    if (text.isEmpty()) {
      return "''";
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var safe =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "_@%+=:,./-".indexOf(c) >= 0;
      if (!safe) {
        return "'" + text.replace("'", "'\"'\"'") + "'";
      }
    }
    return text;
  }
}
