package dev.runbook.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Python's `LooseVersion`: numbers and letters between dots, compared part by part.
public final class LooseVersion {
  private static final Pattern PARTS = Pattern.compile("\\d+|[a-z]+|\\.");

  private LooseVersion() {}

  private static List<Object> parts(String text) {
    var parts = new ArrayList<Object>();
    var match = PARTS.matcher(text);
    var end = 0;
    while (match.find()) {
      if (match.start() > end) {
        parts.add(text.substring(end, match.start()));
      }
      var part = match.group();
      if (!part.equals(".")) {
        parts.add(Character.isDigit(part.charAt(0)) ? new BigInteger(part) : part);
      }
      end = match.end();
    }
    if (end < text.length()) {
      parts.add(text.substring(end));
    }
    return parts;
  }

  public static int compare(String a, String b) {
    var x = parts(a);
    var y = parts(b);
    for (var i = 0; i < Math.min(x.size(), y.size()); i++) {
      var p = x.get(i);
      var q = y.get(i);
      if (p.equals(q)) {
        continue;
      }
      if (p instanceof BigInteger m && q instanceof BigInteger n) {
        return m.compareTo(n);
      }
      if (p instanceof String m && q instanceof String n) {
        return m.compareTo(n);
      }
      throw Raised.of(
          "'<' not supported between instances of '"
              + (p instanceof String ? "str" : "int")
              + "' and '"
              + (q instanceof String ? "str" : "int")
              + "'");
    }
    return Integer.compare(x.size(), y.size());
  }
}
