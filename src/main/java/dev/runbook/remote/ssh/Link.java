package dev.runbook.remote.ssh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;

/// A connection that is logged in, and whether it still lives.
final class Link {
  private final SSHClient client;
  private final Runnable underneath;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile String reason = "";

  /// @param underneath cuts what carries the connection, which ends every wait on it
  Link(SSHClient client, Runnable underneath) {
    this.client = client;
    this.underneath = underneath;
  }

  SSHClient client() {
    return client;
  }

  boolean alive() {
    return client.isConnected();
  }

  String lossReason() {
    return reason.isEmpty() ? "the other side closed it" : reason;
  }

  /// One tick of the keep-alive: asks for an answer, and gives the connection up when the last two
  /// ticks have not had theirs. Counting ticks, not time, survives a suspended machine.
  void tick() {
    if (!alive()) {
      return;
    }
    if (unanswered.get() >= 2) {
      cut("no answer to keep-alive messages");
      return;
    }
    if (unanswered.getAndIncrement() == 0) {
      Thread.startVirtualThread(this::ask);
    }
  }

  private void ask() {
    try {
      var answer =
          client.getConnection().sendGlobalRequest("keepalive@openssh.com", true, new byte[0]);
      answer.retrieve(1, TimeUnit.DAYS);
      unanswered.set(0);
    } catch (ConnectionException e) {
      // OpenSSH answers "failure": an answer nevertheless.
      if (alive()) {
        unanswered.set(0);
      }
    } catch (IOException e) {
      // The reader of the connection reports its end.
    }
  }

  /// Ends the connection without a word to the other side, which may not be listening.
  void cut(String why) {
    reason = why;
    underneath.run();
  }

  void close() {
    try {
      client.disconnect();
    } catch (IOException e) {
      underneath.run();
    }
  }
}
