package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.json.Json;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Expressions whose native value real Ansible gave, most of them with filters and tests of
/// collections.
final class RecordedValuesTest {
  @TestFactory
  List<DynamicTest> givesWhatAnsibleGives() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var file : List.of("values", "addresses", "collections")) {
      var table = read(file);
      var variables = new LinkedHashMap<String, @Nullable Object>();
      ((Map<?, ?>) Objects.requireNonNull(table.get("vars")))
          .forEach((key, value) -> variables.put(key.toString(), value));
      for (var one : (List<?>) Objects.requireNonNull(table.get("cases"))) {
        var recorded = (Map<?, ?>) Objects.requireNonNull(one);
        tests.add(
            DynamicTest.dynamicTest(
                file + " " + recorded.get("template"), () -> check(recorded, variables)));
      }
    }
    return tests;
  }

  private static Map<?, ?> read(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            RecordedValuesTest.class.getResourceAsStream("/template/" + file + ".json"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (Map<?, ?>) Objects.requireNonNull(Json.parse(text));
    }
  }

  private static void check(Map<?, ?> recorded, Map<String, @Nullable Object> variables) {
    var here = Path.of("").toAbsolutePath();
    var templar =
        new Templates()
            .on(new Maps(variables), new Surroundings(List.of(here), here, Map.of(), _ -> {}));
    var template =
        new Template(Objects.toString(recorded.get("template")), new Source("t.yml", 1, 1));
    if (recorded.containsKey("value")) {
      assertEquals(
          JinjaCorpusTest.json(recorded.get("value")),
          JinjaCorpusTest.json(templar.value(template)));
      return;
    }
    var error = assertThrows(TemplateError.class, () -> templar.value(template));
    if (recorded.get("error") instanceof String message) {
      assertTrue(error.text().contains(message), error.text());
    }
  }
}
