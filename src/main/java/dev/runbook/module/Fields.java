package dev.runbook.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what a script printed as fields that end in NUL, the one byte that no path holds.
public final class Fields {
  private final byte[] bytes;
  private int at;

  public Fields(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Whether anything is left.
  public boolean more() {
    return at < bytes.length;
  }

  /// The next field, as UTF-8; empty when there is none left.
  public String next() {
    var end = at;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    var text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
    at = Math.min(end + 1, bytes.length);
    return text;
  }

  /// The next field without the newline that a command put at its end.
  public String line() {
    var text = next();
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /// The first word of the next field: a checksum, before the name of the file.
  public String word() {
    var text = next().strip();
    var space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }

  /// What `rb_see` printed.
  public FileState state() {
    var path = next();
    var own = FileState.Stat.of(next());
    var target = line();
    var followed = FileState.Stat.of(next());
    var real = line();
    return target.isEmpty()
        ? new FileState(path, own, null, null, path)
        : new FileState(path, own, target, followed, real.isEmpty() ? path : real);
  }

  /// All that is left, byte for byte.
  public byte[] rest() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }
}
