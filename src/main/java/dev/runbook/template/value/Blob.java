package dev.runbook.template.value;

import java.nio.charset.Charset;
import java.util.Arrays;

/// Python's `bytes`.
public final class Blob {
  private final byte[] bytes;

  public Blob(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// The encoding that Python calls by a name.
  ///
  /// @throws Raised where there is none
  public static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      // Python writes utf-16-le and utf_16_le where Java has UTF-16LE.
      var joined = name.replace('_', '-').replaceAll("-(?=[lb]e$)", "");
      if (!joined.equals(name)) {
        return charset(joined);
      }
      throw Raised.of("unknown encoding: " + name);
    }
  }

  public String decode(Charset charset) {
    return new String(bytes, charset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// `b'...'`, as Python prints it.
  @Override
  public String toString() {
    var out = new StringBuilder("b'");
    for (var b : bytes) {
      var c = b & 0xff;
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        case '\'' -> out.append("\\'");
        default -> {
          if (c < 32 || c > 126) {
            out.append(String.format("\\x%02x", c));
          } else {
            out.append((char) c);
          }
        }
      }
    }
    return out.append('\'').toString();
  }
}
