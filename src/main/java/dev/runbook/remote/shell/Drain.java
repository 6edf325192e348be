package dev.runbook.remote.shell;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Reads a stream for as long as it lasts, so that the other side never blocks on it, and hands
/// each piece to whoever wants it just then.
final class Drain implements Runnable {
  /// Who takes the bytes. Called by the reading thread, never by two at once.
  interface Sink {
    /// @return false to stop reading: the rest of the stream is left to another reader
    boolean accept(byte[] bytes, int offset, int length);

    /// The stream ended or broke.
    void ended();
  }

  /// Bytes that come while no script runs, such as late words of a background process.
  static final Sink NOWHERE =
      new Sink() {
        @Override
        public boolean accept(byte[] bytes, int offset, int length) {
          return true;
        }

        @Override
        public void ended() {}
      };

  private final InputStream stream;
  private final ReentrantLock lock = new ReentrantLock();
  private Sink sink;
  private boolean over;

  Drain(InputStream stream, Sink sink) {
    this.stream = stream;
    this.sink = sink;
  }

  /// From now on the bytes go to `next`, which is told at once when the stream is already over.
  void to(Sink next) {
    to(next, () -> new byte[0]);
  }

  /// As {@link #to(Sink)}, after those that the last sink kept.
  void to(Sink next, Supplier<byte[]> kept) {
    lock.lock();
    try {
      var early = kept.get();
      if (early.length > 0) {
        next.accept(early, 0, early.length);
      }
      sink = next;
      if (over) {
        next.ended();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean over() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    var buffer = new byte[16 << 10];
    try {
      while (true) {
        var count = stream.read(buffer, 0, buffer.length);
        if (count < 0) {
          break;
        }
        if (!give(buffer, count)) {
          return;
        }
      }
    } catch (IOException e) {
      // A broken stream ends like a closed one: whoever waits asks the carrier for the reason.
    }
    lock.lock();
    try {
      over = true;
      sink.ended();
    } finally {
      lock.unlock();
    }
  }

  private boolean give(byte[] buffer, int count) {
    lock.lock();
    try {
      return sink.accept(buffer, 0, count);
    } finally {
      lock.unlock();
    }
  }
}
