package dev.runbook.remote.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessesTest {

  @Test
  void givesStatusAndBothOutputs() throws IOException {
    var reply =
        Processes.run(
            List.of("sh", "-c", "cat; echo $A >&2; exit 3"),
            "in".getBytes(StandardCharsets.UTF_8),
            Map.of("A", "b"),
            null);
    assertEquals(3, reply.rc());
    assertEquals("in", reply.stdout());
    assertEquals("b\n", reply.stderr());
    assertFalse(reply.timedOut());
  }

  @Test
  void readsBothOutputsWhileTheProgramWrites() throws IOException {
    var reply =
        Processes.run("sh", "-c", "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero");
    assertEquals(3_000_000, reply.out().length);
    assertEquals(3_000_000, reply.err().length);
  }

  @Test
  void aTimeoutKillsTheChildrenToo() throws IOException {
    var before = System.nanoTime();
    var reply =
        Processes.run(
            List.of("sh", "-c", "echo begun; sleep 60; true"),
            new byte[0],
            Map.of(),
            Duration.ofMillis(300));
    assertTrue(reply.timedOut());
    assertEquals("begun\n", reply.stdout());
    assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 30);
  }

  @Test
  void aProgramThatIgnoresItsInputIsNoError() throws IOException {
    assertEquals(0, Processes.run(List.of("true"), new byte[1_000_000], Map.of(), null).rc());
  }

  @Test
  void aMissingProgramIsNamed() {
    var error = assertThrows(IOException.class, () -> Processes.run("no-such-program"));
    assertTrue(String.valueOf(error.getMessage()).contains("no-such-program"));
  }

  @Test
  void aDetachedProgramHasASessionOfItsOwn(@TempDir Path folder) throws Exception {
    var log = folder.resolve("log");
    var pid = Processes.detached(List.of("sh", "-c", "ps -o sid= -p $$"), Map.of(), log);
    ProcessHandle.of(pid).ifPresent(p -> p.onExit().join());
    assertEquals(pid, Long.parseLong(Files.readString(log).strip()));
  }
}
