package dev.runbook.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.runbook.remote.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/// docker-java's way to the engine, over streams that somebody else opens. Connections are used
/// again once an answer was read to its end.
final class StreamHttpClient implements DockerHttpClient {

  /// Opens a pair of streams to the engine.
  @FunctionalInterface
  interface Streams {
    Duplex open() throws IOException;
  }

  private final Streams streams;
  private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  StreamHttpClient(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Response execute(Request request) {
    try {
      var connection = idle.poll();
      if (connection != null) {
        // Only a question may be sent twice.
        try {
          return send(connection, request);
        } catch (IOException e) {
          connection.close();
          if (!request.method().equals("GET")) {
            throw e;
          }
        }
      }
      var fresh = new HttpConnection(streams.open());
      try {
        return send(fresh, request);
      } catch (IOException e) {
        fresh.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer send(HttpConnection connection, Request request) throws IOException {
    var head = connection.send(request);
    var open = new boolean[] {true};
    var body =
        connection.body(
            request.method(),
            head,
            () -> {
              open[0] = false;
              if (closed) {
                connection.close();
              } else {
                idle.push(connection);
              }
            });
    return new Answer(
        head.status(),
        head.reason(),
        head.headers(),
        body,
        () -> {
          // Whoever leaves an answer half-read leaves the connection useless.
          if (open[0]) {
            connection.close();
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }

  /// What the engine said; to be closed.
  record Answer(
      int status, String reason, Map<String, List<String>> headers, InputStream body, Runnable done)
      implements Response {

    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return body;
    }

    @Override
    public void close() {
      done.run();
    }
  }
}
