package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `--list-tasks` and its like print, as ansible-playbook 2.14.18 printed it.
final class ListingTest {
  @TempDir private Path dir;

  @BeforeEach
  void playbook() throws IOException {
    Files.writeString(
        dir.resolve("site.yml"),
        """
        - name: first
          hosts: all
          tags: [outer]
          vars:
            the_tags: [café, "b"]
            one: 'x,y'
          tasks:
            - debug: msg=1
              tags: "{{ the_tags }}"
            - name: named {{ one }}
              debug: msg=1
              tags: ["{{ one }}", z]
            - block:
                - command: "true"
                  tags: inner
              tags: [block]
            - debug: msg=2
              tags: [never]
        - hosts: web,db
          tasks:
            - meta: flush_handlers
            - debug: msg=3
        """);
  }

  private String list(String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-i", "web,db,app,", dir.resolve("site.yml").toString()));
    var code =
        new PlaybookCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(all);
    assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8).replace(dir.toString(), "DIR");
  }

  @Test
  void tagsOfTasksAreRendered() {
    assertEquals(
        """

        playbook: DIR/site.yml

          play #1 (all): first\tTAGS: [outer]
            tasks:
              debug\tTAGS: [b, café, outer]
              named {{ one }}\tTAGS: [outer, x,y, z]
              command\tTAGS: [block, inner, outer]

          play #2 (web,db): web,db\tTAGS: []
            tasks:
              meta\tTAGS: []
              debug\tTAGS: []
        """,
        list("--list-tasks"));
  }

  @Test
  void tagsAreListedOncePerPlay() {
    assertEquals(
        """

        playbook: DIR/site.yml

          play #1 (all): first\tTAGS: [outer]
              TASK TAGS: [b, café, outer]

          play #2 (web,db): web,db\tTAGS: []
              TASK TAGS: []
        """,
        list("--list-tags", "--tags", "b"));
    // also those of tasks that only their tag runs, as 2.19.11 does
    assertTrue(
        list("--list-tags").contains("TASK TAGS: [b, block, café, inner, never, outer, x,y, z]\n"));
  }

  @Test
  void hostsAreListedWithTheirPattern() {
    assertEquals(
        """

        playbook: DIR/site.yml

          play #1 (all): first\tTAGS: [outer]
            pattern: ['all']
            hosts (1):
              db

          play #2 (web,db): web,db\tTAGS: []
            pattern: ['web,db']
            hosts (1):
              db
        """,
        list("--list-hosts", "--limit", "db"));
  }

  /** But for the order of a play's hosts, which is that of a set there. */
  @Test
  void tasksOfRolesAndImportsAreListedAsInAnsible() throws IOException {
    var folder = Path.of("src/test/resources/listing");
    var out = new ByteArrayOutputStream();
    var status =
        new PlaybookCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
            .run(
                List.of(
                    folder.resolve("site.yml").toString(),
                    "-i",
                    "a,b,",
                    "-e",
                    "what=more",
                    "--list-tasks",
                    "--list-tags",
                    "--list-hosts"));
    assertEquals(0, status);
    var recorded = Files.readString(folder.resolve("site.out"));
    assertEquals(
        Pattern.compile("      b\n      a\n").matcher(recorded).replaceAll("      a\n      b\n"),
        out.toString(StandardCharsets.UTF_8).replace(folder + "/", ""));
  }
}
