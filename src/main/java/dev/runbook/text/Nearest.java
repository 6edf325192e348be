package dev.runbook.text;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The known name that somebody most probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The closest of {@code known} by edit distance with transpositions, at most 2 (1 for short
   * words); null when none is near.
   */
  public static @Nullable String to(String word, Collection<String> known) {
    String best = null;
    var limit = word.length() <= 3 ? 1 : 2;
    for (var candidate : known) {
      var distance = distance(word, candidate, limit);
      if (distance <= limit && (distance < limit || best == null)) {
        best = candidate;
        limit = distance;
      }
    }
    return best;
  }

  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    var d = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (var j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      for (var j = 1; j <= b.length(); j++) {
        var cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
