package dev.runbook.remote;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A running command with its raw streams, such as {@code docker system dial-stdio}. Closing it ends
 * the command.
 */
public interface Duplex extends AutoCloseable {
  InputStream output();

  OutputStream input();

  @Override
  void close();
}
