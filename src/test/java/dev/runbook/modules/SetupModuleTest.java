package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.json.Json;
import dev.runbook.module.Declaration;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Result;
import dev.runbook.remote.Remote;
import dev.runbook.remote.ssh.SshConnections;
import dev.runbook.remote.ssh.Sshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SetupModuleTest {
  @TempDir Path folder;

  /// BusyBox's programs, in a folder of its own: JUnit warns about each link that it removes.
  private final Path small;

  SetupModuleTest() throws IOException {
    small = Files.createTempDirectory("busybox");
  }

  @AfterEach
  void clean() throws Exception {
    new ProcessBuilder("rm", "-rf", small.toString()).start().waitFor();
  }

  private final List<String> warnings = new ArrayList<>();

  /// What differs from one moment to the next: only that both know it counts.
  private static final Set<String> MOVES =
      Set.of(
          "ansible_date_time",
          "ansible_loadavg",
          "ansible_memfree_mb",
          "ansible_memory_mb",
          "ansible_swapfree_mb",
          "ansible_uptime_seconds");

  /// What Ansible sees of the way that it comes, its Python and the terminal's variables; and what
  /// only later versions tell, here and below.
  private static final Set<String> ITS_OWN =
      Set.of("ansible_env", "ansible_flags", "ansible_selinux_python_present");

  private static final Set<String> LATER = Set.of("dump", "passno");

  /// Sizes move while two programs look, devices come and go.
  private static final Set<String> ROUGHLY =
      Set.of("size_available", "block_available", "block_used", "inode_available", "inode_used");

  @Test
  @Tag("real")
  void factsAreThoseOfAnsible() throws Exception {
    var theirs = ansible();
    var ours = facts("sh", Map.of());
    assertEquals(List.of(), differences(theirs, ours));
  }

  @Test
  @Tag("real")
  void factsComeOverSshInOneRoundTrip() throws Exception {
    try (var sshd = Sshd.start(Files.createTempDirectory(folder, "sshd"));
        var connections = new SshConnections(sshd.settings());
        var remote = sshd.remote(connections)) {
      var facts = factsIn(gather(remote, Map.of()).values());
      assertEquals(List.of(), differences(facts("sh", Map.of()), facts));
      assertTrue(String.valueOf(facts.get("ansible_env")).contains("SSH_CONNECTION="));
    }
  }

  @Test
  @Tag("real")
  void busyboxGivesTheSameFacts() throws Exception {
    assumeTrue(ShellRemote.busybox(small) != null, "this machine has no busybox program");
    var full = facts("sh", Map.of());
    var few = facts(small.resolve("sh").toString(), Map.of());
    // Programs that BusyBox does not bring, and what they tell.
    for (var name :
        List.of(
            "ansible_fqdn",
            "ansible_domain",
            "ansible_lsb",
            "ansible_python",
            "ansible_python_version",
            "ansible_system_capabilities",
            "ansible_system_capabilities_enforced")) {
      full.remove(name);
      few.remove(name);
    }
    assertEquals(List.of(), differences(full, few));
  }

  private List<String> differences(Map<String, Object> theirs, Map<String, Object> ours) {
    var found = new ArrayList<String>();
    var names = new TreeMap<String, Object>(theirs);
    names.putAll(ours);
    for (var name : names.keySet()) {
      var wanted = theirs.get(name);
      var got = ours.get(name);
      if (wanted == null || got == null) {
        if (!ITS_OWN.contains(name)) {
          found.add(name + " is only there in " + (wanted == null ? "ours" : "theirs"));
        }
      } else if (MOVES.contains(name)) {
        keys(name, wanted, got, found);
      } else if (!ITS_OWN.contains(name)) {
        compare(name, wanted, got, found);
      }
    }
    return found;
  }

  private static void keys(String where, Object wanted, Object got, List<String> found) {
    assertEquals(
        wanted.getClass().getSimpleName().replace("TreeMap", "LinkedHashMap"),
        got.getClass().getSimpleName(),
        where);
    if (wanted instanceof Map<?, ?> a
        && got instanceof Map<?, ?> b
        && !a.keySet().equals(b.keySet())) {
      found.add(where + " has the keys " + b.keySet() + ", not " + a.keySet());
    }
  }

  private static void compare(
      String where, @Nullable Object wanted, @Nullable Object got, List<String> found) {
    if (wanted instanceof Map<?, ?> a && got instanceof Map<?, ?> b) {
      var keys = new TreeMap<String, Object>();
      a.forEach((k, v) -> keys.put(String.valueOf(k), ""));
      b.forEach((k, v) -> keys.put(String.valueOf(k), ""));
      for (var key : keys.keySet()) {
        if (LATER.contains(key)) {
          continue;
        }
        if (!a.containsKey(key) || !b.containsKey(key)) {
          found.add(
              where + "." + key + " is only there in " + (a.containsKey(key) ? "theirs" : "ours"));
        } else if (!ROUGHLY.contains(key)) {
          compare(where + "." + key, a.get(key), b.get(key), found);
        }
      }
    } else if (wanted instanceof List<?> a && got instanceof List<?> b) {
      if (where.equals("ansible_mounts")) {
        compare(where, byMount(a), byMount(b), found);
      } else if (!sorted(a).equals(sorted(b))) {
        found.add(where + " is " + got + ", not " + wanted);
      }
    } else if (!java.util.Objects.equals(wanted, got)) {
      found.add(where + " is " + got + ", not " + wanted);
    }
  }

  private static Map<String, Object> byMount(List<?> mounts) {
    var map = new LinkedHashMap<String, Object>();
    mounts.forEach(m -> map.put(String.valueOf(((Map<?, ?>) m).get("mount")), m));
    return map;
  }

  /// Neither names its interfaces or addresses in any order.
  private static List<String> sorted(List<?> list) {
    return list.stream().map(String::valueOf).sorted().toList();
  }

  private Map<String, Object> ansible() throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("ansible", "localhost", "-m", "setup", "-c", "local")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException _) {
      assumeTrue(false, "this machine has no ansible to compare with");
      throw new AssertionError();
    }
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return factsIn(Json.parse(text.substring(text.indexOf('{'))));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> factsIn(@Nullable Object result) {
    return new LinkedHashMap<>(
        (Map<String, Object>) there(((Map<String, Object>) there(result)).get("ansible_facts")));
  }

  private static Object there(@Nullable Object value) {
    assertNotNull(value);
    return java.util.Objects.requireNonNull(value);
  }

  private Map<String, Object> facts(String shell, Map<String, ?> arguments) throws Exception {
    var path = shell.equals("sh") ? String.valueOf(System.getenv("PATH")) : small.toString();
    var remote = new ShellRemote(List.of(shell), Map.of("PATH", path, "HOME", "/root"), folder);
    var result = gather(remote, arguments);
    assertEquals(1, remote.trips().size(), "round trips");
    return factsIn(result.values());
  }

  private Result gather(Remote remote, Map<String, ?> arguments) throws Exception {
    var target = TestController.target(remote, folder, warnings::add);
    var module = new SetupModule();
    return module.run(Declaration.of(module).bind(arguments), target);
  }

  @Test
  void gatherSubsetChoosesTheFacts() throws Exception {
    assertEquals(
        Set.of("gather_subset", "module_setup"),
        facts("sh", Map.of("gather_subset", "!all,!min")).keySet());
    var minimal = facts("sh", Map.of("gather_subset", List.of("!all")));
    assertTrue(minimal.containsKey("ansible_distribution"));
    assertTrue(!minimal.containsKey("ansible_mounts"));
    var network = facts("sh", Map.of("gather_subset", List.of("!all", "!min", "default_ipv4")));
    assertTrue(network.containsKey("ansible_system"));
    assertTrue(!network.containsKey("ansible_env"));
    var problem =
        assertThrows(ModuleFailure.class, () -> facts("sh", Map.of("gather_subset", "nonsense")));
    assertTrue(
        problem
            .msg()
            .startsWith(
                "Bad subset 'nonsense' given to Ansible. gather_subset options allowed: all,"
                    + " all_ipv4_addresses, all_ipv6_addresses, apparmor, architecture, caps,"
                    + " chroot,"),
        problem.msg());
  }

  @Test
  void filterKeepsWhatMatches() throws Exception {
    assertEquals(
        Set.of("ansible_architecture", "ansible_userspace_architecture"),
        facts("sh", Map.of("filter", List.of("*architecture"))).keySet());
    assertEquals(Set.of("ansible_fips"), facts("sh", Map.of("filter", "ansible_f[iy]ps")).keySet());
  }

  @Test
  void localFactsAreReadOrRun() throws Exception {
    write("a.fact", "[one]\nKey = value\n  and more\n[two]\nx: 1\n");
    write("b.fact", "{\"list\": [1, 2.5, null]}");
    run("c.fact", "#!/bin/sh\necho '{\"ran\": true}'\n");
    run("d.fact", "#!/bin/sh\necho broken >&2\nexit 3\n");
    write("e.fact", "neither\n");
    var facts =
        facts("sh", Map.of("gather_subset", "!all,!min,local", "fact_path", folder.toString()));
    var local = (Map<?, ?>) there(facts.get("ansible_local"));
    assertEquals(
        Map.of("one", Map.of("key", "value\nand more"), "two", Map.of("x", "1")), local.get("a"));
    assertEquals("{list=[1, 2.5, null]}", String.valueOf(local.get("b")));
    assertEquals(Map.of("ran", true), local.get("c"));
    var failure =
        "Failure executing fact script (" + folder.resolve("d.fact") + "), rc: 3, err: broken\n";
    assertEquals(failure, local.get("d"));
    var unread =
        "error loading facts as JSON or ini - please check content: " + folder.resolve("e.fact");
    assertEquals(unread, local.get("e"));
    assertEquals(List.of(failure, unread), warnings);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void run(String name, String text) throws IOException {
    write(name, text);
    assertTrue(folder.resolve(name).toFile().setExecutable(true));
  }
}
