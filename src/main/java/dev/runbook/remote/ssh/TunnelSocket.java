package dev.runbook.remote.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;

/// Two streams in the shape of a socket: a channel of another connection, or a process.
final class TunnelSocket extends Socket {
  private final InputStream input;
  private final OutputStream output;
  private final Runnable end;
  private final int port;
  private volatile boolean closed;

  /// @param end ends what the streams belong to; called once, must not wait
  TunnelSocket(InputStream input, OutputStream output, int port, Runnable end) {
    this.input = new Kept(input);
    this.output = output;
    this.port = port;
    this.end = end;
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) {}

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public int getPort() {
    return port;
  }

  @Override
  public void setSoTimeout(int timeout) {}

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      end.run();
    }
  }

  /// The stream ends with the tunnel, not before: its other side may still have something to say.
  private static final class Kept extends FilterInputStream {
    Kept(InputStream stream) {
      super(stream);
    }

    @Override
    public void close() throws IOException {}
  }
}
