package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runbook.engine.Interrupted;
import dev.runbook.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The debugger's dialogue. What it says to a command was recorded from ansible-core 2.14.18 and
/// 2.19.11.
final class DebuggerTest {
  private static final String FAILS =
      """
      - name: Task 1
        assert: {that: "{{ wrong }}", quiet: true}
      """;

  @TempDir private Path dir;
  private final List<String> said = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final List<String> prompts = new ArrayList<>();

  /// The recap of a play over two hosts.
  private List<String> run(
      Map<String, String> environment, String play, String tasks, String... lines)
      throws Exception {
    var head = "- hosts: all\n  gather_facts: false\n  connection: local\n" + play + "  tasks:\n";
    var report =
        Typist.run(
            dir,
            environment,
            head + tasks.indent(4),
            List.of(lines),
            prompts::add,
            this::heard,
            request -> request.extraVar("wrong", "false"));
    return report.hosts().stream()
        .map(h -> h.host() + " ok=" + h.ok() + " failed=" + h.failed())
        .toList();
  }

  private void heard(Event event) {
    switch (event) {
      case Event.Remark r when r.verbosity() == 0 -> said.add(r.text());
      case Event.HostFinished e -> ended.add(e.task().name() + " " + e.host() + " " + e.status());
      default -> {}
    }
  }

  @Test
  void itTellsWhatTheTaskIs() throws Exception {
    run(
        Map.of(),
        "  debugger: on_failed\n",
        FAILS,
        "p task",
        "p host",
        "p task.args",
        "",
        "pprint task.name",
        "p result",
        "p task_vars['inventory_hostname']",
        "help p",
        "help nothing",
        "c",
        "c");
    assertEquals(
        List.of(
            "TASK: Task 1",
            "a",
            "{'quiet': True, 'that': '{{ wrong }}'}",
            "{'quiet': True, 'that': '{{ wrong }}'}",
            "'Task 1'",
            """
            {'_result': {'assertion': '{{ wrong }}',
                         'changed': False,
                         'evaluated_to': False,
                         'failed': True,
                         'msg': 'Assertion failed'},
             'assertion': '{{ wrong }}',
             'changed': False,
             'evaluated_to': False,
             'failed': True,
             'msg': 'Assertion failed'}\
            """,
            "'a'",
            "Pretty Print",
            "*** No help on nothing"),
        said);
    assertEquals("[a] TASK: Task 1 (debug)> ", prompts.getFirst());
  }

  @Test
  void aTaskIsDoneAgainWithOtherArguments() throws Exception {
    var recap =
        run(
            Map.of(),
            "  debugger: on_failed\n",
            FAILS + "- name: Task 2\n  debug:\n",
            "task.args['that'] = 'true'",
            "r",
            "del task.args['quiet']",
            "task.args = {'that': ['{{ not wrong | bool }}']}",
            "p task.args",
            "r");
    assertEquals(List.of("{'that': ['{{ not wrong | bool }}']}"), said);
    assertEquals(List.of("a ok=2 failed=0", "b ok=2 failed=0"), recap);
    assertEquals(
        List.of(
            "Task 1 a FAILED",
            "Task 1 b FAILED",
            "Task 1 a OK",
            "Task 1 b OK",
            "Task 2 a OK",
            "Task 2 b OK"),
        ended);
  }

  @Test
  void variablesHoldAfterAnUpdateOfTheTask() throws Exception {
    var recap =
        run(
            Map.of(),
            "  strategy: debug\n  vars: {right: {deep: 'false', other: 1}}\n",
            "- name: Task 1\n  assert: {that: \"{{ right.deep }}\", quiet: true}\n",
            "task_vars['right']['deep'] = 'true'",
            "p task_vars['right']",
            "task.args['that'] = 'false'",
            "redo",
            "update_task",
            "r",
            "continue");
    assertEquals(List.of("{'deep': 'true', 'other': 1}"), said);
    assertEquals(List.of("a ok=1 failed=0", "b ok=0 failed=1"), recap);
  }

  @Test
  void whatRanOnceIsDoneAgainForAll() throws Exception {
    var recap =
        run(
            Map.of("ANSIBLE_ENABLE_TASK_DEBUGGER", "1"),
            "",
            "- name: Task 1\n  assert: {that: 'false'}\n  run_once: true\n"
                + "- name: Task 2\n  debug:\n",
            "task.args[\"that\"] = \"true\"",
            "r");
    assertEquals(List.of("a ok=2 failed=0", "b ok=1 failed=0"), recap);
  }

  @Test
  void theKeywordSaysWhen() throws Exception {
    run(
        Map.of("ANSIBLE_ENABLE_TASK_DEBUGGER", "1"),
        "",
        """
        - {name: never, fail: , debugger: never, ignore_errors: true}
        - {name: ignored, fail: , ignore_errors: true}
        - {name: skipped, debug: , when: false, debugger: on_skipped}
        - {name: well, debug: , debugger: on_failed}
        - {name: always, debug: , debugger: always, run_once: true}
        """,
        "c",
        "c",
        "c");
    assertEquals(
        List.of(
            "[a] TASK: skipped (debug)> ",
            "[b] TASK: skipped (debug)> ",
            "[a] TASK: always (debug)> "),
        prompts);
  }

  @Test
  void theEndOfTheInputEndsTheRun() {
    assertThrows(
        Interrupted.class,
        () -> run(Map.of(), "  debugger: on_failed\n", FAILS, "p nothing_known", "is what"));
    assertEquals(
        List.of(
            "***'nothing_known' is undefined",
            "***Not understood: is what (write task.args['NAME'] = VALUE, task_vars['NAME'] ="
                + " VALUE, del task.args['NAME'], or a command that 'help' lists)",
            "User interrupted execution"),
        said);
  }
}
