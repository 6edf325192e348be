package dev.runbook.remote.ssh;

import dev.runbook.remote.Address;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Secret;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A real OpenSSH server for one test class: on a free port of 127.0.0.1, as the current user, with
/// keys of its own. Nothing of the machine's own server or of `~/.ssh` is touched or used.
///
/// A test gets it by {@link #start(Path, String...)} in a temporary directory, and closes it.
public final class Sshd implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Path dir;
  private final int port;
  private final List<String> wrapper;
  private Process process;

  private Sshd(Path dir, int port, List<String> wrapper, Process process) {
    this.dir = dir;
    this.wrapper = wrapper;
    this.port = port;
    this.process = process;
  }

  /// Starts a server, or skips the test where there is none.
  ///
  /// @param dir gets the keys, `known_hosts` and the server's log; is the connections' home, too
  /// @param config further lines for `sshd_config`; they win over ours
  public static Sshd start(Path dir, String... config) throws IOException, InterruptedException {
    return start(dir, List.of(), config);
  }

  /// As {@link #start(Path, String...)}, in surroundings of its own.
  ///
  /// @param wrapper the words before `sshd`, such as those of {@link Users#wrapper()}
  public static Sshd start(Path dir, List<String> wrapper, String... config)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM), "no OpenSSH server here: install openssh-server");
    var root = System.getProperty("user.name").equals("root");
    if (root) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Files.createDirectories(dir.resolve(".ssh"));
    keygen("ed25519", dir.resolve("host_ed25519"));
    keygen("ecdsa", dir.resolve("host_ecdsa"));
    keygen("rsa", dir.resolve("host_rsa"));
    keygen("ed25519", dir.resolve("user_key"));
    Files.copy(dir.resolve("user_key.pub"), dir.resolve("authorized_keys"));
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var lines = new ArrayList<>(List.of(config));
    lines.addAll(
        List.of(
            "Port " + port,
            "ListenAddress 127.0.0.1",
            "HostKey " + dir.resolve("host_ed25519"),
            "HostKey " + dir.resolve("host_ecdsa"),
            "HostKey " + dir.resolve("host_rsa"),
            "AuthorizedKeysFile " + dir.resolve("authorized_keys"),
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PermitRootLogin yes",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            // Keeps bash from reading the ~/.bashrc of whoever runs the tests.
            "SetEnv SHLVL=1",
            "LogLevel VERBOSE"));
    if (lines.stream().noneMatch(line -> line.startsWith("MaxStartups"))) {
      lines.add("MaxStartups 200");
    }
    Files.write(dir.resolve("sshd_config"), lines);
    var sshd = new Sshd(dir, port, wrapper, launch(dir, wrapper));
    sshd.know("host_ed25519");
    sshd.await();
    return sshd;
  }

  private static Process launch(Path dir, List<String> wrapper) throws IOException {
    var words = new ArrayList<>(wrapper);
    words.addAll(
        List.of(
            PROGRAM.toString(),
            "-D",
            "-f",
            dir.resolve("sshd_config").toString(),
            "-E",
            dir.resolve("sshd.log").toString()));
    return Processes.start(words, Map.of());
  }

  private void await() throws IOException, InterruptedException {
    for (var i = 0; i < 200 && process.isAlive(); i++) {
      try (var probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return;
      } catch (IOException e) {
        Thread.sleep(25);
      }
    }
    throw new IOException("sshd did not start: " + log());
  }

  /// Makes a key pair without a passphrase.
  public static void keygen(String type, Path file, String... more) throws IOException {
    var words = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-f", file.toString()));
    words.addAll(more.length == 0 ? List.of("-N", "") : List.of(more));
    run(words);
  }

  /// Runs a program that must succeed.
  public static String run(List<String> words) throws IOException {
    var reply = Processes.run(words, new byte[0], Map.of(), Duration.ofSeconds(60));
    if (!reply.ok()) {
      throw new IOException(words + ": " + reply.stderr());
    }
    return reply.stdout();
  }

  /// Writes `known_hosts` with one of the server's keys.
  public void know(String hostKey) throws IOException {
    Files.writeString(knownHosts(), "[127.0.0.1]:" + port + " " + publicKey(hostKey) + "\n");
  }

  public String publicKey(String name) throws IOException {
    var words = Files.readString(dir.resolve(name + ".pub")).split(" ");
    return words[0] + " " + words[1].strip();
  }

  public Path knownHosts() {
    return dir.resolve(".ssh/known_hosts");
  }

  public Path dir() {
    return dir;
  }

  public int port() {
    return port;
  }

  public String log() throws IOException {
    var log = dir.resolve("sshd.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /// Settings that use this server's directory in place of the user's home, no agent, nobody to
  /// ask.
  public SshSettings settings() {
    return SshSettings.usual().withHome(dir).withAgent(null).withSystemConfig(dir.resolve("no"));
  }

  /// The way to this server with its user key.
  public Address address(String... arguments) {
    return new Address(
        "target",
        "127.0.0.1",
        port,
        null,
        null,
        dir.resolve("user_key").toString(),
        Duration.ofSeconds(10),
        true,
        List.of(arguments));
  }

  /// The way in as another user.
  public Address as(String user, @Nullable String password, String... arguments) {
    return new Address(
        user,
        "127.0.0.1",
        port,
        user,
        password == null ? null : Secret.of(password),
        password == null ? dir.resolve("user_key").toString() : null,
        Duration.ofSeconds(10),
        true,
        List.of(arguments));
  }

  /// Without a key of its own.
  public Address bare(String... arguments) {
    return new Address(
        "target",
        "127.0.0.1",
        port,
        null,
        null,
        null,
        Duration.ofSeconds(10),
        true,
        List.of(arguments));
  }

  public Remote remote(SshConnections connections, String... arguments) {
    return connections.remote(address(arguments));
  }

  /// Stops the listener and every connection.
  public void stop() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void restart() throws IOException, InterruptedException {
    stop();
    process = launch(dir, wrapper);
    await();
  }

  /// Kills the processes that serve open connections; the listener stays.
  public void cutConnections() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /// Sends a signal to the processes that serve open connections.
  public void signal(String name) {
    process
        .descendants()
        .forEach(child -> {
          try {
            run(List.of("kill", "-" + name, Long.toString(child.pid())));
          } catch (IOException e) {
            // It has ended.
          }
        });
  }

  @Override
  public void close() {
    stop();
  }
}
