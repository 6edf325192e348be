package dev.runbook.remote.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Command;
import dev.runbook.remote.local.Processes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The frames, spoken to every kind of `sh` that hosts have.
@Tag("real")
final class ShellTest {
  private static final Map<String, List<String>> SHELLS =
      Map.of(
          "dash", List.of("dash"),
          "bash --posix", List.of("bash", "--posix"),
          "busybox ash", List.of("busybox", "sh"),
          "ksh93", List.of("ksh93"),
          "mksh", List.of("mksh"),
          "zsh as sh", List.of("zsh", "--emulate", "sh"));

  @TempDir Path dir;

  private interface Check {
    void on(ShellRemote remote) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> everyShellKeepsTheFrames() {
    return each(remote -> {
      assertEquals("a\n", remote.run(Command.of("echo a; cd /; x=1; set -e; exit 0")).stdout());
      assertEquals("unset\n", remote.run(Command.of("echo ${x-unset}")).stdout());
      var reply = remote.run(Command.of("printf 'o\\000\\377'; printf e >&2; exit 7"));
      assertEquals(7, reply.rc());
      assertArrayEquals(new byte[] {'o', 0, -1}, reply.out());
      assertEquals("e", reply.stderr());
    });
  }

  @TestFactory
  Stream<DynamicTest> everyShellSurvivesBrokenScripts() {
    return each(remote -> {
      for (var broken :
          List.of("echo 'unclosed", "if true; then", "cat <<EOF\nno end", "echo \"$(", "}")) {
        remote.run(Command.of(broken).within(Duration.ofSeconds(10)));
        assertEquals("on\n", remote.run(Command.of("echo on")).stdout(), broken);
      }
      assertTrue(remote.run(Command.of("echo 'unclosed")).rc() > 0);
    });
  }

  @TestFactory
  Stream<DynamicTest> everyShellGetsStandardInputAndScriptsOfAnySize() {
    return each(remote -> {
      var random = new Random(42);
      for (var size : List.of(1, 8_192, 30_000, 100_000)) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        assertArrayEquals(
            bytes, remote.run(Command.of("cat").withStdin(bytes)).out(), "binary " + size);
        var text = "it's $HOME `x` \\n é\n".repeat(size / 18 + 1).getBytes(UTF_8);
        assertArrayEquals(
            text, remote.run(Command.of("cat").withStdin(text)).out(), "text " + size);
        var script = ": '" + "x".repeat(size) + "'\necho done; exit 4";
        var reply = remote.run(Command.of(script));
        assertEquals("done\n", reply.stdout());
        assertEquals(4, reply.rc());
      }
      assertEquals("1:\n", remote.run(Command.of("read x; echo $?:$x")).stdout());
      var variable = Command.of("printenv X").withEnvironment(Map.of("X", "a'b\n\"$c"));
      assertEquals("a'b\n\"$c\n", remote.run(variable).stdout());
    });
  }

  @TestFactory
  Stream<DynamicTest> everyShellWritesFiles() {
    return each(remote -> {
      for (var size : List.of(0, 100, 20_000, 100_000)) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var file = dir.resolve("it's " + size);
        assertEquals(
            (long) size, remote.put(new ByteArrayInputStream(bytes), file.toString(), null));
        assertArrayEquals(bytes, Files.readAllBytes(file));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> everyShellIsFreeAgainAfterATimeout() {
    return each(remote -> {
      var reply =
          remote.run(
              Command.of("echo before; sh -c ': '$PPID'x7651; sleep 99 & sleep 99'")
                  .within(Duration.ofMillis(300)));
      assertTrue(reply.timedOut());
      assertTrue(reply.stdout().startsWith("before\n"));
      assertEquals("next\n", remote.run(Command.of("echo next")).stdout());
      assertFalse(remote.run(Command.of("pgrep -f \"$PPID\"'x765[1]'")).ok());
    });
  }

  private static Stream<DynamicTest> each(Check check) {
    return SHELLS.entrySet().stream()
        .map(shell ->
            DynamicTest.dynamicTest(
                shell.getKey(),
                () -> {
                  var program = shell.getValue().getFirst();
                  Assumptions.assumeTrue(
                      Stream.of("/bin/", "/usr/bin/")
                          .anyMatch(folder -> Files.exists(Path.of(folder + program))),
                      program + " is not installed");
                  try (var remote =
                      new ShellRemote(new Child(shell.getValue()), Duration.ofSeconds(10))) {
                    check.on(remote);
                  }
                }));
  }

  /// Starts the shell under test in place of `sh`, and has every `sh` that it starts be the same.
  private record Child(List<String> words) implements Carrier {
    @Override
    public Channel shell() throws dev.runbook.remote.Unreachable {
      try {
        var link = Files.createTempDirectory("shells");
        var wrapper = link.resolve("sh");
        Files.writeString(wrapper, "#!/bin/bash\nexec " + String.join(" ", words) + " \"$@\"\n");
        if (!wrapper.toFile().setExecutable(true)) {
          throw new IOException("cannot make " + wrapper + " executable");
        }
        var path = new ArrayList<>(List.of(link.toString(), System.getenv("PATH")));
        return new Pipes(Processes.start(words, Map.of("PATH", String.join(":", path))));
      } catch (IOException e) {
        throw new dev.runbook.remote.Unreachable("no " + words, e);
      }
    }

    @Override
    public boolean alive() {
      return true;
    }

    @Override
    public String lossReason() {
      return "";
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }

  private record Pipes(Process process) implements Channel {
    @Override
    public OutputStream in() {
      return process.getOutputStream();
    }

    @Override
    public InputStream out() {
      return process.getInputStream();
    }

    @Override
    public InputStream err() {
      return process.getErrorStream();
    }

    @Override
    public Thread reader(String name, Runnable task) {
      return Thread.ofPlatform().daemon().start(task);
    }

    @Override
    public @Nullable Integer status(Duration limit) {
      try {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
            ? process.exitValue()
            : null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
