package dev.runbook.modules.docker;

import dev.runbook.docker.ImageName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a task says about an image, old and new options put together.
///
/// @param build the suboptions of `build`, empty when there is nothing to build from
/// @param platform to pull for, or null
/// @param loadPath archive to load, or null
/// @param archivePath archive to write, or null
/// @param repository further name, or null
public record ImageOptions(
    String givenName,
    String givenTag,
    Source source,
    Map<String, @Nullable Object> build,
    @Nullable String platform,
    @Nullable String loadPath,
    @Nullable String archivePath,
    @Nullable String repository,
    boolean push,
    boolean forceSource,
    boolean forceAbsent,
    boolean forceTag) {

  /// Where an image comes from.
  public enum Source {
    BUILD,
    LOAD,
    PULL,
    LOCAL
  }

  /// A tag inside the name wins.
  ImageName name() {
    if (isId()) {
      return new ImageName(givenName, null);
    }
    var name = ImageName.parse(givenName);
    return name.tag() == null && !givenTag.isEmpty() ? new ImageName(givenName, givenTag) : name;
  }

  boolean isId() {
    return ImageName.isId(givenName);
  }

  /// @param pull in old playbooks a boolean that belongs to the build
  public static Map<String, @Nullable Object> build(
      @Nullable Map<String, Object> build,
      @Nullable String path,
      @Nullable String dockerfile,
      @Nullable Map<String, Object> arguments,
      @Nullable Map<String, Object> limits,
      @Nullable List<String> cacheFrom,
      @Nullable Boolean nocache,
      @Nullable Boolean rm,
      @Nullable Object pull) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    put(all, "path", path);
    put(all, "dockerfile", dockerfile);
    put(all, "args", arguments);
    put(all, "container_limits", limits);
    put(all, "cache_from", cacheFrom);
    put(all, "nocache", nocache);
    put(all, "rm", rm);
    put(all, "pull", pull instanceof Map ? null : pull);
    if (build != null) {
      build.forEach((k, v) -> put(all, k, v));
    }
    return all;
  }

  private static void put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  @Nullable String text(String key) {
    var value = build.get(key);
    return value == null ? null : Objects.toString(value);
  }

  boolean flag(String key, boolean otherwise) {
    var value = build.get(key);
    return value == null
        ? otherwise
        : List.of("true", "yes", "on", "1", "y", "t")
            .contains(Objects.toString(value).toLowerCase(java.util.Locale.ROOT));
  }
}
