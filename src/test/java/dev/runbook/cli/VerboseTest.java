package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Reply;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where what {@code -v} tells goes, what the log keeps, and what of a task may be unknown, by
/// settings: as ansible-core 2.19.11 does it.
final class VerboseTest {
  private static final String NO_FILE = "No config file found; using defaults\n";

  @TempDir private Path dir;

  private Reply run(Map<String, String> settings, String... words) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of("env", "-C", dir.toString(), "HOME=" + dir));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of(java, "-cp", System.getProperty("java.class.path")));
    command.add("dev.runbook.cli.Main");
    command.addAll(List.of(words));
    return Processes.run(command, new byte[0], Map.of(), null);
  }

  private Reply play(Map<String, String> settings) throws IOException {
    Files.writeString(
        dir.resolve("play.yml"),
        "- hosts: a\n  gather_facts: false\n  tasks:\n    - debug:\n      no_such_word: 1\n");
    return run(settings, "playbook", "-v", "-i", "a,", "play.yml");
  }

  @Test
  void whatVerboseTellsGoesWhereTheSettingSays() throws IOException {
    var words = List.of("config", "dump", "--only-changed", "-v").toArray(String[]::new);
    assertTrue(run(Map.of(), words).stdout().startsWith(NO_FILE));
    var moved =
        play(
            Map.of(
                "ANSIBLE_VERBOSE_TO_STDERR", "yes", "ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED", "no"));
    assertEquals(0, moved.rc(), moved.stderr());
    assertTrue(moved.stderr().startsWith(NO_FILE), moved.stderr());
    assertFalse(moved.stdout().contains(NO_FILE), moved.stdout());
    assertTrue(
        moved
            .stderr()
            .contains("[WARNING]: play.yml:5:7: Ignoring invalid attribute: no_such_word"),
        moved.stderr());
  }

  @Test
  void whatTheLogLeavesOutIsNotWritten() throws IOException {
    var log = dir.resolve("log");
    for (var filter : List.of("ansible", "paramiko")) {
      play(
          Map.of(
              "ANSIBLE_LOG_PATH",
              log.toString(),
              "ANSIBLE_LOG_FILTER",
              filter,
              "ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED",
              "no"));
      assertEquals(filter.equals("paramiko"), Files.exists(log), filter);
    }
    assertTrue(Files.readString(log).contains(" n=ansible INFO| TASK [debug]"));
  }
}
