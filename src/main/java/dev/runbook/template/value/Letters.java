package dev.runbook.template.value;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Work on a text's letters as Python does it.
public final class Letters {
  private static final int MAX_WIDTH = 10_000_000;

  private Letters() {}

  static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  static boolean isDigit(int c) {
    return Character.isDigit(c) || "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".indexOf(c) >= 0;
  }

  /// White space as `str.strip` and `str.split` see it.
  public static boolean isSpace(int c) {
    return c <= 0x20
        ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f)
        : c >= 0x80
            && (c == 0x85 || c == 0xa0 || Character.isSpaceChar(c) || Character.isWhitespace(c));
  }

  /// `chr(x)`
  static String character(BigInteger point) {
    if (point.signum() < 0
        || point.bitLength() > 21
        || !Character.isValidCodePoint(point.intValue())) {
      throw Raised.of("character number " + point + " is not in range(0x110000)");
    }
    return Character.toString(point.intValue());
  }

  /// A letter after a non-letter is upper case, every other one lower case.
  public static String title(String text) {
    var out = new StringBuilder();
    var inside = false;
    for (var i = 0; i < text.length(); ) {
      var point = text.codePointAt(i);
      i += Character.charCount(point);
      out.appendCodePoint(inside ? Character.toLowerCase(point) : Character.toTitleCase(point));
      inside = Character.isLetter(point);
    }
    return out.toString();
  }

  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    var first = text.offsetByCodePoints(0, 1);
    return Character.toString(Character.toTitleCase(text.codePointAt(0)))
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  static String swapCase(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .forEach(c ->
            out.append(
                Character.isUpperCase(c)
                    ? Character.toString(c).toLowerCase(Locale.ROOT)
                    : Character.toString(c).toUpperCase(Locale.ROOT)));
    return out.toString();
  }

  public static String strip(String text, @Nullable String chars, boolean left, boolean right) {
    var start = 0;
    var end = text.length();
    while (left && start < end && strips(text.charAt(start), chars)) {
      start++;
    }
    while (right && end > start && strips(text.charAt(end - 1), chars)) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean strips(char c, @Nullable String chars) {
    return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
  }

  static String zfill(String text, int width) {
    var missing = Math.min(width, MAX_WIDTH) - text.length();
    if (missing <= 0) {
      return text;
    }
    var signed = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    return text.substring(0, signed) + "0".repeat(missing) + text.substring(signed);
  }

  /// @param side 0 keeps the text left, 1 right, 2 in the middle
  static String pad(String text, Args a, int side) {
    var fill = a.at(1) == null ? " " : a.text(1);
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw Raised.of("The fill character must be exactly one character long");
    }
    return pad(text, a.whole(0), fill, side);
  }

  public static String pad(String text, int width, String fill, int side) {
    if (width > MAX_WIDTH) {
      throw Raised.limit("a width of more than " + MAX_WIDTH);
    }
    var missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    return switch (side) {
      case 0 -> text + fill.repeat(missing);
      case 1 -> fill.repeat(missing) + text;
      default -> {
        // Python puts the odd one on the left when the width is odd.
        var left = missing / 2 + (missing & width & 1);
        yield fill.repeat(left) + text + fill.repeat(missing - left);
      }
    };
  }

  static String expandTabs(String text, int size) {
    var out = new StringBuilder();
    var column = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\t') {
        var spaces = size <= 0 ? 0 : size - column % size;
        out.repeat(' ', Math.min(spaces, 1000));
        column += spaces;
      } else {
        out.append(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return out.toString();
  }

  static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (Character.isLetter(text.codePointAt(0)) || text.charAt(0) == '_')
        && text.codePoints().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
  }

  static String translate(String text, @Nullable Object table) {
    if (!(table instanceof Map<?, ?> map)) {
      throw Raised.of("translate() argument must be a mapping");
    }
    var out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          var key = (long) c;
          if (!map.containsKey(key)) {
            out.appendCodePoint(c);
          } else if (map.get(key) != null) {
            var to = map.get(key);
            out.append(to instanceof Long l ? character(Arithmetic.big(l)) : Text.str(to));
          }
        });
    return out.toString();
  }
}
