package dev.runbook.remote.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Command;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
final class SshRemoteTest {
  @TempDir static Path dir;
  private static Sshd sshd;

  private SshConnections connections;
  private Remote remote;

  @BeforeAll
  static void start() throws Exception {
    sshd = Sshd.start(dir);
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  @BeforeEach
  void connect() {
    connections = new SshConnections(sshd.settings());
    remote = sshd.remote(connections);
  }

  @AfterEach
  void disconnect() {
    remote.close();
    connections.close();
  }

  @Test
  void aScriptAnswersWithStatusAndBothStreamsByteForByte() throws Exception {
    var reply = remote.run(Command.of("printf 'a\\000\\377\\n\\n'; printf b >&2; exit 7"));
    assertEquals(7, reply.rc());
    assertArrayEquals(new byte[] {'a', 0, -1, 10, 10}, reply.out());
    assertEquals("b", reply.stderr());
  }

  @Test
  void allScriptsOfAHostShareOneShell() throws Exception {
    var first = remote.run(Command.of("echo $PPID $$"));
    var second = remote.run(Command.of("echo $PPID $$"));
    assertEquals(first.stdout(), second.stdout());
  }

  @Test
  void tenMegabytesOnBothStreamsAtOnceArriveWhole() throws Exception {
    var reply =
        remote.run(
            Command.of(
                "(head -c 10000000 /dev/zero | tr '\\0' e >&2) &"
                    + " head -c 10000000 /dev/zero | tr '\\0' o; wait"));
    assertEquals(10_000_000, reply.out().length);
    assertEquals(10_000_000, reply.err().length);
  }

  @Test
  @Timeout(60)
  void aReaderThatFallsFarBehindStillGetsEverything() throws Exception {
    var channel =
        new SshCarrier(connections, sshd.address(), SshOptions.of(sshd.address(), sshd.settings()))
            .shell();
    channel
        .in()
        .write(
            "head -c 50000000 /dev/zero; head -c 50000000 /dev/zero >&2; exit\n".getBytes(UTF_8));
    channel.in().flush();
    Thread.sleep(1500); // the buffers fill, then the window shuts
    var errors = new long[1];
    var other = Thread.startVirtualThread(() -> errors[0] = count(channel.err()));
    assertEquals(50_000_000, count(channel.out()));
    other.join();
    assertEquals(50_000_000, errors[0]);
    channel.close();
  }

  private static long count(InputStream stream) {
    try {
      return stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void standardInputOfAnySizeArrivesExactly() throws Exception {
    var random = new Random(42);
    for (var size : new int[] {1, 8_192, 30_000, 300_000}) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      assertArrayEquals(bytes, remote.run(Command.of("cat").withStdin(bytes)).out());
    }
  }

  @Test
  void variablesAreExportedForOneScriptOnly() throws Exception {
    var one = Command.of("printenv RB_TEST").withEnvironment(Map.of("RB_TEST", "a 'b'\nc"));
    assertEquals("a 'b'\nc\n", remote.run(one).stdout());
    assertEquals(1, remote.run(Command.of("printenv RB_TEST")).rc());
  }

  @Test
  void aTimeoutEndsTheScriptWithItsChildrenAndTheNextScriptRuns() throws Exception {
    var start = System.nanoTime();
    var reply =
        remote.run(
            Command.of("echo before; sh -c 'sleep 987653 & sleep 987653'; echo after")
                .within(Duration.ofMillis(500)));
    assertTrue(reply.timedOut());
    assertEquals("before\n", reply.stdout());
    assertTrue(System.nanoTime() - start < 6_000_000_000L);
    assertEquals("next\n", remote.run(Command.of("echo next")).stdout());
    assertEquals(1, remote.run(Command.of("pgrep -f 'sleep 98765[3]'")).rc());
  }

  @Test
  void anInterruptEndsTheScriptOnTheHost() throws Exception {
    remote.run(Command.of(":"));
    var victim = Thread.currentThread();
    Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      victim.interrupt();
    });
    var e = assertThrows(Unreachable.class, () -> remote.run(Command.of("sleep 987650")));
    assertEquals("interrupted during the command", e.getMessage());
    assertTrue(Thread.interrupted());
    assertEquals(1, remote.run(Command.of("pgrep -f 'sleep 98765[0]'")).rc());
  }

  @Test
  void aConnectionLostBetweenScriptsIsMadeAnew() throws Exception {
    assertEquals("one\n", remote.run(Command.of("echo one")).stdout());
    sshd.cutConnections();
    Thread.sleep(200);
    assertEquals("two\n", remote.run(Command.of("echo two")).stdout());
    sshd.cutConnections();
    Thread.sleep(200);
    assertEquals("three\n", remote.run(Command.of("echo three")).stdout());
  }

  @Test
  void aConnectionLostDuringAScriptMakesTheHostUnreachable() throws Exception {
    remote.run(Command.of(":"));
    Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      sshd.cutConnections();
    });
    var e = assertThrows(Unreachable.class, () -> remote.run(Command.of("sleep 30")));
    assertTrue(message(e).startsWith("connection lost during the command after 0."), message(e));
    assertEquals("on\n", remote.run(Command.of("echo on")).stdout());
  }

  @Test
  void aServerThatWasRestartedIsReachedAgain() throws Exception {
    remote.run(Command.of(":"));
    sshd.restart();
    assertEquals("again\n", remote.run(Command.of("echo again")).stdout());
  }

  @Test
  void aResetDropsTheConnection() throws Exception {
    var first = remote.run(Command.of("echo $SSH_CONNECTION")).stdout();
    remote.reset();
    assertFalse(remote.run(Command.of("echo $SSH_CONNECTION")).stdout().equals(first));
  }

  @Test
  void filesGoThereAndBack(@TempDir Path files) throws Exception {
    var random = new Random(7);
    for (var size : new int[] {0, 1, 5_000, 24_576, 50_000, 3_000_000}) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      var path = files.resolve("it's a $file " + size).toString();
      assertEquals((long) size, remote.put(new ByteArrayInputStream(bytes), path, null));
      assertArrayEquals(bytes, Files.readAllBytes(Path.of(path)));
      var back = new ByteArrayOutputStream();
      remote.get(path, back, null);
      assertArrayEquals(bytes, back.toByteArray());
    }
  }

  @Test
  void aHundredMegabytesStreamWithoutFillingTheMemory(@TempDir Path files) throws Exception {
    var path = files.resolve("large").toString();
    var size = 100L << 20;
    System.gc();
    var runtime = Runtime.getRuntime();
    var before = runtime.totalMemory() - runtime.freeMemory();
    assertEquals(size, remote.put(new Zeros(size), path, null));
    assertEquals(size, Files.size(Path.of(path)));
    var counter = new Counter();
    remote.get(path, counter, null);
    assertEquals(size, counter.count);
    System.gc();
    var after = runtime.totalMemory() - runtime.freeMemory();
    assertTrue(after - before < 40 << 20, "grew by " + (after - before));
  }

  @Test
  void aSlowReaderGetsEveryByte() throws Exception {
    for (var size : new int[] {2_100_000, 2_170_000, 2_190_000}) {
      try (var raw = remote.open("sleep 0.5; wc -c", null)) {
        raw.input().write(new byte[size]);
        raw.input().close();
        assertEquals(size + "\n", new String(raw.output().readAllBytes(), UTF_8));
      }
    }
  }

  @Test
  void aFullDiskIsAnErrorThatLeavesNoHalfFile(@TempDir Path files) throws Exception {
    for (var size : new int[] {10, 1_000_000}) {
      var full = Files.createSymbolicLink(files.resolve("full" + size), Path.of("/dev/full"));
      var content = new ByteArrayInputStream(new byte[size]);
      var e = assertThrows(IOException.class, () -> remote.put(content, full.toString(), null));
      assertTrue(message(e).contains("No space left on device"), message(e));
      assertFalse(Files.isSymbolicLink(full));
    }
    assertEquals("on\n", remote.run(Command.of("echo on")).stdout());
  }

  @Test
  void aRawCommandOwnsItsStreamsBesideTheShell() throws Exception {
    try (var raw = remote.open("cat", null)) {
      for (var i = 0; i < 3; i++) {
        raw.input().write(("ping" + i).getBytes(UTF_8));
        raw.input().flush();
        assertEquals("ping" + i, new String(raw.output().readNBytes(5), UTF_8));
        assertEquals("shell\n", remote.run(Command.of("echo shell")).stdout());
      }
    }
  }

  /// An endless input, cut to size.
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      var count = (int) Math.min(left, length);
      left -= count;
      return count;
    }
  }

  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
