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
import dev.runbook.modules.docker.ContainerWork;
import dev.runbook.modules.docker.NetworkArguments;
import dev.runbook.modules.docker.ProcessArguments;
import dev.runbook.modules.docker.ResourceArguments;
import dev.runbook.modules.docker.SystemArguments;
import dev.runbook.remote.Unreachable;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes, changes, starts, stops and removes Docker containers.
@Name("community.docker.docker_container")
final class DockerContainerModule implements TaskModule<DockerContainerModule.Arguments> {

  enum State {
    ABSENT,
    PRESENT,
    HEALTHY,
    STARTED,
    STOPPED
  }

  record Arguments(
      @Doc("The name of the container, or its identifier.") String name,
      @Doc("The image that it is made of.") @Nullable String image,
      @Doc(value = "What is to be of it.", byDefault = "started") State state,
      @Flat ProcessArguments process,
      @Flat NetworkArguments network,
      @Flat SystemArguments system,
      @Flat ResourceArguments resources,
      @Flat Conduct conduct,
      @Flat EngineArguments engine) {

    public Arguments {
      if (state == State.PRESENT && image == null) {
        throw new IllegalArgumentException(
            "state is present but all of the following are missing: image");
      }
    }
  }

  /// When it is made anew, and how it goes.
  record Conduct(
      @Doc("How options are compared: strict, ignore, allow_more_present; * for all.")
          @Nullable Map<String, Object> comparisons,
      @Doc("Make it anew even when nothing differs.") boolean recreate,
      @Doc("Start it anew even when nothing differs.") boolean restart,
      @Doc(value = "Pull the image: never, missing, always, yes, no.", byDefault = "missing")
          Object pull,
      @Doc(
              value = "What check mode says of a pull.",
              byDefault = "image_not_present",
              choices = {"image_not_present", "always"})
          String pullCheckModeBehavior,
      @Doc("Do not make it anew for another image.") @Nullable Boolean ignoreImage,
      @Doc(
              value = "The image whose settings count.",
              byDefault = "desired-image",
              choices = {"desired-image", "current-image"})
          String imageComparison,
      @Doc(
              value = "Whether labels of the image may stay.",
              byDefault = "ignore",
              choices = {"ignore", "fail"})
          String imageLabelMismatch,
      @Doc(
              value = "Whether another name of the image counts.",
              byDefault = "recreate",
              choices = {"ignore", "recreate"})
          String imageNameMismatch,
      @Doc(
              value = "Options that are not given have the defaults of old, or none.",
              byDefault = "no_defaults",
              choices = {"compatibility", "no_defaults"})
          String containerDefaultBehavior,
      @Doc(
              value = "How command and entrypoint are read.",
              byDefault = "correct",
              choices = {"compatibility", "correct"})
          String commandHandling,
      @Doc(value = "Keep its volumes when it is removed.", byDefault = "true") boolean keepVolumes,
      @Doc(value = "Kill it in place of stopping it.", aliases = "forcekill") boolean forceKill,
      @Doc("The signal that kills it.") @Nullable String killSignal,
      @Doc("Whether it is paused.") @Nullable Boolean paused,
      @Doc("Remove it when detach is no and it has ended.") boolean cleanup,
      @Doc("Taken for old playbooks; the output is in the result.") boolean outputLogs,
      @Doc("Taken for old playbooks, without a meaning.") boolean trustImageContent,
      @Doc("Seconds to wait until it is removed.") @Nullable Double removalWaitTimeout,
      @Doc(value = "Seconds to wait until it is healthy.", byDefault = "300")
          double healthyWaitTimeout) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    try (var engine = Engine.connect(target, arguments.engine())) {
      var work = new ContainerWork(engine, arguments);
      return arguments.state() == State.ABSENT
          ? work.absent()
          : work.present(arguments.state().name().toLowerCase(Locale.ROOT));
    } catch (EngineError e) {
      throw new ModuleFailure("An unexpected Docker error occurred: " + e.text());
    }
  }
}
