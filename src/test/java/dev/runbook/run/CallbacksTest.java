package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.Runbook;
import dev.runbook.event.Event;
import dev.runbook.json.Json;
import dev.runbook.report.JsonReport;
import dev.runbook.report.JunitReport;
import dev.runbook.report.ProfileReport;
import dev.runbook.report.Style;
import dev.runbook.report.Terminal;
import dev.runbook.report.TimerReport;
import dev.runbook.report.TreeReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/// What the callbacks other than those of a terminal tell of one playbook. The files of junit and
/// tree were written by ansible-core 2.14.18; times and what Ansible discovers are left out.
final class CallbacksTest {
  private static final Path FOLDER = Path.of("src/test/resources/run/callbacks").toAbsolutePath();

  @TempDir private Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(out, true, StandardCharsets.UTF_8),
          Terminal.Look.PLAIN,
          80);
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  /// Every question about the time is a quarter of a second after the one before.
  private final InstantSource clock =
      () -> {
        now = now.plusMillis(250);
        return now;
      };

  private String run(Consumer<Event> report) throws Exception {
    try (var runbook = Runbook.create(Map.of(), FOLDER)) {
      runbook.playbook(FOLDER.resolve("told.yml")).inventory("../hosts").onEvent(report).run();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String plain(String text) {
    return text.replace(FOLDER + "/", "DIR/")
        .replaceAll("/\\S*/(told\\.yml:)", "DIR/$1")
        .replaceAll("\"(delta|start|end)\": \"[^\"]*\"", "\"$1\": \"\"")
        .replaceAll("\"ansible_facts\": \\{\\s*\"discovered[^}]*\\},\\s*", "");
  }

  private static List<String> cases(Path file) throws Exception {
    var suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement();
    var suite = (Element) suites.getElementsByTagName("testsuite").item(0);
    var told = new ArrayList<String>();
    for (var name : List.of("name", "disabled", "errors", "failures", "skipped", "tests")) {
      told.add(name + ": " + suite.getAttribute(name));
    }
    var cases = suite.getElementsByTagName("testcase");
    for (var i = 0; i < cases.getLength(); i++) {
      var each = (Element) cases.item(i);
      var body = (Element) each.getElementsByTagName("*").item(0);
      told.add(
          plain(
              String.join(
                  " | ",
                  each.getAttribute("classname"),
                  each.getAttribute("name"),
                  body.getTagName(),
                  body.getAttribute("message"),
                  body.getAttribute("type"),
                  body.getTextContent())));
    }
    return told;
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList().getFirst();
    }
  }

  @Test
  void junitHasACaseForEachTaskOfEachHost() throws Exception {
    run(
        new JunitReport(
            terminal,
            Style.usual(0),
            clock,
            new JunitReport.Wanted(dir.resolve("junit"), false, false, true, "")));
    var written = only(dir.resolve("junit"));
    assertTrue(written.getFileName().toString().matches("told-[0-9.]+\\.xml"));
    var expected = cases(FOLDER.resolve("told.xml"));
    var told = cases(written);
    for (var i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), told.get(i));
    }
    assertEquals(expected.size(), told.size());
  }

  @Test
  void treeKeepsTheLastResultOfAHost() throws Exception {
    run(new TreeReport(terminal, Style.usual(0), dir.resolve("tree")));
    assertEquals(
        plain(Files.readString(FOLDER.resolve("told.tree"))),
        plain(Files.readString(dir.resolve("tree/h1"))));
  }

  @Test
  void jsonIsOneDocumentWithPlaysTasksAndHosts() throws Exception {
    var told = run(new JsonReport(terminal, Style.usual(0), clock));
    var document = (Map<?, ?>) Json.parse(told);
    var plays = (List<?>) document.get("plays");
    assertEquals(2, plays.size());
    var first = (Map<?, ?>) plays.getFirst();
    assertEquals("first play", ((Map<?, ?>) first.get("play")).get("name"));
    var tasks = (List<?>) first.get("tasks");
    assertEquals(8, tasks.size());
    var greet = (Map<?, ?>) tasks.getFirst();
    assertEquals("greet", ((Map<?, ?>) greet.get("task")).get("name"));
    var host = (Map<?, ?>) ((Map<?, ?>) greet.get("hosts")).get("h1");
    assertEquals("hello world", host.get("msg"));
    assertEquals("debug", host.get("action"));
    assertEquals(false, host.get("changed"));
    assertEquals(Map.of("found", 3L), document.get("global_custom_stats"));
    assertEquals(
        Map.of(
            "ok",
            7L,
            "changed",
            1L,
            "unreachable",
            0L,
            "failures",
            1L,
            "skipped",
            1L,
            "rescued",
            0L,
            "ignored",
            2L),
        ((Map<?, ?>) document.get("stats")).get("h1"));
  }

  @Test
  void timerTellsHowLongTheRunTook() throws Exception {
    assertEquals(
        "Playbook run took 0 days, 0 hours, 0 minutes, 0 seconds\n",
        run(new TimerReport(terminal, clock)));
  }

  @Test
  void profileTasksTellsWhenTasksBeginAndWhichTookLongest() throws Exception {
    var lines = run(new ProfileReport(terminal, clock, ZoneOffset.UTC)).lines().toList();
    assertEquals(
        "Friday 02 January 2026  03:04:05 +0000 (0:00:00.250)       0:00:00.250 ******** ",
        lines.getFirst() + " ");
    assertEquals("=".repeat(79), lines.get(10));
    assertEquals("greet " + "-".repeat(65) + "-- 0.25s", lines.get(11));
    assertEquals(20, lines.size());
  }
}
