package dev.runbook.remote.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Keeps the beginning of what a program says on standard error.
final class LastWords implements Drain.Sink {
  private static final int MOST = 8 << 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile byte[] words = new byte[0];

  @Override
  public boolean accept(byte[] bytes, int offset, int length) {
    var room = Math.min(length, MOST - words.length);
    if (room > 0) {
      var longer = Arrays.copyOf(words, words.length + room);
      System.arraycopy(bytes, offset, longer, words.length, room);
      words = longer;
    }
    return true;
  }

  @Override
  public void ended() {
    over.countDown();
  }

  /// Waits a moment for the end of the stream.
  String text() {
    try {
      var _ = over.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new String(words, StandardCharsets.UTF_8).strip();
  }
}
