package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Taking texts apart and putting them together.
public final class Splits {
  private static final int MAX_SIZE = 50_000_000;

  private Splits() {}

  /// `text.split(separator, most)`; without a separator runs of white space separate.
  public static List<@Nullable Object> split(String text, @Nullable String separator, int most) {
    var parts = new ArrayList<@Nullable Object>();
    if (separator == null) {
      var i = skip(text, 0);
      while (i < text.length()) {
        if (most >= 0 && parts.size() == most) {
          parts.add(Letters.strip(text.substring(i), null, false, true));
          return parts;
        }
        var end = i;
        while (end < text.length() && !Letters.isSpace(text.charAt(end))) {
          end++;
        }
        parts.add(text.substring(i, end));
        i = skip(text, end);
      }
      return parts;
    }
    demand(separator);
    var start = 0;
    while (most < 0 || parts.size() < most) {
      var end = text.indexOf(separator, start);
      if (end < 0) {
        break;
      }
      parts.add(text.substring(start, end));
      start = end + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static int skip(String text, int from) {
    var i = from;
    while (i < text.length() && Letters.isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static void demand(String separator) {
    if (separator.isEmpty()) {
      throw Raised.of("empty separator");
    }
  }

  static List<@Nullable Object> rsplit(String text, @Nullable String separator, int most) {
    if (most < 0) {
      return split(text, separator, most);
    }
    var parts = new ArrayList<@Nullable Object>();
    if (separator == null) {
      var end = Letters.strip(text, null, false, true).length();
      while (end > 0) {
        if (parts.size() == most) {
          parts.add(Letters.strip(text.substring(0, end), null, true, false));
          break;
        }
        var start = end;
        while (start > 0 && !Letters.isSpace(text.charAt(start - 1))) {
          start--;
        }
        parts.add(text.substring(start, end));
        end = Letters.strip(text.substring(0, start), null, false, true).length();
      }
    } else {
      demand(separator);
      var end = text.length();
      while (parts.size() < most) {
        var start = text.lastIndexOf(separator, end - separator.length());
        if (start < 0) {
          break;
        }
        parts.add(text.substring(start + separator.length(), end));
        end = start;
      }
      parts.add(text.substring(0, end));
    }
    Collections.reverse(parts);
    return parts;
  }

  /// `text.splitlines(keep)`: every line end that Python knows ends a line.
  public static List<@Nullable Object> lines(String text, boolean keep) {
    var lines = new ArrayList<@Nullable Object>();
    var start = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!isLineEnd(c)) {
        continue;
      }
      var end = i;
      if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        i++;
      }
      lines.add(text.substring(start, keep ? i + 1 : end));
      start = i + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static boolean isLineEnd(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static Tuple partition(String text, int at, Args a) {
    var separator = a.text(0);
    demand(separator);
    return at < 0
        ? Tuple.of(text, "", "")
        : Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  static String join(String separator, List<@Nullable Object> items) {
    var out = new StringBuilder();
    for (var i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      var item = Undefined.demand(items.get(i));
      if (!(item instanceof String text)) {
        throw Raised.of(
            "sequence item " + i + ": expected str instance, " + Values.typeName(item) + " found");
      }
      out.append(text);
      check(out);
    }
    return out.toString();
  }

  /// `text.replace(old, with, most)`
  public static String replace(String text, String old, String with, int most) {
    if (most == 0 || (old.isEmpty() && text.isEmpty() && most > 0 && with.isEmpty())) {
      return text;
    }
    var out = new StringBuilder();
    var count = 0;
    var start = 0;
    if (old.isEmpty()) {
      for (var i = 0; i <= text.length() && (most < 0 || count < most); i++, count++) {
        out.append(with);
        if (i < text.length()) {
          out.append(text.charAt(i));
        }
        start = i + 1;
        check(out);
      }
      return start < text.length() ? out.append(text.substring(start)).toString() : out.toString();
    }
    while (most < 0 || count < most) {
      var end = text.indexOf(old, start);
      if (end < 0) {
        break;
      }
      out.append(text, start, end).append(with);
      start = end + old.length();
      count++;
      check(out);
    }
    return out.append(text, start, text.length()).toString();
  }

  /// Raises where a text in the making has become too long.
  public static void check(StringBuilder out) {
    if (out.length() > MAX_SIZE) {
      throw Raised.limit("a text of more than " + MAX_SIZE + " characters");
    }
  }
}
