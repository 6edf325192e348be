package dev.runbook.remote.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Address;
import dev.runbook.remote.Command;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers that are short of something, slow, silent or something else altogether.
@Tag("real")
@Timeout(60)
final class FaultTest {
  @TempDir Path dir;

  private static String message(Remote remote) {
    var e = assertThrows(Unreachable.class, () -> remote.run(Command.of("sleep 30")));
    return String.valueOf(e.getMessage());
  }

  @Test
  void aServerThatAllowsOneSessionServesShellAndTransfersInTurn() throws Exception {
    try (var sshd = Sshd.start(dir, "MaxSessions 1");
        var connections = new SshConnections(sshd.settings());
        var remote = sshd.remote(connections)) {
      for (var i = 0; i < 3; i++) {
        assertEquals("on\n", remote.run(Command.of("echo on")).stdout());
        var file = dir.resolve("large");
        remote.put(new ByteArrayInputStream(new byte[200_000]), file.toString(), null);
        assertEquals(200_000, Files.size(file));
      }
    }
  }

  @Test
  void aServerThatTurnsNewcomersAwayIsAskedAgain() throws Exception {
    try (var sshd = Sshd.start(dir, "MaxStartups 3:100:3");
        var connections = new SshConnections(sshd.settings());
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<String>>();
      for (var i = 0; i < 20; i++) {
        tasks.add(() -> {
          try (var remote = sshd.remote(connections)) {
            return remote.run(Command.of("echo in")).stdout();
          }
        });
      }
      for (var answer : pool.invokeAll(tasks)) {
        assertEquals("in\n", answer.get());
      }
      assertTrue(sshd.log().contains("MaxStartups"), "nobody was turned away");
    }
  }

  @Test
  void aSilentConnectionIsGivenUpAfterThreeKeepAlives() throws Exception {
    try (var sshd = Sshd.start(dir);
        var connections =
            new SshConnections(sshd.settings().keepingAliveEvery(Duration.ofMillis(300)));
        var remote = sshd.remote(connections)) {
      // Answers of a living server keep the connection.
      assertEquals("up\n", remote.run(Command.of("sleep 1.5; echo up")).stdout());
      Thread.startVirtualThread(() -> sshd.signal("STOP"));
      var start = System.nanoTime();
      var message = message(remote);
      assertTrue(message.startsWith("connection lost during the command"), message);
      assertTrue(message.endsWith("no answer to keep-alive messages"), message);
      assertTrue(System.nanoTime() - start < 4_000_000_000L);
      sshd.signal("CONT");
    }
  }

  @Test
  void aServerWithoutACommonAlgorithmIsToldWithBothLists() throws Exception {
    try (var sshd = Sshd.start(dir, "KexAlgorithms diffie-hellman-group14-sha1");
        var connections = new SshConnections(sshd.settings());
        var remote = sshd.remote(connections)) {
      var message = message(remote);
      assertTrue(message.contains("no KeyExchangeAlgorithms in common: runbook offers ["), message);
      assertTrue(message.contains("curve25519-sha256"), message);
      assertTrue(message.contains("the host offers [diffie-hellman-group14-sha1"), message);
    }
  }

  /// What a peer does once it is connected.
  private interface Peer {
    void serve(Socket socket) throws Exception;
  }

  private String saidOf(Peer peer) throws Exception {
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var connections = new SshConnections(SshSettings.usual().withHome(dir).withAgent(null))) {
      var thread =
          Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
              try (var socket = server.accept()) {
                peer.serve(socket);
              } catch (Exception e) {
                // The client hung up.
              }
            }
          });
      var address =
          new Address(
              "x",
              "127.0.0.1",
              server.getLocalPort(),
              null,
              null,
              null,
              Duration.ofSeconds(1),
              true,
              List.of());
      try (var remote = connections.remote(address)) {
        return message(remote);
      } finally {
        thread.interrupt();
      }
    }
  }

  @Test
  void aServerThatSaysNothingTimesOut() throws Exception {
    var message = saidOf(socket -> Thread.sleep(30_000));
    assertTrue(message.contains("timeout during key exchange"), message);
    assertTrue(message.endsWith("after 1 s"), message);
  }

  @Test
  void aServerThatSaysLittleForLongTimesOutToo() throws Exception {
    var start = System.nanoTime();
    var message =
        saidOf(socket -> {
          while (true) {
            socket.getOutputStream().write('x');
            Thread.sleep(200);
          }
        });
    assertTrue(System.nanoTime() - start < 8_000_000_000L, message);
  }

  @Test
  void aServerOfAnotherKindIsToldByItsWords() throws Exception {
    var message =
        saidOf(socket -> {
          socket.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(US_ASCII));
          Thread.sleep(300);
        });
    assertTrue(message.contains("Failed to connect to the host via ssh: "), message);
  }

  @Test
  void anUnknownServerThatFloodsIsCutOff() throws Exception {
    var message =
        saidOf(socket -> {
          var noise = "y".repeat(1_000_000).getBytes(US_ASCII);
          for (var i = 0; i < 2_000; i++) {
            socket.getOutputStream().write(noise);
          }
          throw new IOException("swallowed 2 GB");
        });
    assertTrue(message.contains("Failed to connect to the host via ssh: "), message);
  }
}
