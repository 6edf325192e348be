package dev.runbook.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// A registry mirror for the Docker engines in the machines: what they ask for under Docker Hub's
/// names and we have built from Debian's packages, they get from here; for all else the answer is
/// 404 and they go on to Docker Hub.
///
/// Serves the pull half of the registry protocol (distribution spec, "pull") from a folder:
/// `manifests/TAG`, `manifests/DIGEST`, `blobs/DIGEST`. Runs as a process of its own, for as long
/// as there are machines.
final class ImageMirror {
  private static final int PORT = 5000;
  private static final Pattern PATH =
      Pattern.compile("/v2/library/debian/(manifests|blobs)/([A-Za-z0-9][A-Za-z0-9:._-]*)");
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  private final Path images;

  private ImageMirror(Path images) {
    this.images = images;
  }

  /// Starts one on that address, unless one is there.
  static void ensure(Path images, String address, Path log) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, PORT), 500);
      return;
    } catch (IOException _) { // none yet
    }
    var self =
        Path.of(ImageMirror.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Processes.detached(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            self.toString(),
            ImageMirror.class.getName(),
            images.toString(),
            address),
        Map.of(),
        log);
  }

  /// Ends the one on that address; nothing happens where there is none.
  static void end(String address) throws IOException {
    var file = pidFile(address);
    if (Files.exists(file)) {
      var pid = Long.parseLong(Files.readString(file).strip());
      ProcessHandle.of(pid)
          // the number may be another program's by now
          .filter(process ->
              process.info().commandLine().orElse("").contains(ImageMirror.class.getName()))
          .ifPresent(ProcessHandle::destroy);
      Files.deleteIfExists(file);
    }
  }

  private static Path pidFile(String address) {
    return Path.of("/run/runbook-sandbox.mirror." + address);
  }

  /// @param words the folder of images and the address to listen on
  public static void main(String[] words) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(words[1], PORT), 0);
    var mirror = new ImageMirror(Path.of(words[0]));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v2/", mirror::answer);
    server.start();
    Files.writeString(pidFile(words[1]), Long.toString(ProcessHandle.current().pid()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var headers = exchange.getResponseHeaders();
      headers.set("Docker-Distribution-Api-Version", "registry/2.0");
      if (path.equals("/v2/")) {
        headers.set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write(new byte[] {'{', '}'});
        return;
      }
      var match = PATH.matcher(path);
      var file = match.matches() ? images.resolve(match.group(1)).resolve(match.group(2)) : images;
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (match.group(1).equals("manifests")) {
        headers.set("Content-Type", MANIFEST);
        headers.set("Docker-Content-Digest", digest(Files.readAllBytes(file)));
      } else {
        headers.set("Content-Type", "application/octet-stream");
      }
      var size = Files.size(file);
      if (exchange.getRequestMethod().equals("HEAD")) {
        headers.set("Content-Length", Long.toString(size));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, size);
      try (var in = Files.newInputStream(file)) {
        in.transferTo(exchange.getResponseBody());
      }
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
