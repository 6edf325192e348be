package dev.runbook.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One host for the length of a run. Opened lazily by the first call; used by one thread at a time;
 * reconnects between commands when the connection was lost in between.
 */
public interface Remote extends AutoCloseable {

  /** Runs a script and waits for its end. A script that fails is a reply, not an exception. */
  Reply run(Command command) throws Unreachable, BecomeFailed;

  /**
   * Streams a file's content to {@code path}, created with {@code umask 077} (overwritten when it
   * exists). Meant for temporary names: the caller moves it into place.
   *
   * @return the number of bytes written
   * @throws IOException when the content could not be read here, or not be written there (disk
   *     full, no such directory)
   */
  long put(InputStream content, String path, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException;

  /** Streams a file's content from the host into {@code sink}. */
  void get(String path, OutputStream sink, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException;

  /** Starts a command on a channel of its own, its streams raw. */
  Duplex open(String command, @Nullable Become become) throws Unreachable, BecomeFailed;

  /**
   * Drops the connection, as {@code meta: reset_connection} does; the next call opens a new one.
   */
  void reset();

  @Override
  void close();
}
