package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.remote.local.Processes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person types at a real terminal; {@code script} of util-linux makes one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TerminalTest {
  private static final String CTRL_C = "\u0003";
  private static final String ENTER = "\r";
  private static final String BACKSPACE = "\u007f";
  private static final String PRESS_ENTER = "Press enter to continue, Ctrl+C to interrupt:";
  private static final String EITHER = "Press 'C' to continue the play or 'A' to abort";
  private static final String PAUSE = "  tasks: [{name: P, pause: }, {debug: {msg: went on}}]";
  private static final String LONG_PAUSE =
      "  tasks: [{pause: {seconds: 50}}, {debug: {msg: went on}}]";
  private static final String ASKS =
      """
        vars_prompt:
          - {name: shown, prompt: Tell, private: false}
          - {name: hidden, prompt: Whisper, confirm: true}
        tasks: [{debug: {msg: "{{ shown }}/{{ hidden }}"}}]
      """;

  @TempDir private Path dir;

  /** What a run showed, and how it ended. */
  private record Shown(String text, int rc) {}

  @BeforeEach
  void needsScript() throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script"))
            && Processes.run("script", "--version").stdout().contains("util-linux"),
        "script of util-linux is not installed: there is no terminal");
  }

  private Shown play(String rest, String... dialogue) throws Exception {
    return piped(rest, "", dialogue);
  }

  /**
   * @param more what a shell reads after the command
   * @param dialogue what is waited for and what is typed then, in turn
   */
  private Shown piped(String rest, String more, String... dialogue) throws Exception {
    Files.writeString(dir.resolve("play.yml"), "- hosts: a\n  gather_facts: false\n" + rest);
    var command =
        // a shell that waits gets the ctrl-C too, and its end is told instead of ours
        (more.isEmpty() ? "exec " : "")
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + " -cp '"
            + System.getProperty("java.class.path")
            + "' -Drunbook.program=ansible-playbook dev.runbook.cli.Main -i a, play.yml"
            + more;
    var process = Processes.start(List.of("script", "-qec", command, "/dev/null"), Map.of(), dir);
    try (var in = process.getInputStream();
        var out = process.getOutputStream()) {
      var shown = new StringBuilder();
      for (var i = 0; i < dialogue.length; i += 2) {
        var awaited = dialogue[i];
        var from = shown.length();
        while (shown.indexOf(awaited, from) < 0) {
          var c = in.read();
          assertTrue(c >= 0, () -> "ended without '" + awaited + "':\n" + shown);
          shown.append((char) c);
        }
        out.write(dialogue[i + 1].getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      var end = new ByteArrayOutputStream();
      in.transferTo(end);
      return new Shown(shown + end.toString(StandardCharsets.UTF_8), process.waitFor());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aPauseEndsWithEnter() throws Exception {
    var run = play(PAUSE, "[P]\r\n" + PRESS_ENTER, ENTER);
    assertTrue(run.text.contains("went on"), run.text);
    assertEquals(0, run.rc);
  }

  @Test
  void ctrlCAsksWhetherToGoOn() throws Exception {
    var run = play(PAUSE, PRESS_ENTER, CTRL_C, EITHER, "xC");
    assertTrue(run.text.contains("went on"), run.text);
    assertEquals(0, run.rc);
  }

  @Test
  void ctrlCAndThenAFailsTheTask() throws Exception {
    for (var tasks : List.of(PAUSE, LONG_PAUSE)) {
      var run = play(tasks, tasks.equals(PAUSE) ? PRESS_ENTER : "= abort)", CTRL_C, EITHER, "a");
      assertTrue(run.text.contains("\"msg\": \"user requested abort!\""), run.text);
      assertFalse(run.text.contains("went on"), run.text);
      assertEquals(2, run.rc);
    }
  }

  @Test
  void aPauseForATimeEndsEarlyAfterCtrlCOnly() throws Exception {
    var run =
        play(LONG_PAUSE, "Pausing for 50 seconds", "", "= abort)", ENTER + CTRL_C, EITHER, "C");
    assertTrue(run.text.contains("went on"), run.text);
    assertEquals(0, run.rc);
  }

  @Test
  void aPauseThatIsKilledGivesTheTerminalBack() throws Exception {
    var kill = "(sleep 2; kill {{ lookup('pipe', 'echo $PPID') }}) >/dev/null 2>&1 &";
    var tasks = "  connection: local\n  tasks: [{shell: \"" + kill + "\"}, {pause: }]";
    var run = piped(tasks, "; stty -a", PRESS_ENTER, "");
    assertTrue(run.text.contains("User interrupted execution"), run.text);
    assertTrue(run.text.contains(" icanon"), run.text);
    assertTrue(run.text.contains(" echo "), run.text);
  }

  @Test
  void anAnswerCanBeEditedOrHidden() throws Exception {
    var run =
        play(
            """
              tasks:
                - pause: {prompt: Say}
                  register: said
                - pause: {prompt: Whisper, echo: false}
                  register: whispered
                - debug: {msg: "{{ said.user_input }}/{{ whispered.user_input | length }}"}
            """,
            "Say:",
            "hällöo" + BACKSPACE + BACKSPACE + "o" + ENTER,
            "Whisper (output is hidden):",
            "quiet" + ENTER);
    assertTrue(run.text.contains("\"msg\": \"hällo/5\""), run.text);
    assertFalse(run.text.contains("quiet"), run.text);
  }

  @Test
  void variablesAreAskedForUntilBothAnswersAreTheSame() throws Exception {
    for (var more : List.of("", " | cat")) {
      var run =
          piped(
              ASKS,
              more,
              "Tell: ",
              "loud" + ENTER,
              "Whisper: ",
              "one" + ENTER,
              "confirm Whisper: ",
              "two" + ENTER,
              "***** VALUES ENTERED DO NOT MATCH ****",
              "",
              "Whisper: ",
              "three" + ENTER,
              "confirm Whisper: ",
              "three" + ENTER);
      assertTrue(run.text.contains("\"msg\": \"loud/three\""), run.text);
      assertFalse(run.text.contains("two"), run.text);
    }
  }

  @Test
  void ctrlCAtAQuestionEndsTheRun() throws Exception {
    var run = play(ASKS, "Tell: ", "loud" + ENTER, "Whisper: ", CTRL_C);
    assertFalse(run.text.contains("TASK"), run.text);
    assertEquals(99, run.rc);
  }

  @Test
  void ctrlCBesideAPauseEndsTheRun() throws Exception {
    var run = play("  tasks: [{command: sleep 50}]", "TASK [command]", CTRL_C);
    assertTrue(run.text.contains("[ERROR]: User interrupted execution"), run.text);
    assertEquals(99, run.rc);
  }
}
