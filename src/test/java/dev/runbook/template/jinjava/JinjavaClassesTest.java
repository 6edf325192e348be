package dev.runbook.template.jinjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.IsStringContainingExpTest;
import com.hubspot.jinjava.lib.filter.CutFilter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.filter.FormatNumberFilter;
import com.hubspot.jinjava.lib.filter.RenderFilter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.runbook.Runbook;
import dev.runbook.event.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes written for jinjava, used by a playbook through the facade. */
final class JinjavaClassesTest {
  @TempDir private Path dir;

  /** One of the user's own: gives text that looks like a template, and a nested value. */
  static final class Wrap implements Filter {
    @Override
    public String getName() {
      return "wrap";
    }

    @Override
    public Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      return Map.of(
          "text", "{{ " + value + " }}" + String.join("", arguments), "n", List.of(1, 2.5f));
    }
  }

  public static String twice(String text, int times) {
    return text.repeat(times);
  }

  private List<String> messages(Runbook runbook, String expressions) throws Exception {
    var playbook = dir.resolve("site.yml");
    Files.writeString(
        playbook,
        "- hosts: localhost\n  gather_facts: false\n  vars: {secret: hidden}\n  tasks:\n"
            + expressions
                .lines()
                .map(e -> "  - debug:\n      msg: \"" + e + "\"\n")
                .collect(Collectors.joining()));
    var told = new ArrayList<String>();
    runbook
        .playbook(playbook)
        .inventory("localhost,")
        .onEvent(event -> {
          if (event instanceof Event.HostFinished h) {
            told.add(String.valueOf(h.result().get("msg")));
          }
        })
        .run();
    return told;
  }

  @Test
  void filtersTestsAndFunctionsWorkInPlaybooks() throws Exception {
    try (var runbook = Runbook.create(Map.of("HOME", dir.toString()), dir)) {
      runbook.templates(
          new JinjavaClasses()
              .filter(new CutFilter())
              .filter(new FormatNumberFilter())
              .filter(new Wrap())
              .test(new IsStringContainingExpTest())
              .function(
                  new ELFunctionDefinition(
                      "", "twice", JinjavaClassesTest.class, "twice", String.class, int.class))
              .additions());
      assertEquals(
          List.of(
              "hien",
              "1,000,000.5",
              "[1, 2.5]",
              "true",
              "abab",
              // what a filter gives is data: it is not evaluated, now or later
              "{{ secret }}!",
              "again {{ secret }}"),
          messages(
              runbook,
              """
              {{ 'hidden' | cut('d') }}
              {{ 1000000.5 | format_number('en-US') }}
              {{ ('x' | wrap).n }}
              {{ 'abc' is string_containing('b') }}
              {{ twice('ab', 2) }}
              {{ ('secret' | wrap('!')).text }}
              {{ 'again ' ~ ('secret' | wrap).text }}\
              """));
    }
  }

  @Test
  void whatEvaluatesDataIsRefused() {
    var classes = new JinjavaClasses();
    assertTrue(
        String.valueOf(
                assertThrows(
                        IllegalArgumentException.class, () -> classes.filter(new RenderFilter()))
                    .getMessage())
            .contains("never done"));
  }

  /** In a process of its own, which tells the classes that it loads. */
  @Test
  void withoutThemNoClassOfJinjavaIsLoaded() throws Exception {
    var playbook = dir.resolve("site.yml");
    Files.writeString(
        playbook,
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n  - debug: msg={{ 'x' | upper }}\n");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xshare:auto",
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.runbook.cli.Main",
                "-i",
                "localhost,",
                playbook.toString())
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    assertTrue(text.contains("dev.runbook.template.Renderer"), "classes are told");
    assertEquals(
        List.of(),
        text.lines()
            .filter(l -> l.matches(".*(com\\.hubspot|JinjavaClasses).* source:.*"))
            .toList());
  }
}
