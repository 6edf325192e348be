package dev.runbook.modules.docker;

import dev.runbook.docker.Build;
import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineError;
import dev.runbook.docker.ImageName;
import dev.runbook.docker.Images;
import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One task about one image.
public final class ImageWork {
  private final Engine engine;
  private final Images images;
  private final Target target;
  private final ImageOptions options;
  private final ImageName name;
  private final List<String> actions = new ArrayList<>();
  private boolean changed;
  private Map<String, @Nullable Object> image = Map.of();
  private @Nullable String stdout;

  public ImageWork(Engine engine, ImageOptions options) {
    this.engine = engine;
    this.images = new Images(engine);
    this.target = engine.target();
    this.options = options;
    this.name = options.name();
  }

  /// Sees to it that the image is there, under all its names.
  public Result present() throws ModuleFailure, Unreachable, EngineError {
    var there = images.find(name.full());
    if (there == null || options.forceSource()) {
      get(there);
      if (!target.checking() && there != null && Objects.equals(there.get("Id"), image.get("Id"))) {
        changed = false;
      }
    } else {
      image = there;
    }
    if (options.archivePath() != null) {
      new ImageArchive(engine, this::did).write(options.archivePath(), name.full(), image);
    }
    if (options.repository() != null) {
      tag(options.repository());
    } else if (options.push()) {
      push(name);
    }
    return result();
  }

  private void did(String action) {
    actions.add(action);
    changed = true;
  }

  private void get(@Nullable Map<String, @Nullable Object> there)
      throws ModuleFailure, Unreachable, EngineError {
    switch (options.source()) {
      case BUILD -> build();
      case LOAD -> load();
      case PULL -> {
        forbidId("pull");
        did("Pulled image " + name.full());
        if (!target.checking()) {
          try {
            images.pull(name, options.platform());
          } catch (EngineError e) {
            throw new ModuleFailure("Error pulling image " + name.full() + " - " + e.text());
          }
          image = found(name.full());
        }
      }
      case LOCAL -> {
        if (there == null) {
          throw new ModuleFailure("Cannot find the image " + name.full() + " locally.");
        }
        image = there;
      }
    }
  }

  private Map<String, @Nullable Object> found(String which) throws EngineError {
    var found = images.find(which);
    return found == null ? new LinkedHashMap<>() : found;
  }

  private void forbidId(String source) throws ModuleFailure {
    if (options.isId()) {
      throw new ModuleFailure(
          "Image name must not be an image ID for source=" + source + "; got: " + name.full());
    }
  }

  private void build() throws ModuleFailure, Unreachable, EngineError {
    forbidId("build");
    var path = options.text("path");
    if (path == null) {
      throw new ModuleFailure(
          "If \"source\" is set to \"build\", the \"build.path\" option must be specified.");
    }
    var remote = path.matches("(https?://|git://|github\\.com/|git@).*");
    var dockerfile = options.text("dockerfile");
    var context = remote ? null : BuildContext.look(target, path, dockerfile);
    did("Built image " + name.full() + " from " + path);
    if (target.checking()) {
      return;
    }
    var build =
        new Build(
            name.full(),
            remote ? URI.create(path) : null,
            context == null ? dockerfile : context.dockerfile(),
            Values.strings(Values.map(options.build().get("args"))),
            Values.strings(Values.map(options.build().get("labels"))),
            Values.list(options.build().get("cache_from")).stream().map(String::valueOf).toList(),
            Values.map(options.build().get("etc_hosts")).entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue())
                .toList(),
            limits(),
            options.text("network"),
            options.text("target"),
            options.text("platform"),
            bytes("shm_size", options.text("shm_size")),
            options.flag("nocache", false),
            options.flag("pull", false),
            options.flag("rm", true));
    try {
      if (context == null) {
        stdout = String.join("\n", images.build(build, null));
      } else {
        try (var archive = context.archive(target)) {
          stdout = String.join("\n", images.build(build, archive.tar()));
        }
      }
    } catch (EngineError e) {
      throw new ModuleFailure(
          "Error building "
              + name.repository()
              + " - "
              + e.text()
              + ", logs: "
              + e.explanation().lines().toList());
    }
    image = found(name.full());
  }

  private static @Nullable Long bytes(String option, @Nullable String text) throws ModuleFailure {
    return text == null ? null : Values.bytes("build." + option, text);
  }

  private Map<String, String> limits() throws ModuleFailure {
    var limits = new LinkedHashMap<String, String>();
    for (var entry : Values.map(options.build().get("container_limits")).entrySet()) {
      var value = String.valueOf(entry.getValue());
      limits.put(
          entry.getKey(),
          switch (entry.getKey()) {
            case "memory" -> String.valueOf(bytes("container_limits.memory", value));
            case "memswap" ->
                value.equals("-1") || value.equals("unlimited")
                    ? "-1"
                    : String.valueOf(bytes("container_limits.memswap", value));
            case "cpushares", "cpusetcpus" -> value;
            default -> throw new ModuleFailure("Invalid container_limits key " + entry.getKey());
          });
    }
    return limits;
  }

  private void load() throws ModuleFailure, Unreachable, EngineError {
    var path = String.valueOf(options.loadPath());
    if (!target.ask("[ -f " + BuildContext.word(path) + " ]").ok()) {
      throw new ModuleFailure(
          "Error loading image " + name.full() + ". Specified path " + path + " does not exist.");
    }
    did("Loaded image " + name.full() + " from " + path);
    if (target.checking()) {
      return;
    }
    List<String> lines;
    try (var archive = target.open("exec cat " + BuildContext.word(path))) {
      lines = images.load(archive.output());
    } catch (EngineError e) {
      throw new ModuleFailure("Error loading image " + name.full() + " - " + e.text());
    }
    stdout = String.join("\n", lines);
    var loaded = new ArrayList<String>();
    for (var line : lines) {
      for (var start : List.of("Loaded image: ", "Loaded image ID: ")) {
        if (line.startsWith(start)) {
          loaded.add(line.substring(start.length()).strip());
        }
      }
    }
    if (loaded.isEmpty()) {
      throw new ModuleFailure(
          "Detected no loaded images. Archive potentially corrupt?", Map.of("stdout", stdout));
    }
    if (!loaded.remove(name.full())) {
      throw new ModuleFailure(
          "The archive did not contain image '"
              + name.full()
              + "'. Instead, found "
              + loaded.stream()
                  .map(i -> "'" + i + "'")
                  .sorted()
                  .toList()
                  .toString()
                  .replaceAll("^\\[|]$", "")
              + ".",
          Map.of("stdout", stdout));
    }
    if (!loaded.isEmpty()) {
      target.warn("The archive contained more images than specified: " + String.join(", ", loaded));
    }
    image = found(name.full());
  }

  private void tag(String repository) throws ModuleFailure, Unreachable, EngineError {
    if (ImageName.isId(repository)) {
      throw new ModuleFailure("`repository` must not be an image ID; got: " + repository);
    }
    var parsed = ImageName.parse(repository);
    var own = name.tag() == null ? "latest" : name.tag();
    var further = new ImageName(parsed.repository(), parsed.tag() == null ? own : parsed.tag());
    var there = images.find(further.full());
    if (there == null || options.forceTag()) {
      var before = changed;
      did("Tagged image " + name.full() + " to " + further.full());
      if (!target.checking()) {
        try {
          images.tag(name.full(), further);
        } catch (EngineError e) {
          throw new ModuleFailure("Error: failed to tag image - " + e.text());
        }
        image = found(further.full());
        if (there != null && Objects.equals(there.get("Id"), image.get("Id"))) {
          changed = before;
        }
      }
    }
    if (options.push()) {
      push(further);
    }
  }

  private void push(ImageName which) throws ModuleFailure, Unreachable, EngineError {
    if (ImageName.isId(which.repository())) {
      throw new ModuleFailure("Cannot push an image ID: " + which.repository());
    }
    var place = which.registry() + "/" + which.path() + ":" + which.tag();
    var before = changed;
    did("Pushed image " + name.repository() + " to " + place);
    if (target.checking()) {
      return;
    }
    try {
      var pushed = images.push(which);
      changed = before || pushed.sent();
      var found = new LinkedHashMap<>(found(which.full()));
      found.put("push_status", pushed.status());
      image = found;
    } catch (EngineError e) {
      var text = e.text();
      throw new ModuleFailure(
          !text.contains("unauthorized")
              ? "Error pushing image " + which.repository() + ": " + text
              : "Error pushing image "
                  + place
                  + " - "
                  + text
                  + (text.contains("authentication required")
                      ? ". Try logging into " + which.registry() + " first."
                      : ". Does the repository exist?"));
    }
  }

  /// Sees to it that the name, or the image with all its names, is gone.
  public Result absent() throws ModuleFailure, EngineError {
    if (images.find(name.full()) != null) {
      if (!target.checking()) {
        try {
          images.remove(name.full(), Map.of("force", options.forceAbsent()));
        } catch (EngineError e) {
          if (e.status() != 404) {
            throw new ModuleFailure("Error removing image " + name.full() + " - " + e.text());
          }
        }
      }
      did("Removed image " + name.full());
      image = Map.of("state", "Deleted");
    }
    return result();
  }

  private Result result() {
    var plan = target.plan();
    if (changed) {
      plan.change(new Change("image " + name.full(), "", String.join("\n", actions) + "\n"), "");
    }
    var result = Result.of(plan).with("actions", actions).with("image", image);
    return stdout == null
        ? result
        : result.with("stdout", stdout).with("stdout_lines", stdout.lines().toList());
  }
}
