package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
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
import dev.runbook.remote.Address;
import dev.runbook.remote.Become;
import dev.runbook.remote.local.LocalRemote;
import dev.runbook.remote.ssh.SshConnections;
import dev.runbook.remote.ssh.SshSettings;
import dev.runbook.sandbox.SandboxFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Runs the tables of `src/test/resources/hosts` on a real Debian host, over SSH and sudo. The
/// cases of a table come one after the other on the same host, so that one may build on the last.
///
/// A table is written as {@link ModuleTable} says, but `setup`, `after` and `watch` run on the host
/// as root: what `watch` prints must be the same before and after a check.
@Tag("real")
final class HostModulesTest {
  @RegisterExtension static final SandboxFixture SANDBOX = SandboxFixture.own("modules", 1);

  /// `-Dmodules=apt,user` runs these only.
  private static final String ONLY = System.getProperty("modules", "");

  @TempDir static @Nullable Path controller;
  private static @Nullable SshConnections connections;
  private static @Nullable CountingRemote remote;

  @BeforeAll
  static void connect() throws IOException {
    var host = SANDBOX.hosts().getFirst();
    root("ls /var/lib/apt/lists/*_Packages >/dev/null 2>&1 || apt-get update -q");
    var ssh = new SshConnections(SshSettings.usual());
    connections = ssh;
    remote =
        new CountingRemote(
            ssh.remote(
                new Address(
                    host.name(),
                    host.address(),
                    host.port(),
                    host.user(),
                    null,
                    host.keyFile().toString(),
                    Duration.ofSeconds(20),
                    true,
                    List.of("-o", "UserKnownHostsFile=" + host.knownHostsFile()))));
  }

  @AfterAll
  static void disconnect() {
    if (connections != null) {
      connections.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> everyTableHolds() throws IOException {
    var modules = new LinkedHashMap<String, TaskModule<?>>();
    for (var module : Modules.all()) {
      modules.put(module.getClass().getAnnotation(Name.class).value(), module);
    }
    var nodes = new ArrayList<DynamicNode>();
    try (var files = Files.list(Path.of("src/test/resources/hosts"))) {
      for (var file : files.sorted().toList()) {
        var name = file.getFileName().toString().replace(".yml", "");
        if (ONLY.isEmpty() || List.of(ONLY.split(",")).contains(name)) {
          var table = ModuleTable.read(file, modules);
          nodes.add(
              dynamicContainer(
                  name,
                  table.cases().stream()
                      .map(c -> dynamicTest(c.name(), () -> new Run<>(table.module(), c).all()))));
        }
      }
    }
    return nodes.stream();
  }

  private static String root(String script) throws IOException {
    return script.isEmpty()
        ? ""
        : SANDBOX.root(SANDBOX.hosts().getFirst(), "set -e\numask 022\n" + script);
  }

  private record Run<A extends Record>(TaskModule<A> module, Case given) {

    void all() throws Exception {
      root(given.text("setup"));
      A arguments;
      try {
        arguments = Declaration.of(module).bind(arguments());
      } catch (ArgumentProblems e) {
        if (given.get("invalid") == null) {
          throw e;
        }
        ModuleTable.match("problems", given.get("invalid"), e.getMessage(), e.problems());
        return;
      }
      assertEquals(null, given.get("invalid"), "the arguments should be refused");
      var check = given.get("check");
      if (!"skip".equals(check)) {
        var before = root(given.text("watch"));
        one(arguments, EnumSet.of(Mode.CHECK, Mode.DIFF), check);
        assertEquals(before, root(given.text("watch")), "check mode touched something");
      }
      var result = one(arguments, EnumSet.of(Mode.DIFF), null);
      if (result != null) {
        if (given.get("expect") instanceof Map<?, ?> expected) {
          ModuleTable.expect(expected, result);
        }
        for (var key : given.list("without")) {
          assertTrue(!result.values().containsKey(key), () -> key + " in " + result.values());
        }
        if (given.get("diff") instanceof List<?> diff) {
          ModuleTable.expectDiff(diff, result.diff());
        }
      }
      root(given.text("after"));
      var again = given.get("again");
      if (result != null && !"skip".equals(again)) {
        var trips = counting().trips();
        one(arguments, Set.of(), again == null ? Map.of("changed", false) : again);
        var taken = counting().trips() - trips;
        var most = given.get("trips") instanceof Long n ? n : 1;
        assertTrue(again != null || taken <= most, () -> "round trips: " + taken);
        root(given.text("after"));
      }
    }

    /// One run; null when it failed as it should.
    private @Nullable Result one(A arguments, Set<Mode> modes, @Nullable Object says)
        throws Exception {
      var fails = given.get("fails");
      try {
        var result = module.run(arguments, target(modes));
        if (fails != null && !(says instanceof Map)) {
          fail("should have failed, but gave " + result.values());
        }
        var expected = says == null ? given.get("expect") : says;
        if (expected instanceof Map<?, ?> map && map.get("changed") instanceof Boolean changed) {
          assertEquals(changed, result.isChanged(), () -> modes + ": " + result.values());
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
        if (given.get("expect") instanceof Map<?, ?> expected) {
          ModuleTable.expect(expected, e.result());
        }
        return null;
      }
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> arguments() {
      var args = given.get("args");
      return args == null ? Map.of() : (Map<String, @Nullable Object>) args;
    }

    @SuppressWarnings("unchecked")
    private Target target(Set<Mode> modes) {
      var vars = (Map<String, Object>) given.map("vars");
      if (controller == null) {
        throw new IllegalStateException("no folder for the controller");
      }
      return new Target(
          "testhost",
          counting(),
          new Become("sudo", "root", null, null, null),
          Map.of(),
          modes,
          null,
          new TestController(controller, new LocalRemote(), vars),
          vars::get,
          _ -> {},
          null);
    }

    private static CountingRemote counting() {
      if (remote == null) {
        throw new IllegalStateException("not connected");
      }
      return remote;
    }
  }
}
