package dev.runbook.docker;

import org.jspecify.annotations.Nullable;

/// `registry/repository:tag` or `repository@sha256:...`, taken apart as the engine does.
///
/// @param repository all but the tag, the registry included
/// @param tag or digest, null when the name has none
public record ImageName(String repository, @Nullable String tag) {

  public static ImageName parse(String name) {
    var at = name.lastIndexOf('@');
    if (at > 0) {
      return new ImageName(name.substring(0, at), name.substring(at + 1));
    }
    var colon = name.lastIndexOf(':');
    // The colon of a registry's port stands before a slash.
    return colon > 0 && name.indexOf('/', colon) < 0
        ? new ImageName(name.substring(0, colon), name.substring(colon + 1))
        : new ImageName(name, null);
  }

  /// Whether a name is no name but an identifier.
  public static boolean isId(String name) {
    return name.matches("sha256:[0-9a-fA-F]{64}");
  }

  /// With its tag or digest.
  public String full() {
    return join(repository, tag);
  }

  /// @param tag or digest; null or empty for none
  public static String join(String repository, @Nullable String tag) {
    if (tag == null || tag.isEmpty()) {
      return repository;
    }
    return repository + (tag.startsWith("sha256:") ? "@" : ":") + tag;
  }

  /// The host of the registry, `docker.io` when the name says none.
  public String registry() {
    var slash = repository.indexOf('/');
    if (slash > 0) {
      var first = repository.substring(0, slash);
      if (first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")) {
        return first.equals("index.docker.io") ? "docker.io" : first;
      }
    }
    return "docker.io";
  }

  /// The name inside the registry.
  public String path() {
    var host = registry();
    return repository.startsWith(host + "/")
        ? repository.substring(host.length() + 1)
        : repository.replaceFirst("^index\\.docker\\.io/", "");
  }
}
