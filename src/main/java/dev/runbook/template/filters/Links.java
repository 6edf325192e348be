package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `urlize`: makes links of the addresses in a text, word by word, as Jinja2 3 does.
final class Links {
  private static final Pattern URL =
      Pattern.compile(
          "((https?://|www\\.)(([\\w%-]+\\.)+)?([a-z]{2,63}|xn--[\\w%]{2,59})"
              + "|([\\w%-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)"
              + "|https?://(\\d{1,3}(\\.\\d{1,3}){3}"
              + "|\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}\\]))"
              + "(?::\\d{1,5})?(?:[/?#]\\S*)?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern MAIL =
      Pattern.compile("\\S+@\\w[\\w.-]*\\.\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SCHEME = Pattern.compile("[\\w.+-]{2,}:/{0,2}");
  private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)");
  private static final List<String> OPENING = List.of("(", "<", "&lt;");
  private static final List<String> CLOSING = List.of(")", ">", ".", ",", "&gt;");
  private static final Map<String, String> PAIRS = Map.of("(", ")", "<", ">", "&lt;", "&gt;");

  private final String attributes;
  private final int limit;
  private final List<String> schemes;

  private Links(String attributes, int limit, List<String> schemes) {
    this.attributes = attributes;
    this.limit = limit;
    this.schemes = schemes;
  }

  static Object urlize(@Nullable Object value, Args a) {
    var rel = new TreeSet<>(List.of("noopener"));
    if (a.at(3) != null) {
      rel.addAll(Arrays.asList(a.text(3).strip().split("\\s+", -1)));
    }
    if (a.truth(1)) {
      rel.add("nofollow");
    }
    var attributes = " rel=\"" + MarkupFilters.escape(String.join(" ", rel)) + "\"";
    if (a.at(2) != null) {
      attributes += " target=\"" + MarkupFilters.escape(a.text(2)) + "\"";
    }
    var schemes = new ArrayList<String>();
    if (a.at(4) != null) {
      for (var scheme : Values.items(a.at(4))) {
        if (!SCHEME.matcher(Text.str(scheme)).matches()) {
          throw Raised.of(Text.repr(scheme) + " is not a valid URI scheme prefix.");
        }
        schemes.add(Text.str(scheme));
      }
    }
    var links = new Links(attributes, a.at(0) == null ? Integer.MAX_VALUE : a.whole(0), schemes);
    var out = new StringBuilder();
    for (var word : WORDS.split(MarkupFilters.escape(Text.str(value)))) {
      out.append(links.word(word));
    }
    return out.toString();
  }

  private String word(String word) {
    var start = 0;
    for (var mark = startOf(word, start); mark != null; mark = startOf(word, start)) {
      start += mark.length();
    }
    var end = word.length();
    for (var mark = endOf(word, start, end); mark != null; mark = endOf(word, start, end)) {
      end -= mark.length();
    }
    // A closing bracket belongs to the address that holds the opening one.
    for (var open : List.of("(", "<", "&lt;")) {
      var close = PAIRS.getOrDefault(open, "");
      for (var missing = count(word, start, end, open); missing > 0; missing--) {
        var at = word.indexOf(close, end);
        if (at < 0 || count(word, start, end, open) <= count(word, start, end, close)) {
          break;
        }
        end = at + close.length();
      }
    }
    return word.substring(0, start) + linked(word.substring(start, end)) + word.substring(end);
  }

  private static @Nullable String startOf(String word, int from) {
    return OPENING.stream().filter(mark -> word.startsWith(mark, from)).findFirst().orElse(null);
  }

  private static @Nullable String endOf(String word, int start, int end) {
    for (var mark : CLOSING) {
      if (end - mark.length() >= start && word.startsWith(mark, end - mark.length())) {
        return mark;
      }
    }
    return null;
  }

  private static int count(String word, int start, int end, String mark) {
    var count = 0;
    for (var i = word.indexOf(mark, start); i >= 0 && i + mark.length() <= end; ) {
      count++;
      i = word.indexOf(mark, i + mark.length());
    }
    return count;
  }

  private String linked(String word) {
    if (URL.matcher(word).matches()) {
      var whole = word.startsWith("http://") || word.startsWith("https://");
      var shown = word.length() > limit ? word.substring(0, Math.max(0, limit)) + "..." : word;
      return "<a href=\""
          + (whole ? "" : "https://")
          + word
          + "\""
          + attributes
          + ">"
          + shown
          + "</a>";
    }
    if (word.startsWith("mailto:") && MAIL.matcher(word.substring(7)).matches()) {
      return "<a href=\"" + word + "\">" + word.substring(7) + "</a>";
    }
    if (word.indexOf('@') > 0
        && !word.startsWith("www.")
        && word.indexOf(':') < 0
        && MAIL.matcher(word).matches()) {
      return "<a href=\"mailto:" + word + "\">" + word + "</a>";
    }
    for (var scheme : schemes) {
      if (!word.equals(scheme) && word.startsWith(scheme)) {
        return "<a href=\"" + word + "\"" + attributes + ">" + word + "</a>";
      }
    }
    return word;
  }
}
