package dev.runbook.docker;

import dev.runbook.remote.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A socket of this machine.
record UnixSocket(SocketChannel channel, InputStream output, OutputStream input) implements Duplex {

  static UnixSocket connect(Path path) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new UnixSocket(
        channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is left to lose.
    }
  }
}
