package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.RunRequest;
import dev.runbook.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// {@code --step}: what is asked and told, as ansible-core 2.14.18 and 2.19.11 do it.
final class StepTest {
  @TempDir private Path dir;
  private final List<String> told = new ArrayList<>();

  private static final String PLAYS =
      """
      - hosts: a,b
        gather_facts: false
        connection: local
        tasks:
          - {name: one, debug: , changed_when: true, notify: h}
          - {name: two, debug: }
          - meta: noop
          - {name: three, debug: }
        handlers:
          - {name: h, debug: }
      - hosts: b
        gather_facts: false
        strategy: free
        connection: local
        tasks:
          - {name: last, debug: }
      """;

  private void run(String... answers) throws Exception {
    Typist.run(dir, Map.of(), PLAYS, List.of(answers), told::add, this::heard, RunRequest::steps);
  }

  private void heard(Event event) {
    switch (event) {
      case Event.Remark r when r.verbosity() == 0 -> told.add(r.text());
      case Event.HostFinished e -> told.add(e.task().name() + " " + e.host());
      default -> {}
    }
  }

  private static String heading(String question) {
    return "\n" + question + "*".repeat(80 - question.length());
  }

  @Test
  void eachTaskIsAskedForUntilThePersonGoesOn() throws Exception {
    run("y", "no", "c", "yes");
    var one = "Perform task: TASK: one (N)o/(y)es/(c)ontinue: ";
    var two = "Perform task: TASK: two (N)o/(y)es/(c)ontinue: ";
    var three = "Perform task: TASK: three (N)o/(y)es/(c)ontinue: ";
    var last = "Perform task: TASK: last on b (N)o/(y)es/(c)ontinue: ";
    assertEquals(
        List.of(
            one,
            heading(one),
            "one a",
            "one b",
            two,
            heading(two),
            three,
            heading(three),
            "three a",
            "three b",
            "h a",
            "h b",
            last,
            heading(last),
            "last b"),
        told);
  }

  @Test
  void withoutAnAnswerNothingIsDone() throws Exception {
    run();
    assertEquals(List.of(), told.stream().filter(line -> !line.contains("Perform task")).toList());
  }
}
