package dev.runbook.remote.local;

import dev.runbook.remote.Reply;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Starts programs on this machine. Nothing else in runbook does, so what is here about pipes,
/// process groups and timeouts holds everywhere.
public final class Processes {

  private static final byte[] NOTHING = new byte[0];

  private Processes() {}

  /// Runs a program to its end, reading both of its outputs while it writes them.
  ///
  /// @param argv program and arguments, handed over as they are, without a shell
  /// @param stdin what it reads; empty means `/dev/null`
  /// @param environment added to our own environment
  /// @param timeout after which the program and all its children are killed and the reply is
  ///   `timedOut`; null for none
  /// @return rc is 128 + signal when a signal ended it
  /// @throws IOException when the program cannot be started; the message names it
  public static Reply run(
      List<String> argv, byte[] stdin, Map<String, String> environment, @Nullable Duration timeout)
      throws IOException {
    var builder = builder(argv, environment);
    if (stdin.length == 0) {
      builder.redirectInput(Redirect.from(new File("/dev/null")));
    }
    var process = builder.start();
    if (stdin.length > 0) {
      Thread.startVirtualThread(() -> feed(process, stdin));
    }
    return ended(process, argv, timeout);
  }

  private static Reply ended(Process process, List<String> argv, @Nullable Duration timeout)
      throws IOException {
    var out = drained(process.getInputStream());
    var err = drained(process.getErrorStream());
    try {
      var ended =
          timeout == null
              ? process.waitFor() >= 0
              : process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        kill(process);
        process.waitFor();
      }
      return new Reply(process.exitValue(), out.get(), err.get(), !ended);
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + argv.getFirst() + " ran");
    } catch (ExecutionException e) {
      throw new IOException("reading the output of " + argv.getFirst() + " failed", e.getCause());
    }
  }

  /// Runs a program to its end, without input or time limit.
  public static Reply run(String... argv) throws IOException {
    return run(List.of(argv), NOTHING, Map.of(), null);
  }

  /// Runs a program to its end whose input is our own, as `stty` wants it for the terminal.
  public static Reply onOurInput(String... argv) throws IOException {
    var words = List.of(argv);
    var process = builder(words, Map.of()).redirectInput(Redirect.INHERIT).start();
    return ended(process, words, null);
  }

  /// Starts a program and leaves its streams to the caller.
  public static Process start(List<String> argv, Map<String, String> environment)
      throws IOException {
    return builder(argv, environment).start();
  }

  /// The same in another folder than our own.
  public static Process start(List<String> argv, Map<String, String> environment, Path folder)
      throws IOException {
    return builder(argv, environment).directory(folder.toAbsolutePath().toFile()).start();
  }

  /// Runs a program on our own terminal, as an interactive `ssh` wants it, and gives its exit
  /// status.
  public static int attached(List<String> argv) throws IOException {
    var process = builder(argv, Map.of()).inheritIO().start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + argv.getFirst() + " ran");
    }
  }

  /// Starts a program that outlives us: in a session of its own (so that Ctrl-C does not reach it),
  /// without input, its outputs appended to a file.
  ///
  /// @return its process id
  public static long detached(List<String> argv, Map<String, String> environment, Path log)
      throws IOException {
    // setsid(1) does not fork here: a child of the JVM never leads a process group, so the pid
    // stays.
    var words = new ArrayList<>(List.of("setsid"));
    words.addAll(argv);
    return builder(words, environment)
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .redirectError(Redirect.appendTo(log.toFile()))
        .start()
        .pid();
  }

  private static ProcessBuilder builder(List<String> argv, Map<String, String> environment) {
    var builder = new ProcessBuilder(argv);
    builder.environment().putAll(environment);
    return builder;
  }

  private static FutureTask<byte[]> drained(InputStream stream) {
    var task =
        new FutureTask<>(() -> {
          var bytes = new ByteArrayOutputStream();
          try (stream) {
            stream.transferTo(bytes);
          }
          return bytes.toByteArray();
        });
    Thread.startVirtualThread(task);
    return task;
  }

  private static void feed(Process process, byte[] stdin) {
    try (var pipe = process.getOutputStream()) {
      pipe.write(stdin);
    } catch (IOException _) {
      // A program may end, or close its input, before it has read everything: its exit status
      // tells.
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
