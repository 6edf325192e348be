package dev.runbook.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.model.AuthConfigurations;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an image is to be built.
///
/// @param name of the image, with its tag
/// @param remote where the engine fetches the context itself, or null
/// @param dockerfile its path inside the context, or null for `Dockerfile`
/// @param arguments of the build, `ARG` in the Dockerfile
/// @param hosts additional entries of `/etc/hosts`, `name:address`
/// @param limits `memory`, `memswap`, `cpushares`, `cpusetcpus`
public record Build(
    String name,
    @Nullable URI remote,
    @Nullable String dockerfile,
    Map<String, String> arguments,
    Map<String, String> labels,
    List<String> cacheFrom,
    List<String> hosts,
    Map<String, String> limits,
    @Nullable String network,
    @Nullable String target,
    @Nullable String platform,
    @Nullable Long shmSize,
    boolean noCache,
    boolean pull,
    boolean remove) {

  BuildImageCmd command(DockerClient client, AuthConfigurations logins) {
    var command =
        client
            .buildImageCmd()
            .withTags(new HashSet<>(List.of(name)))
            .withNoCache(noCache)
            .withPull(pull)
            .withRemove(remove)
            .withForcerm(remove)
            .withBuildAuthConfigs(logins);
    if (remote != null) {
      command.withRemote(remote);
    }
    if (dockerfile != null) {
      command.withDockerfilePath(dockerfile);
    }
    arguments.forEach(command::withBuildArg);
    if (!labels.isEmpty()) {
      command.withLabels(labels);
    }
    if (!cacheFrom.isEmpty()) {
      command.withCacheFrom(new HashSet<>(cacheFrom));
    }
    if (!hosts.isEmpty()) {
      command.withExtraHosts(new HashSet<>(hosts));
    }
    if (network != null) {
      command.withNetworkMode(network);
    }
    if (target != null) {
      command.withTarget(target);
    }
    if (platform != null) {
      command.withPlatform(platform);
    }
    if (shmSize != null) {
      command.withShmsize(shmSize);
    }
    limits.forEach((key, value) -> limit(command, key, value));
    return command;
  }

  private static void limit(BuildImageCmd command, String key, String value) {
    switch (key) {
      case "memory" -> command.withMemory(Long.valueOf(value));
      case "memswap" -> command.withMemswap(Long.valueOf(value));
      case "cpushares" -> command.withCpushares(value);
      case "cpusetcpus" -> command.withCpusetcpus(value);
      default -> throw new IllegalArgumentException("Invalid container_limits key " + key);
    }
  }
}
