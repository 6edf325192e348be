package dev.runbook.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.remote.Reply;
import dev.runbook.remote.local.Processes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each way to make machines, where this machine has it.
@Tag("real")
final class SandboxTest {

  @ParameterizedTest
  @EnumSource(names = {"NSPAWN", "DOCKER"})
  void aMachineIsARealHostThatChangesNothingHere(SandboxSpec.Kind kind) throws IOException {
    var said = new ArrayList<String>();
    var sandbox = Sandbox.ofThisMachine(said::add);
    var spec = spec("self", kind);
    var name = spec.name();
    try {
      var host = sandbox.hosts(spec).getFirst();
      assertEquals("deploy", ssh(host, "deploy", "id -un").stdout().strip());
      assertEquals("0", ssh(host, "deploy", "sudo -n id -u").stdout().strip());
      assertEquals(name, ssh(host, "root", "hostname").stdout().strip());
      assertEquals(
          "running", ssh(host, "root", "systemctl is-system-running --wait").stdout().strip());
      assertEquals("", ssh(host, "root", "command -v python3 docker").stdout());

      // Its files are its own, and so are its settings, as far as the kernel has them more than
      // once.
      var mark = Path.of("/var/lib/" + name);
      assertTrue(ssh(host, "root", "echo written >" + mark).ok());
      assertFalse(Files.exists(mark));
      var swaps = Files.readString(Path.of("/proc/swaps"));
      assertTrue(
          ssh(
                  host,
                  "root",
                  "dd if=/dev/zero of=/swap bs=1M count=4 && chmod 600 /swap && mkswap /swap")
              .ok());
      if (kind == SandboxSpec.Kind.NSPAWN) {
        assertFalse(ssh(host, "root", "swapon /swap").ok());
        var swappiness = Files.readString(Path.of("/proc/sys/vm/swappiness"));
        assertFalse(ssh(host, "root", "sysctl -w vm.swappiness=7").ok());
        assertEquals(swappiness, Files.readString(Path.of("/proc/sys/vm/swappiness")));
      }
      assertEquals(swaps, Files.readString(Path.of("/proc/swaps")));
      var backlog = Files.readString(Path.of("/proc/sys/net/core/somaxconn"));
      assertTrue(ssh(host, "root", "sysctl -w net.core.somaxconn=1234").ok());
      assertEquals(backlog, Files.readString(Path.of("/proc/sys/net/core/somaxconn")));

      // A second run finds it, with what the first one did.
      assertEquals(host, sandbox.hosts(spec).getFirst());
      assertTrue(sandbox.running().contains(host));
      assertEquals("written", ssh(host, "root", "cat " + mark).stdout().strip());

      // Another host key under its address would be noticed.
      var other = Files.createTempDirectory("keys").resolve("other");
      assertTrue(
          Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString())
              .ok());
      var known = Files.readString(host.knownHostsFile()).split(" ", 2)[0];
      Files.writeString(
          host.knownHostsFile(), known + " " + Files.readString(Path.of(other + ".pub")));
      assertTrue(ssh(host, "root", "true").stderr().contains("verification failed"));

      var image = new SandboxSpec(name, 1, "debian:trixie", List.of(), "root", kind);
      var error = assertThrows(IOException.class, () -> sandbox.hosts(image));
      assertTrue(
          String.valueOf(error.getMessage()).contains("runs debian:bookworm, not debian:trixie"));
    } finally {
      assertEquals(List.of(name), sandbox.down(List.of(name)));
    }
    assertTrue(sandbox.running().stream().noneMatch(h -> h.name().equals(name)));
    assertFalse(sandbox.names().contains(name));
    assertEquals(List.of(), sandbox.down(List.of(name)));
  }

  @ParameterizedTest
  @EnumSource(names = {"NSPAWN", "DOCKER"})
  void aMachineThatDiedIsReplaced(SandboxSpec.Kind kind) throws IOException {
    var sandbox = Sandbox.ofThisMachine(_ -> {});
    var spec = spec("dead", kind);
    var name = spec.name();
    try {
      var host = sandbox.hosts(spec).getFirst();
      var id = ssh(host, "root", "cat /etc/machine-id").stdout();
      assertEquals(33, id.length());
      var folder = Objects.requireNonNull(host.keyFile().getParent());
      var machine = Objects.requireNonNull(Machine.recall(folder));
      switch (kind) {
        case NSPAWN -> {
          var nspawn = ProcessHandle.of(machine.pid()).orElseThrow();
          nspawn.destroyForcibly();
          nspawn.onExit().join();
        }
        case DOCKER -> Processes.run("docker", "kill", machine.id());
        case AUTO -> throw new AssertionError("no kind of its own");
      }
      var second = sandbox.hosts(spec).getFirst();
      assertNotEquals(id, ssh(second, "root", "cat /etc/machine-id").stdout());
    } finally {
      sandbox.down(List.of(name));
    }
  }

  @Test
  void aRebootKeepsWhatWasWritten() throws IOException, InterruptedException {
    var sandbox = Sandbox.ofThisMachine(_ -> {});
    var spec = spec("boot", SandboxSpec.Kind.NSPAWN);
    try {
      var host = sandbox.hosts(spec).getFirst();
      var boot = "cat /proc/sys/kernel/random/boot_id";
      var first = ssh(host, "root", boot).stdout();
      assertEquals(37, first.length());
      ssh(host, "root", "echo kept >/root/kept; systemctl reboot");
      var second = first;
      for (var i = 0; i < 200 && (second.equals(first) || second.isEmpty()); i++) {
        Thread.sleep(100);
        second = ssh(host, "root", boot).stdout();
      }
      assertNotEquals(first, second);
      assertEquals("kept\n", ssh(host, "root", "cat /root/kept").stdout());
      assertEquals(List.of(host), sandbox.hosts(spec));
    } finally {
      sandbox.down(List.of(spec.name()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NSPAWN", "DOCKER"})
  void aPlaybookCanInstallDockerInIt(SandboxSpec.Kind kind) throws IOException {
    var sandbox = Sandbox.ofThisMachine(_ -> {});
    var spec = spec("dock", kind);
    var name = spec.name();
    try {
      var host = sandbox.hosts(spec).getFirst();
      var install =
          ssh(
              host,
              "root",
              "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y"
                  + " docker.io");
      assertTrue(install.ok(), install::stderr);
      var built =
          ssh(
              host,
              "root",
              "printf 'FROM debian:bookworm-slim\\nRUN echo made >/it\\n' | docker build -q -t it -"
                  + " && docker run --rm -m 64m it cat /it");
      assertTrue(built.stdout().endsWith("made\n"), built::stderr);
    } finally {
      sandbox.down(List.of(name));
    }
  }

  @Test
  void theCommandSaysWhatItDoesNotUnderstand() {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    assertEquals(
        2,
        SandboxCommand.main(
            List.of("up", "--cuont", "2"), new PrintStream(out), new PrintStream(err)));
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .startsWith("runbook sandbox: up does not know \"--cuont\"\nusage: "));
    assertEquals(
        1,
        SandboxCommand.main(List.of("ssh", "nobody"), new PrintStream(out), new PrintStream(err)));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("no machine nobody runs"));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  private static SandboxSpec spec(String word, SandboxSpec.Kind kind) {
    var obstacle = Sandbox.obstacle(kind);
    assumeTrue(obstacle == null, kind + ": " + obstacle);
    var how = kind.name().toLowerCase(Locale.ROOT);
    var name = "test-" + ProcessHandle.current().pid() + "-" + word + "-" + how;
    return SandboxSpec.of(Map.of("name", name, "kind", how));
  }

  private static Reply ssh(SandboxHost host, String user, String command) throws IOException {
    var argv = new ArrayList<>(host.sshWords(user));
    argv.addAll(List.of(command));
    return Processes.run(argv, new byte[0], Map.of(), Duration.ofMinutes(5));
  }
}
