package dev.runbook.modules;

import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineArguments;
import dev.runbook.docker.EngineError;
import dev.runbook.docker.ImageName;
import dev.runbook.docker.Images;
import dev.runbook.module.Doc;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.docker.Values;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells what the engine knows of images: those that are named, or all.
@Name("community.docker.docker_image_info")
final class DockerImageInfoModule implements TaskModule<DockerImageInfoModule.Arguments> {

  record Arguments(
      @Doc("Names or identifiers; without a tag, latest.") @Nullable List<String> name,
      @Flat EngineArguments engine) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    try (var engine = Engine.connect(target, arguments.engine())) {
      var images = new Images(engine);
      var found = new ArrayList<Map<String, @Nullable Object>>();
      var names = arguments.name();
      if (names == null || names.isEmpty()) {
        names =
            Values.list(engine.get("/images/json", Map.of())).stream()
                .map(i -> String.valueOf(Values.map(i).get("Id")))
                .toList();
      }
      for (var name : names) {
        var tagged = ImageName.isId(name) || ImageName.parse(name).tag() != null;
        var image = images.find(tagged ? name : name + ":latest");
        if (image != null) {
          found.add(image);
        }
      }
      return Result.unchanged().with("images", found);
    } catch (EngineError e) {
      throw new ModuleFailure("An unexpected Docker error occurred: " + e.text());
    }
  }
}
