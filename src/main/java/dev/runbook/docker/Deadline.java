package dev.runbook.docker;

import java.io.IOException;
import java.time.Duration;

/// Ends a wait for the engine: streams have no time limit of their own.
final class Deadline implements AutoCloseable {
  private final int seconds;
  private final Thread watch;
  private volatile boolean late;

  /// @param seconds 0 for no limit
  Deadline(int seconds, Runnable end) {
    this.seconds = seconds;
    this.watch =
        Thread.ofVirtual()
            .unstarted(() -> {
              try {
                Thread.sleep(Duration.ofSeconds(seconds));
                late = true;
                end.run();
              } catch (InterruptedException _) {
                // the answer came in time
              }
            });
    if (seconds > 0) {
      watch.start();
    }
  }

  void check() throws IOException {
    if (late) {
      throw new IOException("no answer within " + seconds + " seconds");
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
