package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.Runbook;
import dev.runbook.report.DefaultReport;
import dev.runbook.report.Style;
import dev.runbook.report.Terminal;
import dev.runbook.report.Warnings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs, told line for line as real Ansible told them: each {@code NAME.out} is what {@code
 * ansible-playbook -i hosts NAME.yml} of ansible-core 2.14.18 printed.
 *
 * <p>Left out of the comparison: times, the order of hosts within a task (Ansible's is that in
 * which they end), the banners of {@code meta}, and the interpreter that Ansible discovers.
 */
class RunTest {
  private static final Path FOLDER = Path.of("src/test/resources/run").toAbsolutePath();

  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicTest> aRunIsToldAsAnsibleTellsIt() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".out")).sorted().toList().stream()
          .map(f -> DynamicTest.dynamicTest(name(f), () -> compare(name(f), Files.readString(f))));
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".out", "");
  }

  private void compare(String name, String recorded) throws Exception {
    assertEquals(
        String.join("\n", entries(recorded)), String.join("\n", entries(run(name + ".yml"))));
  }

  private String run(String playbook) throws Exception {
    var out = new ByteArrayOutputStream();
    var environment = new HashMap<>(System.getenv());
    environment.put("RUN_DIR", Files.createTempDirectory(scratch, "run").toString());
    try (var printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        var ignored =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var runbook = Runbook.create(environment, FOLDER)) {
      var terminal = new Terminal(printed, ignored, Terminal.Look.PLAIN, 80);
      var style = Style.usual(0);
      var warnings = new Warnings(terminal, style);
      runbook
          .playbook(Path.of(playbook))
          .inventory("hosts")
          .onEvent(warnings)
          .onEvent(new DefaultReport(terminal, style, warnings))
          .run();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatNoLogHidesIsInNoEvent() throws Exception {
    var told = new ArrayList<String>();
    try (var runbook = Runbook.create(System.getenv(), FOLDER)) {
      runbook
          .playbook(Path.of("hidden.yml"))
          .inventory("hosts")
          .onEvent(event -> told.add(event.toString()))
          .run();
    }
    assertEquals(List.of(), told.stream().filter(event -> event.contains("hush-")).toList());
    // what is not hidden is told, so the search looks in the right place
    assertTrue(told.stream().anyMatch(event -> event.contains("line=open")), told.toString());
  }

  /** The sections of an output, each with what its hosts said in a fixed order. */
  private static List<String> entries(String output) {
    var all = new ArrayList<String>();
    for (var section : output.replace(FOLDER + "/", "DIR/").split("\n(?=(PLAY|TASK|RUNNING) )")) {
      var plain =
          section
              .replaceAll("\"(delta|start|end)\": \"[^\"]*\"", "\"$1\": \"\"")
              .replaceAll("\"ansible_facts\": \\{\"discovered[^}]*\\}, ", "")
              .strip();
      var lines = new ArrayList<>(List.of(plain.split("\n(?=\\S)(?!\\}|\\.\\.\\.)")));
      if (lines.isEmpty()) {
        continue;
      }
      var head = lines.removeFirst();
      lines.sort(null);
      all.add(head);
      all.addAll(lines);
    }
    return all;
  }
}
