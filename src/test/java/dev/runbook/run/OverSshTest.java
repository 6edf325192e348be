package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.RunResult;
import dev.runbook.Runbook;
import dev.runbook.remote.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a host behind a real sshd: what variables and settings say of the connection. */
@Tag("real")
final class OverSshTest {
  @TempDir static Path dir;
  private static Sshd sshd;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    sshd = Sshd.start(dir);
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  /** The test server as a host; more variables stand behind. */
  private static String host(String name, String variables) {
    return "%s ansible_host=127.0.0.1 ansible_port=%d ansible_ssh_private_key_file=%s %s\n"
        .formatted(name, sshd.port(), dir.resolve("user_key"), variables);
  }

  private static String knownHosts() {
    return "-o UserKnownHostsFile=" + sshd.knownHosts();
  }

  private RunResult run(String inventory, Map<String, String> environment, String tasks)
      throws Exception {
    Files.writeString(folder.resolve("hosts"), inventory);
    Files.writeString(
        folder.resolve("play.yml"),
        "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.indent(4));
    var all = new HashMap<>(System.getenv());
    all.putAll(environment);
    try (var runbook = Runbook.create(all, folder)) {
      return runbook.playbook(Path.of("play.yml")).inventory("hosts").run();
    }
  }

  private static String message(RunResult result) {
    return String.valueOf(result.failures().getFirst().result().get("msg"));
  }

  @Test
  void settingsMayHoldQuotesAndAVariableTakesTheirPlace() throws Exception {
    var used = folder.resolve("used");
    var proxy =
        "%s -o ProxyCommand=\"sh -c 'echo %%n >>%s; exec ssh -F none -i %s %s -p %d -W %%h:%%p 127.0.0.1'\""
            .formatted(knownHosts(), used, dir.resolve("user_key"), knownHosts(), sshd.port());
    var result =
        run(
            host("through", "")
                + host("straight", "ansible_ssh_common_args='" + knownHosts() + "'"),
            Map.of("ANSIBLE_SSH_COMMON_ARGS", proxy),
            "- ping:\n");
    assertEquals(0, result.exitCode(), () -> message(result));
    assertEquals("127.0.0.1\n", Files.readString(used));
  }

  @Test
  void argumentsThatCannotBeReadAreTold() throws Exception {
    var result = run(host("h", ""), Map.of("ANSIBLE_SSH_ARGS", "-o 'User=x"), "- ping:\n");
    assertEquals("ansible_ssh_args: No closing quotation in: -o 'User=x", message(result));
  }

  @Test
  void aConnectionLostInTheMiddleOfATaskTakesOnlyItsHostOutOfThePlay() throws Exception {
    var begun = folder.resolve("begun");
    var cut =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (!Files.exists(begun)) {
                  Thread.sleep(20);
                }
                sshd.cutConnections();
              } catch (InterruptedException e) {
                // The run is over.
              }
            });
    var result =
        run(
            host("lost", "ansible_ssh_common_args='" + knownHosts() + "'")
                + "here ansible_connection=local\n",
            Map.of(),
            """
            - shell: touch %s; sleep 60
              when: inventory_hostname == 'lost'
            - ping:
            """
                .formatted(begun));
    cut.interrupt();
    assertEquals(4, result.exitCode());
    var message = message(result);
    assertTrue(message.startsWith("connection lost during the command after "), message);
    var counts = new HashMap<String, String>();
    result.hosts().forEach(h -> counts.put(h.host(), h.ok() + " " + h.unreachable()));
    assertEquals(Map.of("lost", "0 1", "here", "1 0"), counts);
  }

  @Test
  void aHostThatIsNotThereYetIsTriedAgainAsOftenAsSaid() throws Exception {
    sshd.stop();
    var later =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(1500);
                sshd.restart();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    var variables = "ansible_ssh_common_args='" + knownHosts() + "' ansible_ssh_retries=";
    var once = run(host("h", variables + 0), Map.of(), "- ping:\n");
    assertTrue(message(once).endsWith("Connection refused"), message(once));
    var often = run(host("h", variables + 5), Map.of(), "- ping:\n");
    assertEquals(0, often.exitCode(), () -> message(often));
    later.join();
  }
}
