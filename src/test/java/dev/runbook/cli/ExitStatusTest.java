package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.vault.VaultSecrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How ansible-playbook 2.14.18 and 2.19.11 end where something cannot be opened.
final class ExitStatusTest {
  private static final String PLAY = "- hosts: all\n  gather_facts: false\n  connection: local\n";

  @TempDir private Path dir;

  @BeforeEach
  void files() throws IOException {
    for (var name : List.of("vars", "host_vars/b", "roles/r/vars/main.yml")) {
      encrypted(name, "v: 1\n");
    }
    encrypted("tasks", "- debug:\n");
    encrypted("play", PLAY);
  }

  private void encrypted(String name, String text) throws IOException {
    var file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.writeString(file, VaultSecrets.of("secret").encrypt(bytes, null));
  }

  private int run(String rest, String... words) throws IOException {
    Files.writeString(dir.resolve("site.yml"), rest);
    var all = new ArrayList<>(List.of(dir.resolve("site.yml").toString()));
    all.addAll(List.of(words));
    try (var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
      return new PlaybookCommand(nowhere, nowhere).run(all);
    }
  }

  @Test
  void whatCannotBeDecryptedIsNoMistakeOfThePlaybook() throws IOException {
    assertEquals(1, run("- import_playbook: play\n", "-i", "a,"));
    assertEquals(1, run(PLAY + "  vars_files: [vars]\n", "-i", "a,"));
    assertEquals(1, run(PLAY + "  roles: [r]\n", "-i", "a,"));
    assertEquals(1, run(PLAY + "  tasks: [{import_tasks: tasks}]\n", "-i", "a,"));
    assertEquals(1, run(PLAY, "-i", "a,", "-e", "@" + dir.resolve("vars")));
    assertEquals(4, run(PLAY + "  tasks: [{ping: }]\n", "-i", "b,"));
  }

  @Test
  void aPasswordThatCannotBeHadIsNoMistakeOfThePlaybook() throws IOException {
    var empty = Files.writeString(dir.resolve("empty"), "");
    for (var source : List.of("/no/file", "v@" + empty, "v@/bin/false")) {
      assertEquals(1, run(PLAY, "-i", "a,", "--vault-id", source), source);
    }
  }

  @Test
  void whatIsWrittenWronglyIs() throws IOException {
    assertEquals(4, run(PLAY + "  tasks: [{pong: }]\n", "-i", "b,"));
    assertEquals(4, run(PLAY + "  tasks: [\n", "-i", "b,"));
  }

  @Test
  void whatIsIncludedAndWrittenWronglyEndsTheRun() throws IOException {
    Files.writeString(dir.resolve("bad.yml"), "- debug:\n  foo: [\n");
    Files.createDirectories(dir.resolve("roles/bad/tasks"));
    Files.writeString(dir.resolve("roles/bad/tasks/main.yml"), "- debug:\n  foo: [\n");
    var included = "{include_tasks: '{{ name }}.yml'}";
    var rescued = "  tasks: [{block: [" + included + "], rescue: [{debug: }]}]\n";
    assertEquals(4, run(PLAY + rescued, "-i", "a,", "-e", "name=bad"));
    assertEquals(0, run(PLAY + rescued, "-i", "a,", "-e", "name=missing"));
    var role = "  tasks: [{include_role: {name: '{{ name }}'}}]\n";
    assertEquals(4, run(PLAY + role, "-i", "a,", "-e", "name=bad"));
    assertEquals(2, run(PLAY + role, "-i", "a,", "-e", "name=missing"));
    var handler =
        "  tasks: [{debug: , changed_when: true, notify: h}]\n  handlers: [{name: h, include_tasks:"
            + " '{{ name }}.yml'}]\n";
    assertEquals(4, run(PLAY + handler, "-i", "a,", "-e", "name=bad"));
    assertEquals(2, run(PLAY + handler, "-i", "a,", "-e", "name=missing"));
  }
}
