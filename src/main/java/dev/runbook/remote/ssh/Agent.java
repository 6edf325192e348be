package dev.runbook.remote.ssh;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Buffer;

/// Talks to `ssh-agent`, as draft-ietf-sshm-ssh-agent describes it.
final class Agent implements AutoCloseable {
  private static final int REQUEST_IDENTITIES = 11;
  private static final int IDENTITIES_ANSWER = 12;
  private static final int SIGN_REQUEST = 13;
  private static final int SIGN_RESPONSE = 14;
  private static final int LARGEST = 256 << 10;

  private final SocketChannel socket;

  /// A key that the agent holds.
  ///
  /// @param blob the public key as it goes over the wire
  record Identity(byte[] blob, String comment) {
    String type() throws IOException {
      return new Buffer.PlainBuffer(blob).readString();
    }
  }

  private Agent(SocketChannel socket) {
    this.socket = socket;
  }

  static Agent connect(Path path) throws IOException {
    var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(path));
      return new Agent(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  List<Identity> identities() throws IOException {
    var answer = ask(new Buffer.PlainBuffer().putByte((byte) REQUEST_IDENTITIES));
    if (answer.readByte() != IDENTITIES_ANSWER) {
      throw new IOException("the agent refused to list its keys");
    }
    var identities = new ArrayList<Identity>();
    for (var left = answer.readUInt32(); left > 0; left--) {
      identities.add(new Identity(answer.readBytes(), answer.readString()));
    }
    return identities;
  }

  /// @param flags 2 for rsa-sha2-256, 4 for rsa-sha2-512, else 0
  /// @return the signature's algorithm and bytes, as they go over the wire
  byte[] sign(byte[] blob, byte[] data, int flags) throws IOException {
    var answer =
        ask(
            new Buffer.PlainBuffer()
                .putByte((byte) SIGN_REQUEST)
                .putBytes(blob)
                .putBytes(data)
                .putUInt32(flags));
    if (answer.readByte() != SIGN_RESPONSE) {
      throw new IOException("the agent refused to sign");
    }
    return answer.readBytes();
  }

  private Buffer.PlainBuffer ask(Buffer.PlainBuffer question) throws IOException {
    var body = question.getCompactData();
    var message = ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).flip();
    while (message.hasRemaining()) {
      var _ = socket.write(message);
    }
    var length = read(4).getInt();
    if (length <= 0 || length > LARGEST) {
      throw new IOException("the agent answered with " + length + " bytes");
    }
    return new Buffer.PlainBuffer(read(length).array());
  }

  private ByteBuffer read(int count) throws IOException {
    var buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new IOException("the agent closed the connection");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost with it.
    }
  }
}
