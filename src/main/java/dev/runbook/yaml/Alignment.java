package dev.runbook.yaml;

/**
 * Finds the letter of a scalar as it is written that became a certain letter of its value: through
 * escapes, doubled quotes and folded lines.
 */
final class Alignment {
  private final String written;
  private final char quote;
  private int at;

  private Alignment(String written) {
    this.written = written;
    this.quote = written.isEmpty() ? 0 : written.charAt(0);
    this.at = quote == '"' || quote == '\'' ? 1 : 0;
  }

  /** White space is only told apart by what stands between it: folding changes it. */
  static int offset(String written, String value, int offset) {
    var side = new Alignment(written);
    for (var i = 0; i < Math.min(offset, value.length()); i++) {
      if (!Character.isWhitespace(value.charAt(i))) {
        side.space();
        side.letter();
      }
    }
    if (offset < value.length() && !Character.isWhitespace(value.charAt(offset))) {
      side.space();
    }
    return Math.min(side.at, written.length());
  }

  /** Passes over white space, that of escapes too. */
  private void space() {
    while (at < written.length()) {
      var c = written.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\\' && quote == '"' && at + 1 < written.length() && isSpace(at + 1)) {
        at += 2;
      } else {
        return;
      }
    }
  }

  private boolean isSpace(int index) {
    return "ntrfv \t\n_NLP".indexOf(written.charAt(index)) >= 0;
  }

  private void letter() {
    if (at >= written.length()) {
      return;
    }
    var c = written.charAt(at);
    if (c == '\\' && quote == '"' && at + 1 < written.length()) {
      at +=
          switch (written.charAt(at + 1)) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
          };
    } else if (c == '\'' && quote == '\'') {
      at += 2;
    } else {
      at++;
    }
  }
}
