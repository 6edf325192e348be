package dev.runbook.inventory;

import dev.runbook.template.Template;
import dev.runbook.yaml.Source;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a value as Python's `ast.literal_eval` does: `1`, `True`, `'x'`, `[1, 2]`, `{'a': None}`.
/// What is no literal stays the text that it is. Tuples and sets become lists.
final class PythonLiteral {
  /// Python refuses deeper brackets, and longer numbers.
  private static final int MAX_DEPTH = 200;

  private static final int MAX_DIGITS = 4300;

  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
              + "|(?:[0-9][0-9_]*)?\\.[0-9][0-9_]*(?:[eE][+-]?[0-9][0-9_]*)?"
              + "|[0-9][0-9_]*\\.?(?:[eE][+-]?[0-9][0-9_]*)?");

  /// Underscores stand between digits, one at a time.
  private static final Pattern MISPLACED = Pattern.compile("__|_$|_[.eE]|[.eE]_");

  private static final Pattern MISPLACED_HEX = Pattern.compile("__|_$");

  private static final class NoLiteral extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoLiteral() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private final Source at;
  private int i;

  private PythonLiteral(String text, Source at) {
    this.text = text;
    this.at = at;
  }

  /// The value of a text; texts in it may be templates.
  static @Nullable Object value(String text, Source at) {
    // Most values are words: they begin with a letter that no literal begins with.
    if (text.isEmpty() || !mayBegin(text.charAt(0))) {
      return Template.of(text, at);
    }
    try {
      var parser = new PythonLiteral(text, at);
      var value = parser.tuple(0);
      parser.space();
      if (parser.i < text.length()) {
        throw new NoLiteral();
      }
      return value;
    } catch (NoLiteral _) {
      return Template.of(text, at);
    }
  }

  private static boolean mayBegin(char c) {
    return c < 'A' || "TFNrRuUbBs[{".indexOf(c) >= 0;
  }

  /// One value, or several with commas between them.
  private @Nullable Object tuple(int depth) {
    var first = value(depth);
    space();
    if (peek() != ',') {
      return first;
    }
    var items = new ArrayList<@Nullable Object>();
    items.add(first);
    while (peek() == ',') {
      i++;
      space();
      if (i == text.length() || peek() == ')') {
        break;
      }
      items.add(value(depth));
      space();
    }
    return Collections.unmodifiableList(items);
  }

  private @Nullable Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new NoLiteral();
    }
    space();
    var c = peek();
    return switch (c) {
      case '[' -> {
        i++;
        yield list(']', depth);
      }
      case '(' -> {
        i++;
        space();
        if (peek() == ')') {
          i++;
          yield List.of();
        }
        var inner = tuple(depth + 1);
        space();
        expect(')');
        yield inner;
      }
      case '{' -> {
        i++;
        yield braces(depth);
      }
      case '-', '+' -> {
        i++;
        space();
        var number = number();
        yield c == '+' ? number : negated(number);
      }
      case '"', '\'' -> strings();
      default -> c == '.' || (c >= '0' && c <= '9') ? number() : word();
    };
  }

  private List<@Nullable Object> list(char end, int depth) {
    var items = new ArrayList<@Nullable Object>();
    space();
    while (peek() != end) {
      items.add(value(depth + 1));
      space();
      if (peek() == ',') {
        i++;
        space();
      } else if (peek() != end) {
        throw new NoLiteral();
      }
    }
    i++;
    return Collections.unmodifiableList(items);
  }

  private Object braces(int depth) {
    space();
    if (peek() == '}') {
      i++;
      return Collections.unmodifiableMap(new LinkedHashMap<>());
    }
    var first = value(depth + 1);
    space();
    if (peek() != ':') {
      var set = new LinkedHashSet<@Nullable Object>();
      set.add(hashable(first));
      if (peek() == ',') {
        i++;
        for (var item : list('}', depth)) {
          set.add(hashable(item));
        }
      } else {
        expect('}');
      }
      return Collections.unmodifiableList(new ArrayList<>(set));
    }
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    var key = first;
    while (true) {
      expect(':');
      map.put(plainKey(hashable(key)), value(depth + 1));
      space();
      if (peek() == ',') {
        i++;
        space();
        if (peek() != '}') {
          key = value(depth + 1);
          space();
          continue;
        }
      }
      expect('}');
      return Collections.unmodifiableMap(map);
    }
  }

  private static @Nullable Object hashable(@Nullable Object value) {
    if (value instanceof List || value instanceof java.util.Map) {
      throw new NoLiteral();
    }
    return value;
  }

  private static @Nullable Object plainKey(@Nullable Object key) {
    return key instanceof Template template ? template.text() : key;
  }

  private Object number() {
    var match = NUMBER.matcher(text).region(i, text.length());
    if (!match.lookingAt()) {
      throw new NoLiteral();
    }
    i = match.end();
    if (i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || peek() == '_')) {
      throw new NoLiteral();
    }
    var hex = match.group().startsWith("0x") || match.group().startsWith("0X");
    if ((hex ? MISPLACED_HEX : MISPLACED).matcher(match.group()).find()) {
      throw new NoLiteral();
    }
    var digits = match.group().replace("_", "");
    var lower = digits.toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("0x")) {
      return small(new BigInteger(digits.substring(2), 16));
    }
    if (lower.startsWith("0o")) {
      return small(new BigInteger(digits.substring(2), 8));
    }
    if (lower.startsWith("0b")) {
      return small(new BigInteger(digits.substring(2), 2));
    }
    if (digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      var number = digits.length() > MAX_DIGITS ? null : new BigInteger(digits);
      if (number == null || (digits.charAt(0) == '0' && number.signum() != 0)) {
        throw new NoLiteral();
      }
      return small(number);
    }
    return Double.valueOf(digits);
  }

  private static Object small(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private static Object negated(Object number) {
    return switch (number) {
      case Long l when l != Long.MIN_VALUE -> -l;
      case BigInteger b -> small(b.negate());
      case Double d -> -d;
      default -> throw new NoLiteral();
    };
  }

  private @Nullable Object word() {
    var end = i;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    var word = text.substring(i, end);
    if (end < text.length() && (text.charAt(end) == '"' || text.charAt(end) == '\'')) {
      return strings();
    }
    i = end;
    return switch (word) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> null;
      case "set" -> {
        space();
        expect('(');
        space();
        expect(')');
        yield List.of();
      }
      default -> throw new NoLiteral();
    };
  }

  /// One string or several side by side, which Python joins.
  private Object strings() {
    var joined = new StringBuilder();
    Boolean bytes = null;
    do {
      var literal = new PythonString(text, i);
      if (!literal.read(joined) || (bytes != null && bytes != literal.isBytes())) {
        throw new NoLiteral();
      }
      bytes = literal.isBytes();
      i = literal.end();
      space();
    } while (i < text.length() && PythonString.begins(text, i));
    return Template.of(joined.toString(), at);
  }

  private void space() {
    while (i < text.length()) {
      var c = text.charAt(i);
      if (c == '#') {
        i = text.length();
      } else if (c == ' ' || c == '\t' || c == '\f') {
        i++;
      } else {
        return;
      }
    }
  }

  private char peek() {
    return i < text.length() ? text.charAt(i) : '\0';
  }

  private void expect(char c) {
    if (peek() != c) {
      throw new NoLiteral();
    }
    i++;
  }
}
