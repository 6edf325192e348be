package dev.runbook.remote.ssh;

import dev.runbook.remote.Address;
import dev.runbook.remote.Unreachable;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/// How the first byte gets to the server: straight, through other hosts (`ProxyJump`), or through a
/// program (`ProxyCommand`).
final class Way {
  private final SshConnections run;
  private final Address address;
  private final SshOptions options;

  Way(SshConnections run, Address address, SshOptions options) {
    this.run = run;
    this.address = address;
    this.options = options;
  }

  /// @throws Unreachable when a host on the way cannot be reached
  Socket open() throws IOException, Unreachable {
    if (!options.proxyJump().isEmpty()) {
      return through(run.jump(jump(options.proxyJump())));
    }
    return options.proxyCommand().isEmpty() ? straight() : byProgram(options.proxyCommand());
  }

  /// Tries all addresses of the host, one after the other.
  private Socket straight() throws IOException {
    var limit = Math.toIntExact(Math.min(options.timeout().toMillis(), Integer.MAX_VALUE));
    var failure = new IOException(new UnknownHostException(options.host()));
    for (var one : InetAddress.getAllByName(options.host())) {
      var socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(one, options.port()), limit);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  /// The last host of `user@host:port,...`; those before it are its own way. As with OpenSSH, only
  /// the configuration applies to them, not the target's key, password or options.
  private Address jump(String hops) {
    var comma = hops.lastIndexOf(',');
    var last = hops.substring(comma + 1).strip();
    if (last.startsWith("ssh://")) {
      last = last.substring("ssh://".length());
    }
    var at = last.lastIndexOf('@');
    var user = at < 0 ? null : last.substring(0, at);
    var host = last.substring(at + 1);
    Integer port = null;
    var colon = host.lastIndexOf(':');
    var bracket = host.lastIndexOf(']');
    if (colon > bracket && (bracket >= 0 || host.indexOf(':') == colon)) {
      port = Integer.valueOf(host.substring(colon + 1));
      host = host.substring(0, colon);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    var arguments = new ArrayList<String>();
    for (var file : SshOptions.configFiles(address)) {
      arguments.addAll(List.of("-F", file));
    }
    if (comma >= 0) {
      arguments.addAll(List.of("-J", hops.substring(0, comma)));
    }
    return new Address(
        host, host, port, user, null, null, address.timeout(), true, List.copyOf(arguments));
  }

  private Socket through(Link jump) throws IOException {
    DirectConnection channel;
    try {
      channel = jump.client().newDirectConnection(options.host(), options.port());
    } catch (IOException e) {
      throw new IOException(
          "the jump host cannot connect to it: " + String.valueOf(e.getMessage()), e);
    }
    return new TunnelSocket(
        channel.getInputStream(),
        channel.getOutputStream(),
        options.port(),
        () -> Thread.startVirtualThread(() -> close(channel)));
  }

  private static void close(DirectConnection channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed with its connection.
    }
  }

  private Socket byProgram(String line) throws IOException {
    var process = Processes.start(List.of("sh", "-c", "exec " + line), Map.of());
    Thread.ofPlatform()
        .daemon()
        .name("ssh proxy command")
        .start(() -> {
          try (var err = process.errorReader()) {
            for (var text = err.readLine(); text != null; text = err.readLine()) {
              run.settings().warn().accept("ProxyCommand of " + address.name() + ": " + text);
            }
          } catch (IOException e) {
            // It has ended.
          }
        });
    return new TunnelSocket(
        process.getInputStream(), process.getOutputStream(), options.port(), process::destroy);
  }
}
