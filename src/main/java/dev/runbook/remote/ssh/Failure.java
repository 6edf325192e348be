package dev.runbook.remote.ssh;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Puts a failed connection into the words that OpenSSH, and so Ansible, has for it.
final class Failure {
  private Failure() {}

  /// What a connection was doing when it failed.
  enum Phase {
    CONNECTING,
    KEY_EXCHANGE,
    LOGIN
  }

  static String words(Phase phase, SshOptions options, Duration limit, Throwable failure) {
    var target = "connect to host " + options.host() + " port " + options.port();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException _ -> {
          return "ssh: Could not resolve hostname "
              + options.host()
              + ": Name or service not known";
        }
        case NoRouteToHostException _ -> {
          return "ssh: " + target + ": No route to host";
        }
        case SocketTimeoutException _ when phase == Phase.CONNECTING -> {
          return "ssh: " + target + ": Connection timed out after " + seconds(limit) + " s";
        }
        case ConnectException refused -> {
          return "ssh: " + target + ": " + tidy(refused.getMessage());
        }
        case SocketTimeoutException _ -> {
          return timedOut(phase, limit, options);
        }
        case TimeoutException _ -> {
          return timedOut(phase, limit, options);
        }
        default -> {}
      }
    }
    var message = String.valueOf(failure.getMessage());
    if (message.startsWith("Unable to reach a settlement of ")) {
      return settlement(message);
    }
    return "ssh: "
        + target
        + ": "
        + message
        + (phase == Phase.KEY_EXCHANGE ? " (during the key exchange)" : "");
  }

  private static String timedOut(Phase phase, Duration limit, SshOptions options) {
    var what = phase == Phase.LOGIN ? "the login" : "key exchange";
    return "timeout during "
        + what
        + " with "
        + options.host()
        + " port "
        + options.port()
        + " after "
        + seconds(limit)
        + " s";
  }

  /// sshj names what it failed to agree on, its own list and the server's.
  private static String settlement(String message) {
    var rest = message.substring("Unable to reach a settlement of ".length());
    var colon = rest.indexOf(": ");
    var and = rest.indexOf("] and [");
    if (colon < 0 || and < 0) {
      return message;
    }
    return "no "
        + rest.substring(0, colon)
        + " in common: runbook offers "
        + rest.substring(colon + 2, and + 1)
        + ", the host offers "
        + rest.substring(and + 6);
  }

  private static String tidy(@Nullable String message) {
    return message == null ? "Connection refused" : message;
  }

  private static String seconds(Duration limit) {
    return String.format(Locale.ROOT, "%.3g", limit.toMillis() / 1000.0)
        .replaceFirst("\\.?0+$", "");
  }

  /// True when the server hung up before a word was said: it has too many connections in the making
  /// (`MaxStartups`), so that a second attempt makes sense.
  static boolean turnedAway(Phase phase, IOException failure) {
    var message = String.valueOf(failure.getMessage());
    return phase == Phase.KEY_EXCHANGE
        && (message.contains("during identification exchange")
            || message.contains("encountered EOF")
            || message.contains("Connection reset"));
  }
}
