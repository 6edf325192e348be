package dev.runbook.modules.docker;

import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineError;
import dev.runbook.docker.Images;
import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.module.ModuleFailure;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An image written to an archive on the host, unless the archive that lies there holds it already.
final class ImageArchive {
  private final Engine engine;
  private final Consumer<String> did;

  ImageArchive(Engine engine, Consumer<String> did) {
    this.engine = engine;
    this.did = did;
  }

  void write(String path, String name, Map<String, @Nullable Object> image)
      throws ModuleFailure, Unreachable, EngineError {
    if (image.isEmpty()) {
      return;
    }
    var reason = reason(path, name, String.valueOf(image.get("Id")));
    if (reason == null) {
      return;
    }
    did.accept("Archived image " + name + " to " + path + ", " + reason);
    if (engine.target().checking()) {
      return;
    }
    try (var file = engine.target().open("exec cat >" + BuildContext.word(path))) {
      try (var sink = file.input()) {
        new Images(engine).save(name, sink);
      }
      // The host's program has written everything when it ends.
      file.output().readAllBytes();
    } catch (IOException e) {
      throw new ModuleFailure("Error writing image archive " + path + " - " + e.getMessage());
    }
  }

  /// Why it must be written, or null when it need not.
  private @Nullable String reason(String path, String name, String id)
      throws ModuleFailure, Unreachable {
    var word = BuildContext.word(path);
    var reply =
        engine.target().ask("[ -e " + word + " ] || exit 9\ntar -xOf " + word + " manifest.json");
    if (reply.rc() == 9) {
      return "since none present";
    }
    try {
      if (reply.ok()
          && Json.parse(reply.stdout()) instanceof List<?> entries
          && entries.size() == 1
          && entries.getFirst() instanceof Map<?, ?> entry) {
        var found = String.valueOf(entry.get("Config")).replaceAll("^blobs/sha256/|\\.json$", "");
        var names = Values.list(entry.get("RepoTags")).stream().map(String::valueOf).toList();
        return id.equals("sha256:" + found) && names.equals(List.of(name))
            ? null
            : "overwriting archive with image " + found + " named " + String.join(", ", names);
      }
    } catch (JsonError _) {
      // not an archive of an image
    }
    return "overwriting an unreadable archive file";
  }
}
