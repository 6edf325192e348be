package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runbook.module.Declaration;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.Target.Mode;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Remote;
import dev.runbook.remote.local.LocalRemote;
import dev.runbook.remote.ssh.SshConnections;
import dev.runbook.remote.ssh.Sshd;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs the stories of `src/test/resources/docker` against a real engine: the one that
/// `DOCKER_HOST` names, or the one behind `/var/run/docker.sock`.
///
/// A story is a list of steps, each a module with arguments and what it must answer. A step runs in
/// check mode, which must announce the same; then for real; then again, and must change nothing.
/// `sh` runs a command beside them, `$NAME` stands for a name of this run's own, `$IMAGE` for an
/// image of the engine, `$DIR` for a folder.
@Tag("real")
final class DockerModulesTest {
  private static final String SOCKET =
      System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");

  /// `-Ddocker=container` runs the stories of this file only.
  private static final String ONLY = System.getProperty("docker", "");

  @TempDir Path folder;

  private record Step(Map<String, @Nullable Object> given) {
    @Nullable Object get(String key) {
      return given.get(key);
    }
  }

  @TestFactory
  Stream<DynamicNode> everyStoryHolds() throws IOException {
    var nodes = new ArrayList<DynamicNode>();
    try (var files = Files.list(Path.of("src/test/resources/docker"))) {
      for (var file : files.filter(f -> f.toString().endsWith(ONLY + ".yml")).sorted().toList()) {
        var shown = file.toString();
        var stories = ModuleTable.value(Yaml.parse(Yaml.read(file, shown), shown, (_, _) -> {}));
        var tests = new ArrayList<DynamicNode>();
        for (var story : (List<?>) java.util.Objects.requireNonNull(stories)) {
          var map = (Map<?, ?>) story;
          tests.add(
              dynamicTest(
                  String.valueOf(map.get("story")), () -> story(way(shown), (List<?>) steps(map))));
        }
        nodes.add(dynamicContainer(file.getFileName().toString(), tests));
      }
    }
    return nodes.stream();
  }

  private static Object steps(Map<?, ?> story) {
    return java.util.Objects.requireNonNull(story.get("steps"));
  }

  private enum Way {
    SSH,
    SOCKET,
    SHELL
  }

  private static Way way(String file) {
    return file.contains("network") ? Way.SOCKET : file.contains("volume") ? Way.SHELL : Way.SSH;
  }

  private void story(Way way, List<?> steps) throws Exception {
    var image = image();
    switch (way) {
      case SHELL -> story(new ShellRemote(List.of("sh"), Map.of(), folder), image, steps);
      case SOCKET -> story(new LocalRemote(), image, steps);
      case SSH -> {
        try (var sshd = Sshd.start(Files.createTempDirectory(folder, "sshd"));
            var connections = new SshConnections(sshd.settings());
            var remote = sshd.remote(connections)) {
          story(remote, image, steps);
        }
      }
    }
  }

  private void story(Remote remote, String image, List<?> steps) throws Exception {
    var name = "runbook-" + Long.toString(System.nanoTime(), 36);
    try {
      for (var given : steps) {
        step(
            remote,
            new Step(
                filled(given, Map.of("$NAME", name, "$IMAGE", image, "$DIR", folder.toString()))));
      }
    } finally {
      sh(
          "docker ps -aq --filter name="
              + name
              + " | xargs -r docker rm -fv;"
              + " docker network ls -q --filter name="
              + name
              + " | xargs -r docker network rm;"
              + " docker volume ls -q --filter name="
              + name
              + " | xargs -r docker volume rm;"
              + " docker images --format '{{.Repository}}:{{.Tag}}' '"
              + name
              + "*' | xargs -r docker rmi -f");
    }
  }

  /// An image with a shell, of those that the engine has: none can be counted upon to be pulled.
  private String image() throws Exception {
    assumeTrue(answers(), "no Docker engine answers at " + SOCKET);
    for (var line : sh("docker images --format '{{.Repository}}:{{.Tag}}'").lines().toList()) {
      if (line.matches("(debian|busybox|alpine|ubuntu):.*") && !line.contains("<none>")) {
        return line;
      }
    }
    assumeTrue(false, "the Docker engine at " + SOCKET + " has no image with a shell");
    throw new AssertionError();
  }

  private static boolean answers() {
    try {
      return new ProcessBuilder("docker", "-H", SOCKET, "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String sh(String script) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    builder.environment().put("DOCKER_HOST", SOCKET);
    var process = builder.directory(folder.toFile()).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> script + ": " + said);
    return said;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> filled(Object given, Map<String, String> words) {
    return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(replaced(given, words));
  }

  private static @Nullable Object replaced(@Nullable Object value, Map<String, String> words) {
    return switch (value) {
      case String s -> {
        var text = s;
        for (var word : words.entrySet()) {
          text = text.replace(word.getKey(), word.getValue());
        }
        yield text;
      }
      case List<?> list -> list.stream().map(v -> replaced(v, words)).toList();
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((k, v) -> copy.put(String.valueOf(replaced(k, words)), replaced(v, words)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private void step(Remote remote, Step step) throws Exception {
    if (step.get("sh") instanceof String script) {
      var said = sh(script);
      if (step.get("says") != null) {
        ModuleTable.match(script, step.get("says"), said.strip(), said);
      }
      return;
    }
    for (var module : Modules.all()) {
      var name = module.getClass().getAnnotation(Name.class).value();
      var arguments = step.get(name.substring(name.lastIndexOf('.') + 1));
      if (arguments instanceof Map<?, ?> map) {
        step(remote, module, filled(map, Map.of()), step);
        return;
      }
    }
    fail("no module in " + step);
  }

  private <A extends Record> void step(
      Remote remote, TaskModule<A> module, Map<String, @Nullable Object> arguments, Step step)
      throws Exception {
    var bound = Declaration.of(module).bind(arguments);
    var fails = step.get("fails");
    if (fails != null) {
      try {
        var result = module.run(bound, target(remote, Set.of()));
        fail(step + " should have failed, but gave " + result.values());
      } catch (ModuleFailure e) {
        ModuleTable.match("msg", fails, e.msg(), e.result().values());
      }
      return;
    }
    var wanted = step.get("expect") instanceof Map<?, ?> map ? map : Map.of();
    if (!"skip".equals(step.get("check"))) {
      var told = run(remote, module, bound, EnumSet.of(Mode.CHECK, Mode.DIFF), step);
      assertEquals(wanted.get("changed"), told.isChanged(), () -> "check mode: " + step);
    }
    var result = run(remote, module, bound, EnumSet.of(Mode.DIFF), step);
    ModuleTable.expect(wanted, result);
    if (step.get("diff") instanceof List<?> diff) {
      ModuleTable.expectDiff(diff, result.diff());
    }
    if (!"skip".equals(step.get("again"))) {
      var again = run(remote, module, bound, Set.of(), step);
      assertTrue(
          !again.isChanged(), () -> "a second run changed something: " + step + again.values());
    }
  }

  private <A extends Record> Result run(
      Remote remote, TaskModule<A> module, A arguments, Set<Mode> modes, Step step)
      throws Exception {
    try {
      return module.run(arguments, target(remote, modes));
    } catch (ModuleFailure e) {
      throw new AssertionError(modes + " " + step + ": " + e.msg(), e);
    }
  }

  private Target target(Remote remote, Set<Mode> modes) {
    return new Target(
        "testhost",
        remote,
        null,
        Map.of("DOCKER_HOST", SOCKET),
        modes,
        null,
        new TestController(folder, remote, Map.of()),
        _ -> null,
        _ -> {},
        null);
  }
}
