package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed and the exit codes are those of {@code ansible} of ansible-core 2.14.18. */
class AdhocCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    return new AdhocCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(words));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theOutputOfACommandStandsBelowItsHost() {
    assertEquals(0, run("h1", "-i", "h1,", "-c", "local", "-a", "echo hi"));
    assertEquals("h1 | CHANGED | rc=0 >>\nhi\n", out());
  }

  @Test
  void aResultIsJson() {
    assertEquals(0, run("h1", "-i", "h1,", "-m", "debug", "-a", "msg=hi"));
    assertEquals("h1 | SUCCESS => {\n    \"msg\": \"hi\"\n}\n", out());
  }

  @Test
  void aCommandThatFailsFailsItsHost() {
    assertEquals(2, run("h1", "-i", "h1,", "-c", "local", "-o", "-a", "sh -c 'exit 3'"));
    assertEquals(
        "h1 | FAILED! => {\"changed\": true,\"cmd\": [\"sh\",\"-c\",\"exit 3\"],\"msg\":"
            + " \"non-zero return code\",\"rc\": 3,\"stderr\": \"\",\"stderr_lines\":"
            + " [],\"stdout\": \"\",\"stdout_lines\": []}\n",
        out().replaceAll("\"(delta|start|end)\": \"[^\"]*\",", ""));
  }

  @Test
  void aHostThatCannotBeReachedIsNoFailure() {
    assertEquals(
        4, run("h1", "-i", "h1,", "-m", "ping", "-e", "ansible_host=127.0.0.1 ansible_port=9"));
    assertTrue(out().startsWith("h1 | UNREACHABLE! => {"), out());
  }

  @Test
  void howAHostIsReachedIsToldAtThree() {
    var words = "h1 -i h1, -c local -m ping -b --become-user www -e ansible_sudo_exe=/no/sudo";
    for (var verbose : List.of("-vvv", "-vv")) {
      out.reset();
      var all = new ArrayList<>(List.of(words.split(" ")));
      all.add(verbose);
      run(all.toArray(String[]::new));
      var told = out().lines().filter(line -> line.startsWith("<")).toList();
      assertEquals(
          verbose.equals("-vv")
              ? List.of()
              : List.of(
                  "<h1> ESTABLISH LOCAL CONNECTION FOR USER: " + System.getProperty("user.name"),
                  "<h1> EXEC /no/sudo -H -S -n -u www sh -c 'exec sh'"),
          told);
    }
  }

  @Test
  void theContentOfAFileIsNotToldAmongTheArguments() {
    run("h1", "-i", "h1,", "-c", "local", "-m", "copy", "-vvv", "-C", "-a", "content=hush dest=/f");
    assertTrue(out().contains("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"), out());
    assertFalse(out().contains("hush"), out());
  }

  @Test
  void aModuleThatNobodyKnowsFailsTheHosts() {
    assertEquals(2, run("h1", "-i", "h1,", "-c", "local", "-m", "nosuch"));
    assertTrue(
        err.toString(StandardCharsets.UTF_8).contains("couldn't resolve module/action 'nosuch'"));
  }

  @Test
  void aPatternIsNeeded() {
    assertEquals(2, run("-m", "ping"));
  }
}
