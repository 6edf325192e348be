package dev.runbook.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The body of an answer whose end is known, so that the connection can go on behind it.
abstract sealed class Body extends InputStream {
  private final InputStream in;
  private final Runnable whole;
  private boolean ended;

  private Body(InputStream in, Runnable whole) {
    this.in = in;
    this.whole = whole;
  }

  /// The bytes that may be read now; 0 at the end of the body.
  abstract long room(InputStream from) throws IOException;

  abstract void taken(long count);

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    var room = ended ? 0 : room(in);
    if (room == 0) {
      if (!ended) {
        ended = true;
        whole.run();
      }
      return -1;
    }
    var count = in.read(bytes, offset, (int) Math.min(room, length));
    if (count < 0) {
      throw new EOFException("the engine closed the connection inside an answer");
    }
    taken(count);
    return count;
  }

  static final class Sized extends Body {
    private long left;

    Sized(InputStream in, long length, Runnable whole) {
      super(in, whole);
      left = length;
    }

    @Override
    long room(InputStream from) {
      return left;
    }

    @Override
    void taken(long count) {
      left -= count;
    }
  }

  static final class Chunked extends Body {
    private long left;
    private boolean first = true;

    Chunked(InputStream in, Runnable whole) {
      super(in, whole);
    }

    @Override
    long room(InputStream from) throws IOException {
      if (left == 0) {
        if (!first) {
          line(from);
        }
        first = false;
        var size = line(from);
        var semicolon = size.indexOf(';');
        left = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
        if (left == 0) {
          while (!line(from).isEmpty()) {
            // trailers mean nothing here
          }
        }
      }
      return left;
    }

    @Override
    void taken(long count) {
      left -= count;
    }

    private static String line(InputStream from) throws IOException {
      var line = new StringBuilder();
      for (var c = from.read(); c != '\n'; c = from.read()) {
        if (c < 0) {
          throw new EOFException("the engine closed the connection inside an answer");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
