package dev.runbook.modules;

import dev.runbook.docker.Containers;
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

/// Tells what the engine knows of a container.
@Name("community.docker.docker_container_info")
final class DockerContainerInfoModule implements TaskModule<DockerContainerInfoModule.Arguments> {

  record Arguments(
      @Doc("The name of the container, or its identifier.") String name,
      @Flat EngineArguments engine) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    try (var engine = Engine.connect(target, arguments.engine())) {
      var container = new Containers(engine).find(arguments.name());
      return Result.unchanged().with("exists", container != null).with("container", container);
    } catch (EngineError e) {
      throw new ModuleFailure("An unexpected Docker error occurred: " + e.text());
    }
  }
}
