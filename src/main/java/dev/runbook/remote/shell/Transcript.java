package dev.runbook.remote.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What one stream of a starting program said up to the mark, and the first bytes behind it. Not
/// safe for several threads: {@link Launch} has a lock.
final class Transcript {
  private static final int MOST = 16 << 10;

  private byte[] bytes = new byte[0];
  private int answeredAt;
  boolean marked;
  boolean over;
  String pid = "";
  byte[] rest = new byte[0];

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void answered() {
    answeredAt = bytes.length;
  }

  String sinceAnswer() {
    return new String(bytes, answeredAt, bytes.length - answeredAt, StandardCharsets.UTF_8);
  }

  void add(byte[] source, int offset, int length) {
    var excess = bytes.length + length > 2 * MOST ? Math.max(0, bytes.length - MOST) : 0;
    var grown = Arrays.copyOfRange(bytes, excess, bytes.length + length);
    System.arraycopy(source, offset, grown, bytes.length - excess, length);
    answeredAt = Math.max(0, answeredAt - excess);
    bytes = grown;
  }

  /// Forgets all before the mark that was found.
  void restart() {
    bytes = rest;
    rest = new byte[0];
    answeredAt = 0;
  }

  void keep(byte[] source, int offset, int length) {
    var at = rest.length;
    rest = Arrays.copyOf(rest, at + length);
    System.arraycopy(source, offset, rest, at, length);
  }

  /// @return true when the whole line of the mark is there
  boolean find(byte[] mark) {
    for (var i = 0; i + mark.length < bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
        for (var end = i + mark.length; end < bytes.length; end++) {
          if (bytes[end] == '\n') {
            pid =
                new String(bytes, i + mark.length, end - i - mark.length, StandardCharsets.US_ASCII)
                    .strip();
            rest = Arrays.copyOfRange(bytes, end + 1, bytes.length);
            bytes = Arrays.copyOf(bytes, i);
            return true;
          }
        }
      }
    }
    return false;
  }
}
