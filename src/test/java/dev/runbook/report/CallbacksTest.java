package dev.runbook.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.Runbook;
import dev.runbook.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the callbacks beside the usual one tell, at one moment. Those of junit and tree are what
/// ansible-playbook 2.14.18 writes, but for the order of attributes and the digits of times.
final class CallbacksTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-28T08:00:00Z"));

  @TempDir private Path dir;

  private String told(Function<Terminal, Consumer<Event>> callback) throws Exception {
    Files.writeString(
        dir.resolve("play.yml"),
        """
        - name: first play
          hosts: all
          gather_facts: false
          connection: local
          tasks:
            - {name: say, debug: {msg: "a<b"}}
            - {name: skip, debug: , when: false}
            - {name: tolerate, fail: {msg: no matter}, ignore_errors: true}
            - {name: break, fail: {msg: broken}}
        """);
    var out = new ByteArrayOutputStream();
    try (var printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        var runbook = Runbook.create(Map.of(), dir)) {
      var terminal = new Terminal(printed, printed, Terminal.Look.PLAIN, 80);
      runbook
          .playbook(dir.resolve("play.yml"))
          .inventory("a,")
          .onEvent(callback.apply(terminal))
          .run();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void junitWritesACaseForEachTaskOfAHost() throws Exception {
    var wanted = new JunitReport.Wanted(dir.resolve("junit"), false, false, true, "");
    told(terminal -> new JunitReport(terminal, Style.usual(0), CLOCK, wanted));
    try (var files = Files.list(dir.resolve("junit"))) {
      var file = files.findFirst().orElseThrow();
      assertTrue(file.getFileName().toString().matches("play-\\d+\\.\\d+\\.xml"), file.toString());
      assertEquals(
          """
          <?xml version="1.0" encoding="utf-8"?>
          <testsuites disabled="0" errors="0" failures="1" tests="4" time="0.000">
          	<testsuite name="play" skipped="1" disabled="0" errors="0" failures="1" tests="4" time="0.000">
          		<testcase classname="DIR/play.yml:6" name="[a] first play: say msg=a&lt;b" time="0.000">
          			<system-out>{
              &quot;changed&quot;: false,
              &quot;msg&quot;: &quot;a&lt;b&quot;
          }</system-out>
          		</testcase>
          		<testcase classname="DIR/play.yml:7" name="[a] first play: skip" time="0.000">
          			<skipped>Conditional result was False</skipped>
          		</testcase>
          		<testcase classname="DIR/play.yml:8" name="[a] first play: tolerate msg=no matter" time="0.000">
          			<system-out>{
          &quot;changed&quot;: false,
          &quot;msg&quot;: &quot;no matter&quot;
          }</system-out>
          		</testcase>
          		<testcase classname="DIR/play.yml:9" name="[a] first play: break msg=broken" time="0.000">
          			<failure message="broken" type="failure">{
          &quot;changed&quot;: false,
          &quot;msg&quot;: &quot;broken&quot;
          }</failure>
          		</testcase>
          	</testsuite>
          </testsuites>
          """
              .strip(),
          Files.readString(file).replaceAll("\"[^\"]*/play.yml", "\"DIR/play.yml").strip());
    }
  }

  @Test
  void treeKeepsTheLastResultOfAHost() throws Exception {
    told(terminal -> new TreeReport(terminal, Style.usual(0), dir.resolve("tree")));
    assertEquals(
        "{\"changed\": false, \"msg\": \"broken\"}", Files.readString(dir.resolve("tree/a")));
  }

  @Test
  void timerSaysHowLongItTook() throws Exception {
    assertEquals(
        "Playbook run took 0 days, 0 hours, 0 minutes, 0 seconds\n",
        told(terminal -> new TimerReport(terminal, CLOCK)));
  }

  @Test
  void profileTasksListsTheTimesOfTasks() throws Exception {
    var moment =
        "Saturday 28 November 2026  08:00:00 +0000 (0:00:00.000)       0:00:00.000 *****\n";
    assertEquals(
        moment.repeat(5)
            + "=".repeat(79)
            + """

            say --------------------------------------------------------------------- 0.00s
            skip -------------------------------------------------------------------- 0.00s
            tolerate ---------------------------------------------------------------- 0.00s
            break ------------------------------------------------------------------- 0.00s
            """,
        told(terminal -> new ProfileReport(terminal, CLOCK, ZoneOffset.UTC)));
  }

  @Test
  void jsonTellsEverythingAtTheEnd() throws Exception {
    var text = told(terminal -> new JsonReport(terminal, Style.usual(0), CLOCK));
    assertTrue(
        text.startsWith(
            """
            {
                "custom_stats": {},
                "global_custom_stats": {},
                "plays": [
                    {
                        "play": {
                            "duration": {
                                "end": "2026-11-28T08:00:00Z",
                                "start": "2026-11-28T08:00:00Z"
                            },
            """),
        text);
    assertTrue(
        text.contains(
            """
                                "hosts": {
                                    "a": {
                                        "action": "debug",
                                        "changed": false,
                                        "msg": "a<b"
                                    }
                                },
            """),
        text);
    assertTrue(
        text.endsWith(
            """
                "stats": {
                    "a": {
                        "changed": 0,
                        "failures": 1,
                        "ignored": 1,
                        "ok": 2,
                        "rescued": 0,
                        "skipped": 1,
                        "unreachable": 0
                    }
                }
            }
            """),
        text);
  }
}
