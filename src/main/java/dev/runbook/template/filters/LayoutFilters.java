package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Letters;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Splits;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Jinja2's filters that lay a text out: indent, center, wrap, cut.
final class LayoutFilters {
  private static final int MAX_WIDTH = 1_000_000;

  private LayoutFilters() {}

  static void addTo(Table table) {
    table
        .add("indent", "width=4 first=false blank=false", LayoutFilters::indent)
        .add("center", "width=80", (x, a) -> Letters.pad(Text.str(x), a.whole(0), " ", 2))
        .add("truncate", "length=255 killwords=false end=... leeway=null", LayoutFilters::truncate)
        .add(
            "wordwrap",
            "width=79 break_long_words=true wrapstring=null break_on_hyphens=true",
            LayoutFilters::wordwrap)
        .add("pprint", "", (x, _) -> new PrettyPrinter().text(x));
  }

  private static Object indent(@Nullable Object value, Args a) {
    if (!(a.at(0) instanceof String) && a.whole(0) > MAX_WIDTH) {
      throw Raised.limit("an indent of more than " + MAX_WIDTH);
    }
    var indent = a.at(0) instanceof String text ? text : " ".repeat(Math.max(0, a.whole(0)));
    var first = a.truth(1);
    var blank = a.truth(2);
    // The added line end keeps the last one of the text, as Jinja2 has it.
    var lines = Splits.lines(Text.str(value) + "\n", false);
    var out = new StringBuilder();
    for (var i = 0; i < lines.size(); i++) {
      var line = Text.str(lines.get(i));
      if (i > 0) {
        out.append('\n');
      }
      if (i == 0 ? first : blank || !line.isEmpty()) {
        out.append(indent);
      }
      out.append(line);
      Splits.check(out);
    }
    return out.toString();
  }

  private static Object truncate(@Nullable Object value, Args a) {
    var text = Text.str(value);
    var length = a.whole(0);
    var end = a.text(2);
    var leeway = a.at(3) == null ? 5 : a.whole(3);
    if (length < end.length()) {
      throw Raised.of("expected length >= " + end.length() + ", got " + length);
    }
    if (leeway < 0) {
      throw Raised.of("expected leeway >= 0, got " + leeway);
    }
    if (text.codePointCount(0, text.length()) <= (long) length + leeway) {
      return text;
    }
    var cut = text.substring(0, text.offsetByCodePoints(0, length - end.length()));
    if (!a.truth(1)) {
      var space = cut.lastIndexOf(' ');
      cut = space >= 0 ? cut.substring(0, space) : cut;
    }
    return cut + end;
  }

  private static Object wordwrap(@Nullable Object value, Args a) {
    var width = a.whole(0);
    if (width <= 0) {
      throw Raised.of("invalid width " + width + " (must be > 0)");
    }
    var end = a.at(2) == null ? "\n" : a.text(2);
    return Splits.lines(Text.str(value), false).stream()
        .map(line -> String.join(end, wrap(Text.str(line), width, a.truth(1), a.truth(3))))
        .collect(Collectors.joining(end));
  }

  /// Python's `textwrap.wrap`, with tabs and white space kept.
  private static List<String> wrap(String text, int width, boolean breaks, boolean hyphens) {
    var pieces = pieces(text, hyphens);
    var lines = new ArrayList<String>();
    var i = 0;
    while (i < pieces.size()) {
      if (!lines.isEmpty() && pieces.get(i).isBlank()) {
        i++;
        continue;
      }
      var line = new StringBuilder();
      while (i < pieces.size() && line.length() + pieces.get(i).length() <= width) {
        line.append(pieces.get(i++));
      }
      if (i < pieces.size() && pieces.get(i).length() > width) {
        if (breaks) {
          var room = Math.max(1, width - line.length());
          var piece = pieces.get(i);
          line.append(piece, 0, room);
          pieces.set(i, piece.substring(room));
        } else if (line.isEmpty()) {
          line.append(pieces.get(i++));
        }
      }
      var done = line.toString().stripTrailing();
      if (!done.isEmpty()) {
        lines.add(done);
      }
    }
    return lines;
  }

  private static List<String> pieces(String text, boolean hyphens) {
    var pieces = new ArrayList<String>();
    var start = 0;
    for (var i = 1; i <= text.length(); i++) {
      var ends =
          i == text.length()
              || Character.isWhitespace(text.charAt(i))
                  != Character.isWhitespace(text.charAt(i - 1))
              || (hyphens
                  && text.charAt(i - 1) == '-'
                  && i > 1
                  && Character.isLetter(text.charAt(i - 2))
                  && Character.isLetter(text.charAt(i)));
      if (ends) {
        pieces.add(text.substring(start, i));
        start = i;
      }
    }
    return pieces;
  }
}
