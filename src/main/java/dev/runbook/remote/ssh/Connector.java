package dev.runbook.remote.ssh;

import dev.runbook.remote.Address;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.SocketFactory;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/// Makes one connection: socket, key exchange, host key, login.
final class Connector {
  private static final String FAILED = "Failed to connect to the host via ssh: ";

  /// For servers that turn newcomers away while many log in.
  private static final int PATIENT = 5;

  private static final int LATER_TIMEOUT_MS = 600_000;

  private final SshConnections run;
  private final Address address;
  private final SshOptions options;

  Connector(SshConnections run, Address address, SshOptions options) {
    this.run = run;
    this.address = address;
    this.options = options;
  }

  /// @throws Unreachable in Ansible's words
  Link connect() throws Unreachable {
    if (options.stray() != null) {
      throw new Unreachable(
          FAILED + "ssh would take the argument '" + options.stray() + "' for the host");
    }
    var asked = false;
    for (var attempt = 1; ; attempt++) {
      var known = run.knownHosts(options.knownHosts());
      var check = new HostKeyCheck(known, options, run.hostKeys());
      var phase = new Progress();
      try {
        return attempt(check, known, phase);
      } catch (Login.Refused e) {
        throw unreachable(String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        var key = check.presented();
        if (key != null && phase.now == Failure.Phase.KEY_EXCHANGE) {
          if (!asked && run.hostKeys().accepts(options, check)) {
            asked = true;
            continue;
          }
          var refusal = run.hostKeys().refusal(options, check);
          if (refusal != null) {
            throw unreachable(refusal, e);
          }
        }
        if (attempt < options.attempts()) {
          pause(500, attempt);
          continue;
        }
        if (attempt < PATIENT && Failure.turnedAway(phase.now, e)) {
          pause(100, attempt);
          continue;
        }
        throw unreachable(Failure.words(phase.now, options, options.timeout(), e), e);
      }
    }
  }

  private static Unreachable unreachable(String why, Exception cause) {
    return new Unreachable(FAILED + why, cause);
  }

  /// Twice as long each time, up to half a minute, and not all hosts at once.
  private static void pause(long milliseconds, int attempt) throws Unreachable {
    var longer = Math.min(milliseconds << Math.min(attempt, 10), 30_000);
    try {
      Thread.sleep(longer + ThreadLocalRandom.current().nextLong(longer));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted while connecting", e);
    }
  }

  private Link attempt(HostKeyCheck check, KnownHosts known, Progress phase)
      throws IOException, Login.Refused, Unreachable {
    var socket = new Way(run, address, options).open();
    try {
      run.handshakes().acquire();
    } catch (InterruptedException e) {
      closeQuietly(socket);
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted while connecting", e);
    }
    var client = new SSHClient(new FastConfig(known.hasAuthority(options.knownAs())));
    try {
      var limit = Math.toIntExact(Math.min(options.timeout().toMillis(), Integer.MAX_VALUE));
      client.addHostKeyVerifier(check);
      client.setTimeout(limit);
      client.getTransport().setTimeoutMs(limit);
      client.getConnection().setTimeoutMs(LATER_TIMEOUT_MS);
      phase.now = Failure.Phase.KEY_EXCHANGE;
      client.setSocketFactory(new Ready(socket));
      try (var _ = Deadline.closing(socket, options.timeout().multipliedBy(2))) {
        client.connect(knownName(), options.port());
      }
      run.hostKeys().remember(options, check);
      phase.now = Failure.Phase.LOGIN;
      new Login(client, options, password(check)).run();
      socket.setSoTimeout(0);
      client.getTransport().setTimeoutMs(LATER_TIMEOUT_MS);
      return new Link(client, () -> closeQuietly(socket));
    } catch (IOException | Login.Refused | RuntimeException e) {
      try {
        client.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      closeQuietly(socket);
      throw e;
    } finally {
      run.handshakes().release();
    }
  }

  /// A changed key that is tolerated gets no password: it may be somebody else's.
  private dev.runbook.remote.@Nullable Secret password(HostKeyCheck check) {
    return check.verdict() instanceof KnownHosts.Changed ? null : address.password();
  }

  /// Certificates are issued for names without the port.
  private String knownName() {
    return options.knownAs().replaceFirst("^\\[(.*)]:\\d+$", "$1");
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, whatever it says.
    }
  }

  private static final class Progress {
    private Failure.Phase now = Failure.Phase.CONNECTING;
  }

  /// Hands out a socket that is connected already.
  private static final class Ready extends SocketFactory {
    private final Socket socket;

    Ready(Socket socket) {
      this.socket = socket;
    }

    @Override
    public Socket createSocket() {
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      return socket;
    }
  }
}
