package dev.runbook.remote.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects one stream of one script up to the end mark, byte for byte. Of more than 16 MiB it
/// keeps the beginning and the end, with a notice between them, so that no output can fill the
/// memory.
final class Capture {
  private static final int HEAD = 12 << 20;
  private static final int TAIL = 4 << 20;

  private final byte[] mark;
  private final @Nullable Consumer<String> lines;
  private byte[] bytes = new byte[512];
  private int size;
  private int scanned;
  private int told;
  private int end = -1;
  private long dropped;
  private String trailer = "";

  /// @param mark what stands on a line of its own after the output; the rest of that line is the
  ///   {@link #trailer()}
  Capture(String mark, @Nullable Consumer<String> lines) {
    this.mark = ("\n" + mark).getBytes(StandardCharsets.US_ASCII);
    this.lines = lines;
  }

  /// Takes bytes as they come; those after the end mark are dropped.
  ///
  /// @return true once the end mark was seen
  boolean accept(byte[] source, int offset, int length) {
    if (end >= 0 && !trailer.isEmpty()) {
      return true;
    }
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
    }
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
    if (end < 0) {
      end = find();
    }
    tell();
    if (end >= 0) {
      return complete();
    }
    if (size > HEAD + 2 * TAIL) {
      forget();
    }
    return false;
  }

  /// What follows the mark on its line, such as {@code " 0"}.
  String trailer() {
    return trailer.strip();
  }

  /// The output so far, or all of it once the mark was seen.
  byte[] content() {
    var length = end < 0 ? size : end;
    if (dropped == 0) {
      return Arrays.copyOf(bytes, length);
    }
    var notice =
        ("\n[runbook: " + dropped + " bytes of output left out here]\n")
            .getBytes(StandardCharsets.US_ASCII);
    var result = Arrays.copyOf(bytes, length + notice.length);
    System.arraycopy(bytes, HEAD, result, HEAD + notice.length, length - HEAD);
    System.arraycopy(notice, 0, result, HEAD, notice.length);
    return result;
  }

  /// Tells the last line when it has no line end: for a script that was cut off.
  void flush() {
    if (lines != null && end < 0 && told < size) {
      tellLine(told, size);
      told = size;
    }
  }

  private int find() {
    for (var i = scanned; i < size; i++) {
      if (bytes[i] == '\n') {
        if (size - i < mark.length) {
          scanned = i;
          return -1;
        }
        if (markAt(i)) {
          return i;
        }
      }
    }
    scanned = size;
    return -1;
  }

  private boolean markAt(int at) {
    return Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length);
  }

  private boolean complete() {
    for (var i = end + mark.length; i < size; i++) {
      if (bytes[i] == '\n') {
        trailer =
            new String(
                bytes, end + mark.length, i - end - mark.length + 1, StandardCharsets.US_ASCII);
        return true;
      }
    }
    return false;
  }

  private void tell() {
    if (lines == null) {
      return;
    }
    var limit = end < 0 ? scanned : end;
    for (var i = told; i < limit; i++) {
      if (bytes[i] == '\n') {
        tellLine(told, i);
        told = i + 1;
      }
    }
    if (end > told) {
      tellLine(told, end);
      told = end;
    }
  }

  private void tellLine(int from, int to) {
    var stop = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (lines != null) {
      lines.accept(new String(bytes, from, stop - from, StandardCharsets.UTF_8));
    }
  }

  private void forget() {
    var excess = size - HEAD - TAIL;
    System.arraycopy(bytes, HEAD + excess, bytes, HEAD, TAIL);
    size -= excess;
    scanned = Math.max(0, scanned - excess);
    told = Math.max(HEAD, told - excess);
    dropped += excess;
  }
}
