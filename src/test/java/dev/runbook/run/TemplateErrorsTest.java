package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.Runbook;
import dev.runbook.event.Event;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is told of templates that are wrong: from a playbook's file to the task's message. */
final class TemplateErrorsTest {
  private static final Path CASES = Path.of("src/test/resources/errors/templates.yml");

  private static final Map<String, String> FILES =
      Map.of(
          "plain.j2", "a\nb {{ nope }}\n",
          "outer.j2", "a\n{% include 'plain.j2' %}\n",
          "imports.j2", "{% from 'macros.j2' import m %}\n{{ m() }}\n",
          "macros.j2", "{% macro m() %}\n  x {{ nope }}\n{% endmacro %}\n",
          "macro.j2", "{% macro m(x) %}{{ x.y }}{% endmacro %}\n\n{{ m({}) }}\n");

  @TempDir Path dir;

  @TestFactory
  Stream<DynamicTest> anErrorNamesItsPlaceAndItsCause() {
    return cases().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                text(c, "case"),
                () -> assertEquals(text(c, "told"), told(dir, text(c, "vars"), text(c, "task")))));
  }

  private static List<Node.Mapping> cases() {
    var node =
        (Node.Sequence)
            Objects.requireNonNull(Yaml.parse(Yaml.read(CASES, "cases"), "cases", (_, _) -> {}));
    return node.items().stream().map(Node.Mapping.class::cast).toList();
  }

  private static String text(Node.Mapping of, String key) {
    return of.get(key) instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  /** What becomes of one task with some variables of its play. */
  static String told(Path dir, String vars, String task) throws IOException {
    for (var file : FILES.entrySet()) {
      Files.writeString(dir.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(
        dir.resolve("play.yml"),
        "- hosts: localhost\n  gather_facts: false\n"
            + (vars.isEmpty() ? "" : "  vars:\n" + vars.indent(4))
            + "  tasks:\n"
            + task.indent(2));
    var told = new ArrayList<String>();
    try (var runbook = Runbook.create(Map.of("HOME", dir.toString()), dir)) {
      runbook
          .playbook(Path.of("play.yml"))
          .inventory("localhost,")
          .byDefault("connection", "local")
          .onEvent(event -> {
            if (event instanceof Event.HostFinished h && h.status() == Event.Status.FAILED) {
              var meaning = h.result().get("changed_when_result");
              told.add((meaning == null ? h.result().get("msg") : meaning) + "\n");
            }
          })
          .run();
    } catch (LoadErrors e) {
      e.errors().forEach(x -> told.add(x.at() + "\n" + x.text() + "\n" + x.hint() + "\n"));
    }
    return String.join("", told).replace(dir + "/", "");
  }
}
