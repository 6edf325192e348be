package dev.runbook.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.runbook.remote.Duplex;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 over one pair of streams, as far as the Docker engine speaks it: sized, chunked and
/// endless bodies, and the raw streams that an upgrade leaves behind.
final class HttpConnection implements AutoCloseable {
  private final Duplex duplex;
  private final InputStream in;
  private final OutputStream out;

  HttpConnection(Duplex duplex) {
    this.duplex = duplex;
    this.in = new BufferedInputStream(duplex.output(), 16 << 10);
    this.out = new BufferedOutputStream(duplex.input(), 32 << 10);
  }

  /// What was answered before the body.
  record Head(int status, String reason, Map<String, List<String>> headers) {
    @Nullable String header(String name) {
      var values = headers.get(name);
      return values == null ? null : values.getFirst();
    }
  }

  /// Sends a request and reads the answer up to its body. A body that is a stream is sent beside,
  /// for the engine may answer while it still reads.
  Head send(Request request) throws IOException {
    var bytes = request.bodyBytes();
    var stream = bytes == null ? request.body() : null;
    var head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    head.append("Host: docker\r\n");
    request.headers().forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
    if (stream != null) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else {
      head.append("Content-Length: ").append(bytes == null ? 0 : bytes.length).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    if (bytes != null) {
      out.write(bytes);
    }
    out.flush();
    if (stream != null) {
      Thread.startVirtualThread(() -> chunks(stream));
    }
    var answer = head();
    while (answer.status() == 100) {
      answer = head();
    }
    var hijacked = request.hijackedInput();
    if (hijacked != null) {
      Thread.startVirtualThread(() -> raw(hijacked));
    }
    return answer;
  }

  private void chunks(InputStream content) {
    try (content) {
      var buffer = new byte[32 << 10];
      for (var n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        if (n > 0) {
          out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(buffer, 0, n);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      // A half-sent body cannot be taken back: the engine sees the end and says so, and so does
      // whoever reads its answer.
      close();
    }
  }

  private void raw(InputStream input) {
    try {
      var buffer = new byte[8 << 10];
      for (var n = input.read(buffer); n >= 0; n = input.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      out.close();
    } catch (IOException _) {
      // The program at the other end has gone: its output says the rest.
    }
  }

  private Head head() throws IOException {
    var first = line();
    var words = first.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
      throw new IOException("no HTTP answer but: " + first);
    }
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (var line = line(); !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        headers
            .computeIfAbsent(line.substring(0, colon).strip(), _ -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return new Head(Integer.parseInt(words[1]), words.length > 2 ? words[2] : "", headers);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the engine closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /// The body that follows a head.
  ///
  /// @param whole runs once the body was read to its end and another request may follow
  InputStream body(String method, Head head, Runnable whole) {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      whole.run();
      return InputStream.nullInputStream();
    }
    var last = "close".equalsIgnoreCase(head.header("Connection"));
    Runnable end = last ? () -> {} : whole;
    if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
      return new Body.Chunked(in, end);
    }
    var length = head.header("Content-Length");
    if (length != null && head.status() != 101) {
      return new Body.Sized(in, Long.parseLong(length), end);
    }
    return in;
  }

  @Override
  public void close() {
    duplex.close();
  }
}
