package dev.runbook.remote.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/// Closes a socket when a step takes too long as a whole: a server that sends a byte now and then
/// would outlast any limit on a single read.
final class Deadline implements AutoCloseable {
  private final Thread watch;

  private Deadline(Thread watch) {
    this.watch = watch;
  }

  static Deadline closing(Closeable victim, Duration limit) {
    return new Deadline(
        Thread.startVirtualThread(() -> {
          try {
            Thread.sleep(limit);
            victim.close();
          } catch (InterruptedException | IOException e) {
            // In time, or closed already.
          }
        }));
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
