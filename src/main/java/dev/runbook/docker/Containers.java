package dev.runbook.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The containers of an engine.
public final class Containers {
  private static final String PAUSED = "Unpause the container before stopping or killing";

  private final Engine engine;

  public Containers(Engine engine) {
    this.engine = engine;
  }

  /// A container's inspection by name or identifier, or null when there is none.
  public @Nullable Map<String, @Nullable Object> find(String name) throws EngineError {
    return engine.find(path(name, "/json"));
  }

  /// @param query `name` and, where it is given, `platform`
  /// @return the identifier
  public String create(Map<String, ?> query, Map<String, ? extends @Nullable Object> body)
      throws EngineError {
    var answer = engine.post("/containers/create", query, body);
    engine.warnings(answer);
    return answer instanceof Map<?, ?> map ? String.valueOf(map.get("Id")) : "";
  }

  public void start(String id) throws EngineError {
    engine.post(path(id, "/start"), Map.of(), null);
  }

  /// @param seconds before it is killed, or null for the container's own setting
  public void stop(String id, @Nullable Integer seconds) throws EngineError {
    Map<String, Object> query = seconds == null || seconds == 0 ? Map.of() : Map.of("t", seconds);
    unpausing(
        id, () -> engine.postSlowly(path(id, "/stop"), query, seconds == null ? 10 : seconds + 1));
  }

  /// @param seconds before it is killed
  public void restart(String id, int seconds) throws EngineError {
    engine.postSlowly(path(id, "/restart"), Map.of("t", seconds), seconds + 1);
  }

  /// @param signal or null for the engine's, `KILL`
  public void kill(String id, @Nullable String signal) throws EngineError {
    engine.post(path(id, "/kill"), signal == null ? Map.of() : Map.of("signal", signal), null);
  }

  /// @param query `v`, `link`, `force`
  public void remove(String id, Map<String, ?> query) throws EngineError {
    try {
      unpausing(
          id,
          () -> {
            engine.delete("/containers/" + Engine.encoded(id), query);
            return null;
          });
    } catch (EngineError e) {
      var going =
          e.explanation().contains("removal of container")
              && e.explanation().contains("is already in progress");
      if (e.status() != 404 && !going) {
        throw e;
      }
    }
  }

  public void pause(String id) throws EngineError {
    engine.post(path(id, "/pause"), Map.of(), null);
  }

  public void unpause(String id) throws EngineError {
    engine.post(path(id, "/unpause"), Map.of(), null);
  }

  public void update(String id, Map<String, ? extends @Nullable Object> limits) throws EngineError {
    engine.warnings(engine.post(path(id, "/update"), Map.of(), limits));
  }

  /// Waits until it ends.
  ///
  /// @return its exit status
  public long await(String id) throws EngineError {
    var answer = engine.postSlowly(path(id, "/wait"), Map.of(), 0);
    return answer instanceof Map<?, ?> map && map.get("StatusCode") instanceof Long status
        ? status
        : -1;
  }

  /// Everything that it wrote so far, both streams as they came.
  public String output(String id) throws EngineError {
    var text = new ByteArrayOutputStream();
    var frames =
        new Following<Frame>(frame -> {
          if (frame.getPayload() != null) {
            text.writeBytes(frame.getPayload());
          }
        });
    engine
        .client()
        .logContainerCmd(id)
        .withStdOut(true)
        .withStdErr(true)
        .withTailAll()
        .exec(frames);
    end(frames);
    return text.toString(StandardCharsets.UTF_8);
  }

  /// Announces a command to a container's engine.
  ///
  /// @return the identifier to start it with
  public String prepare(String container, Execution execution) throws EngineError {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("Cmd", execution.words());
    body.put("Env", execution.environment());
    body.put("WorkingDir", execution.folder());
    body.put("User", execution.user());
    body.put("Tty", execution.tty());
    body.put("AttachStdin", execution.stdin() != null);
    body.put("AttachStdout", true);
    body.put("AttachStderr", true);
    var answer = engine.post(path(container, "/exec"), Map.of(), body);
    return answer instanceof Map<?, ?> map ? String.valueOf(map.get("Id")) : "";
  }

  public void startDetached(String execution) throws EngineError {
    engine.post("/exec/" + execution + "/start", Map.of(), Map.of("Detach", true));
  }

  /// Runs an announced command to its end.
  public Execution.Ended run(String id, Execution execution) throws EngineError {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var command = engine.client().execStartCmd(id).withDetach(false).withTty(execution.tty());
    var stdin = execution.stdin();
    if (stdin != null) {
      command.withStdIn(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
    }
    end(
        command.exec(
            new Following<Frame>(f ->
                (f.getStreamType() == StreamType.STDERR ? err : out).writeBytes(f.getPayload()))));
    var state = engine.get("/exec/" + id + "/json", Map.of());
    return new Execution.Ended(
        state instanceof Map<?, ?> map && map.get("ExitCode") instanceof Long rc ? rc : -1,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  private static void end(Following<Frame> frames) throws EngineError {
    switch (frames.end()) {
      case null -> {}
      case DockerException e ->
          throw new EngineError(e.getHttpStatus(), String.valueOf(e.getMessage()), "");
      case Throwable e -> throw new EngineError(0, String.valueOf(e.getMessage()), "");
    }
  }

  /// @param endpoint addresses, aliases and the like, in the engine's form
  public void connect(String id, String network, Map<String, ? extends @Nullable Object> endpoint)
      throws EngineError {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("Container", id);
    body.put("EndpointConfig", endpoint);
    engine.post("/networks/" + Engine.encoded(network) + "/connect", Map.of(), body);
  }

  public void disconnect(String id, String network) throws EngineError {
    engine.post(
        "/networks/" + Engine.encoded(network) + "/disconnect", Map.of(), Map.of("Container", id));
  }

  @FunctionalInterface
  private interface Call {
    @Nullable Object run() throws EngineError;
  }

  /// Newer engines refuse to stop what is paused.
  private void unpausing(String id, Call call) throws EngineError {
    for (var tries = 0; ; tries++) {
      try {
        call.run();
        return;
      } catch (EngineError e) {
        if (tries == 3 || !e.explanation().contains(PAUSED)) {
          throw e;
        }
        unpause(id);
      }
    }
  }

  private static String path(String id, String what) {
    return "/containers/" + Engine.encoded(id) + what;
  }
}
