package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runbook.json.Json;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Expressions and statements whose text real Ansible gave.
final class RecordedTest {
  @TestFactory
  Stream<DynamicTest> rendersAsAnsibleDoes() throws IOException {
    try (var in =
        Objects.requireNonNull(RecordedTest.class.getResourceAsStream("/template/recorded.json"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var cases = (List<?>) Objects.requireNonNull(table(text).get("cases"));
      return cases.stream()
          .map(Map.class::cast)
          .map(one -> DynamicTest.dynamicTest(name(one), () -> check(one, text)));
    }
  }

  private static String name(Map<?, ?> one) {
    return Objects.toString(one.get("template"));
  }

  private static Map<?, ?> table(String text) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(text));
  }

  private static void check(Map<?, ?> one, String text) {
    var variables = new LinkedHashMap<String, @Nullable Object>();
    ((Map<?, ?>) Objects.requireNonNull(table(text).get("vars")))
        .forEach((key, value) -> variables.put(key.toString(), value));
    var here = Path.of("").toAbsolutePath();
    var templar =
        new Templates()
            .on(new Maps(variables), new Surroundings(List.of(here), here, Map.of(), _ -> {}));
    var at = new Source("t.j2", 1, 1);
    if (one.containsKey("text")) {
      assertEquals(one.get("text"), templar.file(name(one), at, FileOptions.DEFAULT));
      return;
    }
    var error =
        assertThrows(TemplateError.class, () -> templar.file(name(one), at, FileOptions.DEFAULT));
    if ("AnsibleUndefinedVariable".equals(one.get("text_error"))) {
      assertEquals(TemplateError.Kind.UNDEFINED, error.kind(), error.text());
    }
  }
}
