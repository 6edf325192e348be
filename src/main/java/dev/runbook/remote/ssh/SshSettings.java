package dev.runbook.remote.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What all SSH connections of a run have in common.
///
/// @param home where `.ssh` is
/// @param systemConfig the machine's `ssh_config`
/// @param systemKnownHosts the machine's known hosts files
/// @param agent the socket of `ssh-agent`, or null for none
/// @param prompt asks about unknown hosts, or null where nobody can answer: they are refused then
/// @param warn hears what OpenSSH would print as a warning
/// @param keepAlive how often an open connection is asked whether it lives; it is given up after
///   three times this long without an answer
/// @param handshakes how many connections may be in the making at once
public record SshSettings(
    Path home,
    Path systemConfig,
    List<Path> systemKnownHosts,
    @Nullable Path agent,
    @Nullable HostKeyPrompt prompt,
    Consumer<String> warn,
    Duration keepAlive,
    int handshakes) {

  /// The files and the agent that OpenSSH would use for this user, nobody to ask.
  public static SshSettings usual() {
    var socket = System.getenv("SSH_AUTH_SOCK");
    return new SshSettings(
        Path.of(System.getProperty("user.home")),
        Path.of("/etc/ssh/ssh_config"),
        List.of(Path.of("/etc/ssh/ssh_known_hosts"), Path.of("/etc/ssh/ssh_known_hosts2")),
        socket == null || socket.isEmpty() ? null : Path.of(socket),
        null,
        _ -> {},
        Duration.ofSeconds(15),
        Math.max(10, 4 * Runtime.getRuntime().availableProcessors()));
  }

  public SshSettings asking(@Nullable HostKeyPrompt who) {
    return new SshSettings(
        home, systemConfig, systemKnownHosts, agent, who, warn, keepAlive, handshakes);
  }

  public SshSettings warning(Consumer<String> listener) {
    return new SshSettings(
        home, systemConfig, systemKnownHosts, agent, prompt, listener, keepAlive, handshakes);
  }

  public SshSettings withAgent(@Nullable Path socket) {
    return new SshSettings(
        home, systemConfig, systemKnownHosts, socket, prompt, warn, keepAlive, handshakes);
  }

  public SshSettings withHome(Path directory) {
    return new SshSettings(
        directory, systemConfig, systemKnownHosts, agent, prompt, warn, keepAlive, handshakes);
  }

  public SshSettings withSystemConfig(Path file) {
    return new SshSettings(
        home, file, systemKnownHosts, agent, prompt, warn, keepAlive, handshakes);
  }

  public SshSettings keepingAliveEvery(Duration interval) {
    return new SshSettings(
        home, systemConfig, systemKnownHosts, agent, prompt, warn, interval, handshakes);
  }
}
