package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.module.Declaration;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `systemd` can do where no systemd runs, as in a chroot or in an image that is being built.
/// The words are those of systemctl 252, what is made of them was recorded from ansible-core
/// 2.19.11.
final class SystemdOfflineTest {
  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      echo "$*" >>calls
      case $1 in
        show)
          echo 'Running in chroot, ignoring command '"'show'" >&2 ;;
        is-enabled)
          printf 'enabled\\n  /etc/systemd/system/multi-user.target.wants/napper.service\\n' ;;
        daemon-reload)
          echo 'Failed to connect to bus: Host is down' >&2; exit 1 ;;
        mask)
          echo 'Failed to mask unit: File exists.' >&2; exit 1 ;;
      esac
      """;

  private final List<String> warnings = new ArrayList<>();
  private Path folder = Path.of("");

  @BeforeEach
  void makeSystemctl(@TempDir Path scratch) throws IOException {
    folder = scratch;
    var program = Files.writeString(folder.resolve("systemctl"), SYSTEMCTL);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aUnitIsDisabled() throws Exception {
    var result = run(Map.of("name", "napper", "enabled", false), "debian_chroot");
    assertTrue(result.isChanged());
    assertTrue(Files.readString(folder.resolve("calls")).endsWith("disable -- napper\n"));
    assertFalse(run(Map.of("name", "napper", "enabled", true), "debian_chroot").isChanged());
  }

  @Test
  void nothingIsStartedAndAWarningSaysSo() throws Exception {
    var result = run(Map.of("name", "napper", "state", "started"), "SYSTEMD_OFFLINE");
    assertFalse(result.isChanged());
    assertEquals(
        List.of(
            "Target is a chroot or systemd is offline. This can lead to false positives or prevent"
                + " the init system tools from working."),
        warnings);
  }

  @Test
  void unitFilesAreNotReadAnewAndAWarningSaysSo() throws Exception {
    run(Map.of("daemon_reload", true), "SYSTEMD_OFFLINE");
    assertEquals(
        List.of(
            "daemon-reload failed, but target is a chroot or systemd is offline. Continuing. Error"
                + " was: 1 / Failed to connect to bus: Host is down"),
        warnings);
  }

  @Test
  void withoutTheManagerARunningSystemFails() throws IOException {
    assumeTrue(isTheRootOfTheSystem(), "this is a chroot, or nobody may look");
    var started =
        assertThrows(
            ModuleFailure.class, () -> run(Map.of("name", "napper", "state", "started"), "NONE"));
    assertEquals("Service is in unknown state", started.msg());
    var reloaded =
        assertThrows(ModuleFailure.class, () -> run(Map.of("daemon_reload", true), "NONE"));
    assertEquals(
        "failure 1 during daemon-reload: Failed to connect to bus: Host is down\n", reloaded.msg());
  }

  @Test
  void aUnitThatCannotBeMaskedIsAFailure() {
    var failure =
        assertThrows(
            ModuleFailure.class,
            () -> run(Map.of("name", "napper", "masked", true), "debian_chroot"));
    assertEquals(
        "Failed to mask the service (napper): Failed to mask unit: File exists.", failure.msg());
  }

  private static boolean isTheRootOfTheSystem() throws IOException {
    try {
      return Files.isSameFile(Path.of("/proc/1/root/."), Path.of("/"));
    } catch (IOException e) {
      return Long.valueOf(2).equals(Files.getAttribute(Path.of("/"), "unix:ino"));
    }
  }

  /// @param variable is 1 on the host
  private Result run(Map<String, ?> arguments, String variable) throws Exception {
    var path = folder + ":" + System.getenv("PATH");
    var remote = new ShellRemote(List.of("sh"), Map.of("PATH", path, variable, "1"), folder);
    var module = new SystemdModule();
    var target = TestController.target(remote, folder, warnings::add);
    return module.run(Declaration.of(module).bind(arguments), target);
  }
}
