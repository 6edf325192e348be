package dev.runbook.remote.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
final class LocalRemoteTest {
  private final LocalRemote remote = new LocalRemote();

  @AfterEach
  void close() {
    remote.close();
  }

  @Test
  void aScriptAnswersWithStatusAndBothStreamsByteForByte() throws Exception {
    var reply = remote.run(Command.of("printf 'a\\n\\n'; printf 'b' >&2; exit 7"));
    assertEquals(7, reply.rc());
    assertEquals("a\n\n", reply.stdout());
    assertEquals("b", reply.stderr());
    assertFalse(reply.timedOut());
  }

  @Test
  void everyByteOfTheOutputSurvives() throws Exception {
    var reply = remote.run(Command.of("printf '\\000\\001\\377\\n\\r\\n\\000'"));
    assertArrayEquals(new byte[] {0, 1, -1, 10, 13, 10, 0}, reply.out());
  }

  @Test
  void scriptsShareOneShellButNoState() throws Exception {
    var first = remote.run(Command.of("cd /; x=1; umask 000; set -e; echo $PPID; exit 3"));
    var second = remote.run(Command.of("echo $PPID; pwd; echo ${x-unset}; false; echo on"));
    assertEquals(first.stdout().strip(), second.stdout().lines().findFirst().orElseThrow());
    assertTrue(second.stdout().endsWith("unset\non\n"), second.stdout());
    assertFalse(second.stdout().contains("\n/\n"), second.stdout());
  }

  @Test
  void aSyntaxErrorEndsTheScriptAndNotTheShell() throws Exception {
    for (var broken :
        List.of("echo 'unclosed", "if true; then", "cat <<EOF\nno end", "echo \"$(", "}", "\\")) {
      remote.run(Command.of(broken));
      assertEquals("fine\n", remote.run(Command.of("echo fine")).stdout(), broken);
    }
    assertEquals(2, remote.run(Command.of("echo 'unclosed")).rc());
  }

  @Test
  void standardInputOfAnySizeAndContentArrivesExactly() throws Exception {
    var random = new Random(42);
    for (var size : List.of(0, 1, 100, 8191, 8192, 8193, 30_000, 40_000, 300_000)) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      var back = remote.run(Command.of("cat").withStdin(bytes));
      assertArrayEquals(bytes, back.out(), "binary of " + size);
      var text = "it's $HOME `x` \\n \"q\" é\n".repeat(size / 24 + 1).getBytes(UTF_8);
      assertArrayEquals(
          text, remote.run(Command.of("cat").withStdin(text)).out(), "text of " + size);
    }
  }

  @Test
  void aScriptWithoutStandardInputReadsNothing() throws Exception {
    assertEquals("1:\n", remote.run(Command.of("read x; echo $?:$x")).stdout());
  }

  @Test
  void scriptsOfAnySizeRun() throws Exception {
    for (var size : List.of(4_000, 9_000, 70_000, 500_000)) {
      var script = ": '" + "x".repeat(size) + "'\necho done; exit 4";
      var reply = remote.run(Command.of(script));
      assertEquals("done\n", reply.stdout());
      assertEquals(4, reply.rc());
    }
  }

  @Test
  void variablesAreExportedForOneScriptOnly() throws Exception {
    var value = "it's \"a\" $b\n`c` \\";
    var one = Command.of("printenv RB_TEST").withEnvironment(Map.of("RB_TEST", value));
    assertEquals(value + "\n", remote.run(one).stdout());
    assertEquals(1, remote.run(Command.of("printenv RB_TEST")).rc());
  }

  @Test
  void tenMegabytesOnBothStreamsAtOnceArriveWhole() throws Exception {
    var reply =
        remote.run(
            Command.of(
                "(head -c 10000000 /dev/zero | tr '\\0' e >&2) & head -c 10000000 /dev/zero | tr"
                    + " '\\0' o; wait"));
    assertEquals(10_000_000, reply.out().length);
    assertEquals(10_000_000, reply.err().length);
    for (var b : reply.out()) {
      assertEquals('o', b);
    }
  }

  @Test
  void anEndlessOutputKeepsItsBeginningAndEndAndSaysWhatIsMissing() throws Exception {
    var reply = remote.run(Command.of("echo first; yes | head -c 300000000; echo last"));
    assertTrue(reply.out().length < 20 << 20, "kept " + reply.out().length);
    assertTrue(reply.stdout().startsWith("first\ny\n"));
    assertTrue(reply.stdout().endsWith("y\nlast\n"));
    assertTrue(reply.stdout().contains("bytes of output left out here]"));
  }

  @Test
  void linesAreToldWhileTheScriptRuns() throws Exception {
    var lines = new ArrayList<String>();
    remote.run(
        Command.of("echo one; echo two >&2; sleep 0.2; printf 'three\\n\\nlast'")
            .telling(lines::add));
    assertEquals(
        List.of("last", "one", "three", "two", ""),
        lines.stream()
            .sorted((a, b) -> a.isEmpty() ? 1 : b.isEmpty() ? -1 : a.compareTo(b))
            .toList());
  }

  @Test
  void aTimeoutEndsTheScriptWithItsChildrenAndTheNextScriptRuns() throws Exception {
    var start = System.nanoTime();
    var reply =
        remote.run(
            Command.of("echo before; sh -c 'sleep 987654 & sleep 987654'; echo after")
                .within(Duration.ofMillis(500)));
    assertTrue(reply.timedOut());
    assertEquals("before\n", reply.stdout());
    assertTrue(System.nanoTime() - start < 5_000_000_000L);
    assertEquals("next\n", remote.run(Command.of("echo next")).stdout());
    assertEquals(1, remote.run(Command.of("pgrep -f 'sleep 98765[4]'")).rc());
  }

  @Test
  void aScriptThatIgnoresTermIsKilled() throws Exception {
    var reply =
        remote.run(
            Command.of("trap '' TERM; while :; do sleep 0.1; done").within(Duration.ofMillis(300)));
    assertTrue(reply.timedOut());
    assertEquals("next\n", remote.run(Command.of("echo next")).stdout());
  }

  @Test
  void whatABackgroundProcessSaysLaterIsNobodysOutput() throws Exception {
    remote.run(Command.of("(sleep 0.2; echo late; echo late >&2) &"));
    Thread.sleep(500);
    var reply = remote.run(Command.of("echo now"));
    assertEquals("now\n", reply.stdout());
    assertEquals("", reply.stderr());
  }

  @Test
  void filesGoThereAndBack(@TempDir Path dir) throws Exception {
    var random = new Random(7);
    for (var size : List.of(0, 1, 5_000, 23_000, 24_576, 50_000, 5_000_000)) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      var path = dir.resolve("it's a $file " + size).toString();
      assertEquals((long) size, remote.put(new ByteArrayInputStream(bytes), path, null));
      assertArrayEquals(bytes, Files.readAllBytes(Path.of(path)));
      var back = new ByteArrayOutputStream();
      remote.get(path, back, null);
      assertArrayEquals(bytes, back.toByteArray());
      assertEquals(
          "rw-------",
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(Path.of(path))));
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsAnErrorWithTheHostsWords(@TempDir Path dir) {
    for (var size : List.of(10, 100_000)) {
      var content = new ByteArrayInputStream(new byte[size]);
      var e =
          assertThrows(
              IOException.class,
              () -> remote.put(content, dir.resolve("no/such").toString(), null));
      assertTrue(
          message(e).toLowerCase(java.util.Locale.ROOT).contains("no such file")
              || message(e).contains("nonexistent"),
          message(e));
    }
  }

  @Test
  void aFullDiskIsAnErrorThatLeavesNoHalfFile(@TempDir Path dir) throws Exception {
    for (var size : List.of(10, 1_000_000)) {
      var full = Files.createSymbolicLink(dir.resolve("full" + size), Path.of("/dev/full"));
      var content = new ByteArrayInputStream(new byte[size]);
      var e = assertThrows(IOException.class, () -> remote.put(content, full.toString(), null));
      assertTrue(message(e).contains("No space left on device"), message(e));
      assertFalse(Files.exists(full, LinkOption.NOFOLLOW_LINKS));
    }
  }

  @Test
  void aMissingFileIsAnErrorWithItsName() {
    var e =
        assertThrows(
            IOException.class, () -> remote.get("/no/such", new ByteArrayOutputStream(), null));
    assertEquals("cat: /no/such: No such file or directory", message(e));
  }

  @Test
  void aRawCommandOwnsItsStreams() throws Exception {
    try (var raw = remote.open("cat", null)) {
      for (var i = 0; i < 3; i++) {
        raw.input().write(("ping" + i).getBytes(UTF_8));
        raw.input().flush();
        assertEquals("ping" + i, new String(raw.output().readNBytes(5), UTF_8));
      }
      raw.input().close();
      assertEquals(-1, raw.output().read());
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
