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
import dev.runbook.modules.docker.ImageOptions;
import dev.runbook.modules.docker.ImageWork;
import dev.runbook.remote.Unreachable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds, loads, pulls, tags, pushes and removes Docker images.
///
/// The options of the time before `source` and `build` are taken too: `path`, `dockerfile`,
/// `nocache`, `force`, `state: build` ...
@Name("community.docker.docker_image")
final class DockerImageModule implements TaskModule<DockerImageModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT,
    BUILD
  }

  enum Source {
    BUILD,
    LOAD,
    PULL,
    LOCAL
  }

  record Arguments(
      @Doc("The name of the image, with or without a tag, or its identifier.") String name,
      @Doc(value = "The tag, where the name has none.", byDefault = "latest") String tag,
      @Doc(value = "Whether there is to be such an image.", byDefault = "present") State state,
      @Doc("Where it comes from.") @Nullable Source source,
      @Doc(
              "How to build it: path, dockerfile, args, cache_from, container_limits, etc_hosts,"
                  + " labels, network, nocache, platform, pull, rm, shm_size, target,"
                  + " http_timeout, use_config_proxy.")
          @Nullable Map<String, Object> build,
      @Doc("How to pull it: platform. In old playbooks: pull base images anew when building.")
          @Nullable Object pull,
      @Doc("The archive to load it from, on the host.") @Nullable String loadPath,
      @Doc("The archive to write it to, on the host.") @Nullable String archivePath,
      @Doc("Another name for it, with or without a tag.") @Nullable String repository,
      @Doc("Push it to the registry of its name.") boolean push,
      @Doc("Build, load or pull it even when it is there.") boolean forceSource,
      @Doc("Remove it with all its names.") boolean forceAbsent,
      @Doc("Name it anew even when the name is taken.") boolean forceTag,
      @Flat Old old,
      @Flat EngineArguments engine) {}

  /// The options of before 2.8.
  record Old(
      @Doc(value = "The folder to build from, on the host.", aliases = "build_path")
          @Nullable String path,
      @Doc("The Dockerfile inside that folder.") @Nullable String dockerfile,
      @Doc("Arguments of the build.") @Nullable Map<String, Object> buildargs,
      @Doc("Limits of the containers that build.") @Nullable Map<String, Object> containerLimits,
      @Doc("Images whose layers may be used.") @Nullable List<String> cacheFrom,
      @Doc("Build every layer anew.") @Nullable Boolean nocache,
      @Doc("Remove the containers that build.") @Nullable Boolean rm,
      @Doc("Seconds that the build may take.") @Nullable Integer httpTimeout,
      @Doc("All of force_source, force_absent and force_tag.") boolean force) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var old = arguments.old();
    var wanted =
        new ImageOptions(
            arguments.name(),
            arguments.tag(),
            source(arguments),
            ImageOptions.build(
                arguments.build(),
                old.path(),
                old.dockerfile(),
                old.buildargs(),
                old.containerLimits(),
                old.cacheFrom(),
                old.nocache(),
                old.rm(),
                arguments.pull()),
            arguments.pull() instanceof Map<?, ?> map && map.get("platform") != null
                ? String.valueOf(map.get("platform"))
                : null,
            arguments.loadPath(),
            arguments.archivePath(),
            arguments.repository(),
            arguments.push(),
            arguments.forceSource() || old.force(),
            arguments.forceAbsent() || old.force(),
            arguments.forceTag() || old.force());
    if (!arguments.tag().isEmpty()
        && !arguments.tag().matches("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}|sha256:[0-9a-f]+")) {
      throw new ModuleFailure("\"" + arguments.tag() + "\" is not a valid docker tag!");
    }
    try (var engine = Engine.connect(target, arguments.engine())) {
      var work = new ImageWork(engine, wanted);
      return arguments.state() == State.ABSENT ? work.absent() : work.present();
    } catch (EngineError e) {
      throw new ModuleFailure("An unexpected Docker error occurred: " + e.text());
    }
  }

  /// Without a word on it the other options tell, as they did in old playbooks.
  private static ImageOptions.Source source(Arguments arguments) {
    var source = arguments.source();
    if (source != null) {
      return switch (source) {
        case BUILD -> ImageOptions.Source.BUILD;
        case LOAD -> ImageOptions.Source.LOAD;
        case PULL -> ImageOptions.Source.PULL;
        case LOCAL -> ImageOptions.Source.LOCAL;
      };
    }
    if (arguments.build() != null || arguments.old().path() != null) {
      return ImageOptions.Source.BUILD;
    }
    return arguments.loadPath() != null ? ImageOptions.Source.LOAD : ImageOptions.Source.PULL;
  }
}
