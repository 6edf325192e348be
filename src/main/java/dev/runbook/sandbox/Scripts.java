package dev.runbook.sandbox;

import dev.runbook.remote.Reply;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// The shell scripts beside this class, where the work is a sequence of system commands.
final class Scripts {
  private Scripts() {}

  static String text(String name) {
    try (var in = Scripts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program's own file " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The words that run a script with these arguments.
  static List<String> argv(String script, String... words) {
    var argv = new ArrayList<>(List.of("sh", "-c", text(script), script));
    argv.addAll(Arrays.asList(words));
    return argv;
  }

  /// Runs a program and gives what it printed.
  ///
  /// @throws IOException with the end of its error output when it fails
  static String output(List<String> argv, String task) throws IOException {
    var reply = Processes.run(argv, new byte[0], Map.of(), null);
    check(reply, task);
    return reply.stdout().strip();
  }

  static void check(Reply reply, String task) throws IOException {
    if (!reply.ok()) {
      throw new IOException(task + " failed: " + tail(reply.stderr()));
    }
  }

  /// Runs a program whose error output is meant for whoever waits, line by line as it comes.
  static String telling(
      List<String> argv, Map<String, String> environment, String task, Consumer<String> say)
      throws IOException {
    var process = Processes.start(argv, environment);
    process.getOutputStream().close();
    var said = new AtomicReference<>("");
    var listener =
        Thread.startVirtualThread(() ->
            process
                .errorReader(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                  said.set(line);
                  say.accept(line);
                }));
    try {
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      listener.join();
      if (process.waitFor() != 0) {
        throw new IOException(task + " failed: " + said.get());
      }
      return out.strip();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + task, e);
    }
  }

  static String tail(String text) {
    var lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
