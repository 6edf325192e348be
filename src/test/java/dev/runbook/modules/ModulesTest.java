package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runbook.module.ArgumentProblems;
import dev.runbook.module.Declaration;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.Target.Mode;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.ModuleTable.Case;
import java.io.File;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Runs every table of {@code src/test/resources/modules} against real shells. */
final class ModulesTest {
  // JUnit's own temporary folders warn about each link that points out of them
  private final Path folder;
  private @Nullable Path busybox;

  ModulesTest() throws IOException {
    folder = Files.createTempDirectory("modules").toRealPath();
  }

  @AfterEach
  void clean() throws Exception {
    new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start().waitFor();
  }

  /** {@code -Dmodules=file,copy} runs these only. */
  private static final String ONLY = System.getProperty("modules", "");

  @TestFactory
  Stream<DynamicNode> everyTableHolds() throws Exception {
    busybox = ShellRemote.busybox(folder.resolve("busybox"));
    var modules = new LinkedHashMap<String, TaskModule<?>>();
    for (var module : Modules.all()) {
      modules.put(module.getClass().getAnnotation(Name.class).value(), module);
    }
    var nodes = new ArrayList<DynamicNode>();
    try (var files = Files.list(Path.of("src/test/resources/modules"))) {
      for (var file : files.sorted().toList()) {
        var name = file.getFileName().toString().replace(".yml", "");
        if (ONLY.isEmpty() || List.of(ONLY.split(",")).contains(name)) {
          var table = ModuleTable.read(file, modules);
          nodes.add(dynamicContainer(name, table.cases().stream().flatMap(c -> tests(table, c))));
        }
      }
    }
    return nodes.stream();
  }

  private Stream<DynamicNode> tests(ModuleTable table, Case given) {
    var wanted = given.list("shells");
    return Stream.of("sh", "busybox")
        .filter(shell -> wanted.isEmpty() || wanted.contains(shell))
        .map(shell ->
            dynamicTest(given.name() + " (" + shell + ")", () -> run(table, given, shell)));
  }

  private void run(ModuleTable table, Case given, String shell) throws Exception {
    var programs = shell.equals("busybox") ? busybox : null;
    assumeTrue(!shell.equals("busybox") || programs != null, "this machine has no busybox");
    assumeTrue(
        !Boolean.TRUE.equals(given.get("root")) || System.getProperty("user.name").equals("root"),
        "only the superuser can do this");
    for (var program : given.list("needs")) {
      assumeTrue(installed(String.valueOf(program)), "this machine has no " + program);
    }
    var scratch = Files.createTempDirectory(folder, "case");
    var dir = Files.createDirectory(scratch.resolve("host"));
    var controller = Files.createDirectory(scratch.resolve("host.controller"));
    write(given.map("controller"), controller);
    var environment =
        programs == null ? Map.<String, String>of() : Map.of("PATH", programs.toString());
    var words = programs == null ? List.of("sh") : List.of(programs.resolve("sh").toString());
    var remote = new ShellRemote(words, environment, dir);
    shell("set -e\n" + given.text("setup"), dir, "setup");
    new Run<>(table.module(), given, remote, dir, controller).all();
  }

  private static boolean installed(String program) {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private static void write(Map<?, ?> files, Path folder) throws IOException {
    for (var entry : files.entrySet()) {
      var file = folder.resolve(String.valueOf(entry.getKey()));
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.valueOf(entry.getValue()));
    }
  }

  private static String shell(String script, Path dir, String what) throws Exception {
    var filled = script.replace("$DIR", dir.toString());
    var process =
        new ProcessBuilder("sh", "-c", "umask 022\n" + filled)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> what + " failed: " + said + "\n" + filled);
    return said;
  }

  private record Run<A extends Record>(
      TaskModule<A> module, Case given, ShellRemote remote, Path dir, Path controller) {

    void all() throws Exception {
      A arguments;
      try {
        arguments = Declaration.of(module).bind(arguments());
      } catch (ArgumentProblems e) {
        if (given.get("invalid") == null) {
          throw e;
        }
        ModuleTable.match("problems", filled("invalid"), e.getMessage(), e.problems());
        return;
      }
      assertEquals(null, given.get("invalid"), "the arguments should be refused");
      var check = filled("check");
      if (!"skip".equals(check)) {
        var before = watched();
        one(arguments, EnumSet.of(Mode.CHECK, Mode.DIFF), check);
        assertEquals(before, watched(), "check mode touched something");
      }
      var result = one(arguments, EnumSet.of(Mode.DIFF), null);
      if (result != null) {
        if (filled("expect") instanceof Map<?, ?> expected) {
          ModuleTable.expect(expected, result);
        }
        for (var key : given.list("without")) {
          assertTrue(!result.values().containsKey(key), () -> key + " in " + result.values());
        }
        if (given.get("diff") != null && filled("diff") instanceof List<?> diff) {
          ModuleTable.expectDiff(diff, result.diff());
        }
      }
      shell("set -e\n" + given.text("after"), dir, "after");
      var again = filled("again");
      if (result != null && !"skip".equals(again)) {
        remote.trips().clear();
        one(arguments, Set.of(), again == null ? Map.of("changed", false) : again);
        shell("set -e\n" + given.text("after"), dir, "after the second run");
        if (again == null) {
          var most = given.get("trips") instanceof Long n ? n : 1;
          assertTrue(remote.trips().size() <= most, () -> "round trips: " + remote.trips());
        }
      }
    }

    private Object watched() throws Exception {
      var watch = given.text("watch");
      return watch.isEmpty() ? Snapshot.of(dir) : shell("set -e\n" + watch, dir, "watch");
    }

    /** One run; null when it failed as it should. */
    private @Nullable Result one(A arguments, Set<Mode> modes, @Nullable Object says)
        throws Exception {
      var fails = filled("fails");
      try {
        var result = module.run(arguments, target(modes));
        if (fails != null && !(says instanceof Map)) {
          fail("should have failed, but gave " + result.values());
        }
        var expected = says == null ? filled("expect") : says;
        if (expected instanceof Map<?, ?> map && map.get("changed") instanceof Boolean changed) {
          assertEquals(
              changed, result.isChanged(), () -> modes + ": changed in " + result.values());
        }
        if (says instanceof Map<?, ?> map) {
          ModuleTable.expect(map, result);
        }
        return result;
      } catch (ModuleFailure e) {
        if (fails == null) {
          throw new AssertionError(modes + ": " + e.msg() + " " + e.result().values(), e);
        }
        ModuleTable.match("msg", fails, e.msg(), e.result().values());
        if (filled("expect") instanceof Map<?, ?> expected) {
          ModuleTable.expect(expected, e.result());
        }
        return null;
      }
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> arguments() {
      var args = filled("args");
      return args == null ? Map.of() : (Map<String, @Nullable Object>) args;
    }

    private @Nullable Object filled(String key) {
      return ModuleTable.filled(given.get(key), dir.toString());
    }

    @SuppressWarnings("unchecked")
    private Target target(Set<Mode> modes) {
      var vars =
          filled("vars") instanceof Map<?, ?> m
              ? (Map<String, Object>) m
              : Map.<String, Object>of();
      var local = new ShellRemote(List.of("sh"), Map.of(), controller);
      return new Target(
          "testhost",
          remote,
          null,
          Map.of(),
          modes,
          null,
          new TestController(controller, local, vars),
          vars::get,
          _ -> {},
          null);
    }
  }
}
