package dev.runbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.event.Event;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.sandbox.Sandbox;
import dev.runbook.sandbox.SandboxSpec;
import dev.runbook.template.TemplateError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When hosts of an inventory file with `plugin: sandbox` are started.
final class SandboxPluginTest {
  private static final String NAME = "lazy-" + ProcessHandle.current().pid();

  @TempDir private Path dir;
  private final Sandbox sandbox = Sandbox.ofThisMachine(_ -> {});

  @BeforeEach
  void inventory() throws IOException {
    Files.writeString(dir.resolve("hosts.yml"), "plugin: sandbox\nname: " + NAME + "\n");
  }

  private RunRequest request(Runbook runbook) {
    return runbook.request().inventory("hosts.yml");
  }

  private RunRequest playbook(Runbook runbook, String text) throws IOException {
    Files.writeString(dir.resolve("site.yml"), text);
    return request(runbook).playbook(Path.of("site.yml"));
  }

  @Test
  void aQuestionStartsNone() throws LoadErrors, IOException {
    try (var runbook = Runbook.create(Map.of(), dir);
        var prepared = runbook.prepare(request(runbook))) {
      var host = Objects.requireNonNull(prepared.inventory().host(NAME));
      var look = prepared.looks(host).getFirst();
      var templar = look.templar(look.scope());
      assertEquals("deploy", templar.variable("ansible_user"));
      var error = assertThrows(TemplateError.class, () -> templar.variable("ansible_host"));
      assertEquals("the host '" + NAME + "' does not run yet", error.text());
    }
    assertFalse(sandbox.names().contains(NAME));
  }

  @Test
  void aPlayThatConnectsToNoneStartsNone() throws LoadErrors, IOException {
    try (var runbook = Runbook.create(Map.of(), dir)) {
      var result =
          playbook(
                  runbook,
                  """
                  - hosts: localhost
                    gather_facts: no
                    tasks: [command: 'true']
                  - hosts: sandbox
                    gather_facts: no
                    tasks:
                      - debug: msg={{ inventory_hostname }}
                      - command: echo {{ inventory_hostname }}
                        delegate_to: localhost
                  """)
              .run();
      assertEquals(0, result.exitCode());
    }
    assertFalse(sandbox.names().contains(NAME));
  }

  @Test
  @Tag("real")
  void aPlayThatConnectsStartsIt() throws LoadErrors, IOException {
    var obstacle = Sandbox.obstacle(SandboxSpec.standard().kind());
    assumeTrue(obstacle == null, "no sandbox host can run here: " + obstacle);
    var said = new ArrayList<String>();
    try (var runbook = Runbook.create(Map.of(), dir)) {
      var request =
          playbook(
              runbook,
              """
              - hosts: sandbox
                gather_facts: no
                tasks:
                  - command: hostname
              """);
      request.onEvent(event -> {
        if (event instanceof Event.HostFinished finished) {
          said.add(String.valueOf(finished.result().get("stdout")));
        }
      });
      assertEquals(0, request.run().exitCode());
      assertEquals(List.of(NAME), said);
      assertTrue(sandbox.names().contains(NAME));
    } finally {
      sandbox.down(List.of(NAME));
    }
  }
}
