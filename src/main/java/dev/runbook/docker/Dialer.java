package dev.runbook.docker;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Unreachable;
import dev.runbook.remote.local.LocalRemote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens streams to the engine of a host.
///
/// The host's own `docker` program connects them, so that it alone knows of contexts, `DOCKER_HOST`
/// and certificates; `socat` stands in for it where only the socket is there.
final class Dialer {
  private final Target target;
  private final String words;
  private final @Nullable String host;

  Dialer(Target target, EngineArguments arguments) {
    this.target = target;
    this.host = arguments.dockerHost();
    var options = new ArrayList<String>();
    if (host != null) {
      options.add("-H");
      options.add(host);
    }
    if (arguments.validateCerts()) {
      options.add("--tlsverify");
    } else if (arguments.tls()) {
      options.add("--tls");
    }
    file(options, "--tlscacert", arguments.caPath());
    file(options, "--tlscert", arguments.clientCert());
    file(options, "--tlskey", arguments.clientKey());
    this.words = Quote.words(options);
  }

  private static void file(List<String> options, String name, @Nullable String path) {
    if (path != null) {
      options.add(name);
      options.add(path);
    }
  }

  /// @throws IOException when the host has nothing that could connect
  Duplex dial() throws IOException {
    var socket = socket();
    if (socket != null) {
      return UnixSocket.connect(socket);
    }
    try {
      return target.open(script());
    } catch (ModuleFailure e) {
      throw new IOException(e.msg(), e);
    } catch (Unreachable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// The engine's socket when the host is this machine and its user needs nobody's help to reach
  /// it.
  private @Nullable Path socket() {
    if (!(target.remote() instanceof LocalRemote) || target.become() != null || !words.isEmpty()) {
      return null;
    }
    var named = target.environment().getOrDefault("DOCKER_HOST", System.getenv("DOCKER_HOST"));
    var address = named == null || named.isEmpty() ? "unix:///var/run/docker.sock" : named;
    var path =
        address.startsWith("unix://") ? Path.of(address.substring("unix://".length())) : null;
    return path != null && Files.isWritable(path) ? path : null;
  }

  private String script() {
    return environment()
        + "PATH=$PATH:/usr/local/bin:/usr/bin\n"
        + "if command -v docker >/dev/null 2>&1; then exec docker "
        + words
        + " system dial-stdio\n"
        + "else s="
        + Quote.sh(host == null ? "" : host)
        + "; s=${s:-${DOCKER_HOST:-unix:///var/run/docker.sock}}\n"
        + "case $s in unix://*) exec socat - UNIX-CONNECT:\"${s#unix://}\";; esac; fi\n"
        + "exit 127\n";
  }

  private String environment() {
    var exports = new StringBuilder();
    target
        .environment()
        .forEach((name, value) ->
            exports
                .append("export ")
                .append(name)
                .append('=')
                .append(Quote.sh(value))
                .append('\n'));
    return exports.toString();
  }

  /// Why no connection came about, in the words of the host's own client.
  String trouble() throws ModuleFailure, Unreachable {
    var reply =
        target.ask(
            "PATH=$PATH:/usr/local/bin:/usr/bin\n"
                + "if command -v docker >/dev/null 2>&1; then docker "
                + words
                + " version >/dev/null\n"
                + "else command -v socat >/dev/null 2>&1 ||\n"
                + "echo 'neither docker nor socat is installed on the host' >&2; fi\n");
    var said = reply.stderr().strip();
    return said.isEmpty() ? "the connection was closed" : said;
  }
}
