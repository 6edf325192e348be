package dev.runbook.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The Docker engine of a host, for as long as one task needs it.
///
/// Questions and plain changes are JSON in and out, for an inspection is given back to the playbook
/// as the engine wrote it. What runs for long and talks meanwhile (pull, build, push, load) goes
/// through docker-java's client, which is made when the first of these comes.
public final class Engine implements AutoCloseable {
  private final Target target;
  private final StreamHttpClient http;
  private final String version;
  private final int timeout;
  private @Nullable DockerClient client;

  private Engine(Target target, StreamHttpClient http, String version, int timeout) {
    this.target = target;
    this.http = http;
    this.version = version;
    this.timeout = timeout;
  }

  /// Connects to the engine and learns which version of the API it speaks.
  ///
  /// @throws ModuleFailure when the host has no engine that answers
  public static Engine connect(Target target, EngineArguments arguments)
      throws ModuleFailure, Unreachable {
    var dialer = new Dialer(target, arguments);
    var http = new StreamHttpClient(dialer::dial);
    try (var answer = http.execute(Request.builder().method("GET").path("/_ping").build())) {
      answer.getBody().readAllBytes();
      var spoken = answer.getHeader("Api-Version");
      var wanted = arguments.apiVersion();
      var version = wanted.equals("auto") ? spoken == null ? "1.24" : spoken : wanted;
      return new Engine(target, http, version, arguments.timeout());
    } catch (UncheckedIOException | IOException e) {
      http.close();
      throw new ModuleFailure("Error connecting: " + dialer.trouble());
    }
  }

  /// Such as `1.41`.
  public String version() {
    return version;
  }

  public boolean atLeast(String wanted) {
    var ours = version.split("\\.");
    var theirs = wanted.split("\\.");
    var major = Integer.compare(Integer.parseInt(ours[0]), Integer.parseInt(theirs[0]));
    return major > 0 || major == 0 && Integer.parseInt(ours[1]) >= Integer.parseInt(theirs[1]);
  }

  /// Fails as Ansible does when an option needs a newer engine.
  public void needs(String wanted, String option) throws ModuleFailure {
    if (!atLeast(wanted)) {
      throw new ModuleFailure(
          "Docker API version is "
              + version
              + ". Minimum version required is "
              + wanted
              + " to set "
              + option
              + " option.");
    }
  }

  public Target target() {
    return target;
  }

  public @Nullable Object get(String path, Map<String, ?> query) throws EngineError {
    return json("GET", path, query, null, timeout);
  }

  /// A thing by its path, or null when there is none.
  public @Nullable Map<String, @Nullable Object> find(String path) throws EngineError {
    try {
      return map(get(path, Map.of()));
    } catch (EngineError e) {
      if (e.status() == 404) {
        return null;
      }
      throw e;
    }
  }

  public @Nullable Object post(String path, Map<String, ?> query, @Nullable Object body)
      throws EngineError {
    return json("POST", path, query, body, timeout);
  }

  /// The same, for what may take longer than an answer usually does.
  ///
  /// @param seconds to wait beyond the usual limit; 0 waits without one
  public @Nullable Object postSlowly(String path, Map<String, ?> query, int seconds)
      throws EngineError {
    return json("POST", path, query, null, seconds == 0 ? 0 : timeout + seconds);
  }

  public void delete(String path, Map<String, ?> query) throws EngineError {
    json("DELETE", path, query, null, timeout);
  }

  private @Nullable Object json(
      String method, String path, Map<String, ?> query, @Nullable Object body, int seconds)
      throws EngineError {
    var request = Request.builder().method(method).path(versioned(path, query));
    if (body != null) {
      request
          .putHeader("Content-Type", "application/json")
          .bodyBytes(Json.write(body, JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8));
    }
    try (var clock = new Deadline(seconds, http::close);
        var answer = http.execute(request.build())) {
      var text = new String(answer.getBody().readAllBytes(), StandardCharsets.UTF_8);
      clock.check();
      if (answer.getStatusCode() >= 400) {
        throw refusal(answer, versioned(path, query), text);
      }
      return text.isBlank() ? null : Json.parse(text);
    } catch (UncheckedIOException | IOException e) {
      throw new EngineError(0, "the connection to the engine was lost: " + e.getMessage(), "");
    } catch (JsonError e) {
      throw new EngineError(0, "the engine's answer is no JSON: " + e.getMessage(), "");
    }
  }

  private String versioned(String path, Map<String, ?> query) {
    var words =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + encoded(String.valueOf(e.getValue())))
            .collect(Collectors.joining("&"));
    return "/v" + version + path + (words.isEmpty() ? "" : "?" + words);
  }

  /// One part of a path or query, percent-encoded.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static EngineError refusal(Response answer, String path, String text) {
    var explanation = text.strip();
    try {
      if (Json.parse(text) instanceof Map<?, ?> map && map.get("message") instanceof String said) {
        explanation = said;
      }
    } catch (JsonError _) {
      // An engine of old explains in plain text.
    }
    var status = answer.getStatusCode();
    var reason = answer instanceof StreamHttpClient.Answer a ? a.reason() : "";
    return new EngineError(
        status,
        status
            + (status >= 500 ? " Server" : " Client")
            + " Error for http+docker://localhost"
            + path
            + ": "
            + reason
            + " (\""
            + explanation
            + "\")",
        explanation);
  }

  /// The warnings that the engine gave with an answer become warnings of the task.
  public void warnings(@Nullable Object answer) {
    if (answer instanceof Map<?, ?> map) {
      if (map.get("Warnings") instanceof List<?> several) {
        several.forEach(w -> target.warn("Docker warning: " + w));
      }
      if (map.get("Warning") instanceof String one && !one.isEmpty()) {
        target.warn("Docker warning: " + one);
      }
    }
  }

  /// docker-java's client over the same streams.
  DockerClient client() {
    if (client == null) {
      client = DockerClientImpl.getInstance(new ClientConfig(version), http);
    }
    return client;
  }

  @SuppressWarnings("unchecked")
  static @Nullable Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null;
  }

  @Override
  public void close() {
    http.close();
  }
}
