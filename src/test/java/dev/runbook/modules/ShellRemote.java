package dev.runbook.modules;

import dev.runbook.remote.Become;
import dev.runbook.remote.Command;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Reply;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host that is one real shell of this machine per command: what a module's scripts do can be
 * looked at, and how many round trips they took.
 */
final class ShellRemote implements Remote {
  private final List<String> shell;
  private final Map<String, String> environment;
  private final Path home;
  private final List<String> trips = new ArrayList<>();

  /**
   * @param shell the words that start the shell; the script follows as its standard input
   * @param environment such as {@code PATH}, on top of a bare one
   * @param home the working directory
   */
  ShellRemote(List<String> shell, Map<String, String> environment, Path home) {
    this.shell = shell;
    this.environment = environment;
    this.home = home;
  }

  /** What went over the wire so far, a script or a transfer each. */
  List<String> trips() {
    return trips;
  }

  @Override
  public Reply run(Command command) {
    trips.add(command.script());
    try {
      // the script goes in as a file, as stdin belongs to the command
      var script = Files.createTempFile("script", ".sh");
      Files.writeString(script, command.script());
      var words = new ArrayList<>(shell);
      words.add(script.toString());
      var process = start(words, command.environment());
      var err = new ByteArrayOutputStream();
      var errors = Thread.startVirtualThread(() -> copy(process.getErrorStream(), err));
      var input =
          Thread.startVirtualThread(() -> {
            try (var stdin = process.getOutputStream()) {
              stdin.write(command.stdin());
            } catch (IOException _) {
              // the script did not want it
            }
          });
      var out = process.getInputStream().readAllBytes();
      errors.join();
      input.join();
      var rc = process.waitFor();
      Files.delete(script);
      return new Reply(rc, out, err.toByteArray(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process start(List<String> words, Map<String, String> more) throws IOException {
    var builder = new ProcessBuilder(words).directory(home.toFile());
    var variables = builder.environment();
    var path = variables.get("PATH");
    variables.clear();
    variables.put("PATH", path);
    variables.put("LC_ALL", "C");
    variables.put("HOME", home.toString());
    variables.putAll(environment);
    variables.putAll(more);
    return builder.start();
  }

  private static void copy(InputStream from, OutputStream to) {
    try {
      from.transferTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long put(InputStream content, String path, @Nullable Become become) throws IOException {
    trips.add("put " + path);
    var file = home.resolve(path);
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    try (var out = Files.newOutputStream(file)) {
      return content.transferTo(out);
    }
  }

  @Override
  public void get(String path, OutputStream sink, @Nullable Become become) throws IOException {
    trips.add("get " + path);
    Files.copy(home.resolve(path), sink);
  }

  @Override
  public Duplex open(String command, @Nullable Become become) {
    trips.add("open " + command);
    try {
      var words = new ArrayList<>(shell);
      words.add("-c");
      words.add(command);
      var process = start(words, Map.of());
      return new Duplex() {
        @Override
        public InputStream output() {
          return process.getInputStream();
        }

        @Override
        public OutputStream input() {
          return process.getOutputStream();
        }

        @Override
        public void close() {
          process.destroy();
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder whose programs are busybox's and nothing else, or null when there is no busybox. */
  static @Nullable Path busybox(Path folder) throws IOException, InterruptedException {
    for (var place : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
      var program = Path.of(place, "busybox");
      if (Files.isExecutable(program)) {
        Files.createDirectories(folder);
        var process =
            new ProcessBuilder(program.toString(), "--list").redirectErrorStream(true).start();
        var names = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        for (var name : names.lines().toList()) {
          Files.createSymbolicLink(folder.resolve(name), program);
        }
        return folder;
      }
    }
    return null;
  }

  @Override
  public void reset() {}

  @Override
  public void close() {}
}
