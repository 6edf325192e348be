package dev.runbook.modules;

import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineArguments;
import dev.runbook.docker.EngineError;
import dev.runbook.module.Doc;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;

/// Tells what the engine knows of a volume.
@Name("community.docker.docker_volume_info")
final class DockerVolumeInfoModule implements TaskModule<DockerVolumeInfoModule.Arguments> {

  record Arguments(
      @Doc(value = "The name of the volume.", aliases = "volume_name") String name,
      @Flat EngineArguments engine) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    try (var engine = Engine.connect(target, arguments.engine())) {
      var volume = engine.find("/volumes/" + Engine.encoded(arguments.name()));
      return Result.unchanged().with("exists", volume != null).with("volume", volume);
    } catch (EngineError e) {
      throw new ModuleFailure("An unexpected Docker error occurred: " + e.text());
    }
  }
}
