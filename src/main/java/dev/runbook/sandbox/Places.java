package dev.runbook.sandbox;

import java.nio.file.Path;
import java.util.Map;

/// Where the sandbox keeps its files, after the XDG base directory specification.
///
/// @param cache root trees and images: may be deleted while no machine runs, and is made again
/// @param state a folder for each machine that runs, and their locks
record Places(Path cache, Path state) {

  static Places of(Map<String, String> environment) {
    var home = Path.of(System.getProperty("user.home"));
    return new Places(
        base(environment, "XDG_CACHE_HOME", home.resolve(".cache")),
        base(environment, "XDG_STATE_HOME", home.resolve(".local/state")));
  }

  private static Path base(Map<String, String> environment, String variable, Path byDefault) {
    var value = environment.getOrDefault(variable, "");
    // the specification: a relative path is invalid and must be ignored
    var base = value.startsWith("/") ? Path.of(value) : byDefault;
    return base.resolve("runbook/sandbox");
  }

  Path machine(String name) {
    return state.resolve("machines").resolve(name);
  }
}
