package dev.runbook.modules;

/// Compares versions of Debian packages, by the rules of the policy manual, 5.6.12.
final class DebianVersion {
  private DebianVersion() {}

  /// @return negative when `a` is older than `b`, 0 when they are the same, positive when it is
  ///   newer
  static int compare(String a, String b) {
    var epochs = Long.compare(epoch(a), epoch(b));
    if (epochs != 0) {
      return epochs;
    }
    var upstream = part(upstream(a), upstream(b));
    return upstream != 0 ? upstream : part(revision(a), revision(b));
  }

  private static long epoch(String version) {
    var colon = version.indexOf(':');
    return colon > 0 && version.chars().limit(colon).allMatch(DebianVersion::isDigit)
        ? Long.parseLong(version.substring(0, colon))
        : 0;
  }

  private static String upstream(String version) {
    var rest = version.substring(version.indexOf(':') + 1);
    var dash = rest.lastIndexOf('-');
    return dash < 0 ? rest : rest.substring(0, dash);
  }

  private static String revision(String version) {
    var dash = version.lastIndexOf('-');
    return dash < 0 ? "" : version.substring(dash + 1);
  }

  private static int part(String a, String b) {
    var i = 0;
    var j = 0;
    while (i < a.length() || j < b.length()) {
      while (i < a.length() && !isDigit(a.charAt(i)) || j < b.length() && !isDigit(b.charAt(j))) {
        var order = Integer.compare(order(a, i++), order(b, j++));
        if (order != 0) {
          return order;
        }
      }
      var endA = digits(a, i);
      var endB = digits(b, j);
      var numbers = number(a, i, endA).compareTo(number(b, j, endB));
      if (numbers != 0) {
        return numbers;
      }
      i = endA;
      j = endB;
    }
    return 0;
  }

  /// A tilde sorts before the end, letters before everything else.
  private static int order(String text, int at) {
    if (at >= text.length() || isDigit(text.charAt(at))) {
      return 0;
    }
    var c = text.charAt(at);
    return c == '~' ? -1 : Character.isLetter(c) ? c : c + 256;
  }

  private static int digits(String text, int from) {
    var i = from;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static java.math.BigInteger number(String text, int from, int to) {
    return from >= to
        ? java.math.BigInteger.ZERO
        : new java.math.BigInteger(text.substring(from, to));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
