package dev.runbook.docker;

import com.github.dockerjava.api.command.AsyncDockerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ResponseItem;
import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.module.ModuleFailure;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The images of an engine.
public final class Images {
  private final Engine engine;

  public Images(Engine engine) {
    this.engine = engine;
  }

  /// An image's inspection, or null when the engine has none of this name or identifier.
  public @Nullable Map<String, @Nullable Object> find(String name) throws EngineError {
    return engine.find("/images/" + Engine.encoded(name) + "/json");
  }

  /// Pulls a name with its tag or digest, as the host's user who is logged in to the registry.
  ///
  /// @param platform such as `linux/arm64`, or null for the engine's own
  public void pull(ImageName name, @Nullable String platform)
      throws ModuleFailure, Unreachable, EngineError {
    var tag = name.tag() == null ? "latest" : name.tag();
    var command = engine.client().pullImageCmd(name.repository()).withTag(tag);
    if (platform != null) {
      command.withPlatform(platform);
    }
    var login = Logins.read(engine.target()).of(name.registry());
    if (login != null) {
      command.withAuthConfig(login);
    }
    watch(command);
  }

  /// Pushes a name with its tag.
  ///
  /// @return the last status that the engine told, and whether a layer was sent
  public Pushed push(ImageName name) throws ModuleFailure, Unreachable, EngineError {
    var command =
        engine.client().pushImageCmd(name.repository()).withTag(Objects.requireNonNull(name.tag()));
    var login = Logins.read(engine.target()).of(name.registry());
    // Newer engines refuse a push without any word of who pushes.
    command.withAuthConfig(
        login == null ? new com.github.dockerjava.api.model.AuthConfig() : login);
    var items = watch(command);
    var sent = false;
    String last = null;
    for (var item : items) {
      last = item.getStatus() == null ? last : item.getStatus();
      sent |= "Pushing".equals(item.getStatus()) || "Pushed".equals(item.getStatus());
    }
    return new Pushed(last, sent);
  }

  /// @param status the engine's last word
  /// @param sent whether the registry did not have everything yet
  public record Pushed(@Nullable String status, boolean sent) {}

  /// Builds an image.
  ///
  /// @param context a tar archive, or null when the build says where it is
  /// @return the lines that the engine printed
  public List<String> build(Build build, @Nullable InputStream context)
      throws ModuleFailure, Unreachable, EngineError {
    var command = build.command(engine.client(), Logins.read(engine.target()).all());
    if (context != null) {
      command.withTarInputStream(context);
    }
    return lines(watch(command));
  }

  /// Loads the images of an archive.
  public List<String> load(InputStream archive) throws EngineError {
    return lines(watch(engine.client().loadImageAsyncCmd(archive)));
  }

  /// Writes an image as an archive.
  public void save(String name, OutputStream sink) throws EngineError {
    try (var archive = engine.client().saveImageCmd(name).exec()) {
      archive.transferTo(sink);
    } catch (DockerException e) {
      throw error(e);
    } catch (IOException e) {
      throw new EngineError(0, "the image could not be read: " + e.getMessage(), "");
    }
  }

  public void tag(String image, ImageName name) throws EngineError {
    engine.post(
        "/images/" + Engine.encoded(image) + "/tag",
        Map.of("repo", name.repository(), "tag", name.tag() == null ? "latest" : name.tag()),
        null);
  }

  /// @param query `force` to remove an image that containers use
  public void remove(String image, Map<String, ?> query) throws EngineError {
    engine.delete("/images/" + Engine.encoded(image), query);
  }

  private static List<String> lines(List<? extends ResponseItem> items) {
    var lines = new ArrayList<String>();
    for (var item : items) {
      var text = item.getStream() == null ? item.getStatus() : item.getStream();
      if (text != null) {
        lines.addAll(text.lines().toList());
      }
    }
    return lines;
  }

  /// Runs a command to its end, shows what it says meanwhile, and fails with the error that it
  /// tells at last.
  private <C extends AsyncDockerCmd<C, R>, R extends ResponseItem> List<R> watch(C command)
      throws EngineError {
    var items = new ArrayList<R>();
    var show = engine.target().output();
    var answers =
        new Following<R>(item -> {
          items.add(item);
          tell(item, show);
        });
    command.exec(answers);
    switch (answers.end()) {
      case null -> {}
      case DockerException e -> throw error(e);
      case Throwable e -> throw new EngineError(0, String.valueOf(e.getMessage()), "");
    }
    for (var item : items) {
      var detail = item.getErrorDetail();
      if (detail != null) {
        var code = detail.getCode();
        throw new EngineError(
            0,
            "code: " + (code == null ? "None" : code) + ", message: " + detail.getMessage(),
            String.join("\n", lines(items)));
      }
    }
    return items;
  }

  private static void tell(ResponseItem item, @Nullable Consumer<String> show) {
    var text = item.getStream() == null ? item.getStatus() : item.getStream();
    if (show != null && text != null && !inProgress(item)) {
      text.lines().filter(l -> !l.isBlank()).forEach(show);
    }
  }

  private static boolean inProgress(ResponseItem item) {
    var detail = item.getProgressDetail();
    return detail != null && detail.getTotal() != null;
  }

  private static EngineError error(DockerException e) {
    // "Status 500: {"message":"..."}"
    var text = String.valueOf(e.getMessage());
    var said = text.substring(text.indexOf('{') < 0 ? 0 : text.indexOf('{')).strip();
    try {
      if (Json.parse(said) instanceof Map<?, ?> map && map.get("message") instanceof String why) {
        text = why;
      }
    } catch (JsonError _) {
      // plain words
    }
    return new EngineError(e.getHttpStatus(), text, text);
  }
}
