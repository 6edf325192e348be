package dev.runbook.remote.ssh;

import java.io.IOException;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;

/// A session whose window can neither break nor stay shut. Both of its streams share one window.
///
/// sshj lets each reader tell the server of new room and note that room only afterwards. A reader
/// held up in between finds "Window consumed to below 0", and the connection is gone. With
/// automatic expansion the thread that receives does both, so nothing can come between; but it does
/// so only when something arrives, and nothing arrives any more once slow readers let the window
/// run out. Then they open it again by [#refill], which notes the room before it tells of it.
final class SshSession extends SessionChannel {
  private static final int ROOM = 1 << 20;

  SshSession(Connection connection) throws IOException {
    super(connection);
    setAutoExpand(true);
    open();
  }

  /// Called before each read: opens a window that has run out, once what came is nearly all read.
  void refill() throws IOException {
    if (!isShut() || getInputStream().available() + getErrorStream().available() > ROOM) {
      return;
    }
    synchronized (lwin) {
      if (!isShut() || !isOpen()) {
        return;
      }
      lwin.expand(ROOM);
    }
    trans.write(
        new SSHPacket(Message.CHANNEL_WINDOW_ADJUST)
            .putUInt32FromInt(getRecipient())
            .putUInt32(ROOM));
  }

  /// Some servers send nothing into a window that is smaller than a packet.
  private boolean isShut() {
    return lwin.getSize() < lwin.getMaxPacketSize();
  }
}
