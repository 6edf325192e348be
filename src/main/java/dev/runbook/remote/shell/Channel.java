package dev.runbook.remote.shell;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The three streams of a running {@code sh}.
public interface Channel extends AutoCloseable {

  OutputStream in();

  InputStream out();

  InputStream err();

  /// Starts the daemon thread that drains one of the streams. Virtual where reading does not hold a
  /// carrier thread.
  Thread reader(String name, Runnable task);

  /// Waits for the end.
  ///
  /// @return the exit status, 128 + signal after a signal; null when the other side never told, or
  ///   not in time
  @Nullable Integer status(Duration limit);

  /// Ends the channel without waiting for the other side.
  @Override
  void close();
}
