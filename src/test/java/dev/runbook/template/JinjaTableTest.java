package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The table of template files, with the files they include.
final class JinjaTableTest {
  @TempDir private Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> rendersAsAnsibleDoes() throws IOException {
    try (var in =
        Objects.requireNonNull(JinjaTableTest.class.getResourceAsStream("/template/jinja.yml"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var cases = (Node.Sequence) Objects.requireNonNull(Yaml.parse(text, "t", (_, _) -> {}));
      return new Written(Written.Vault.NONE)
          .list(cases).stream()
              .map(one -> (Map<?, ?>) Objects.requireNonNull(one))
              .map(one -> DynamicTest.dynamicTest(text(one.get("template")), () -> check(one)));
    }
  }

  private static String text(@Nullable Object written) {
    return Objects.toString(written);
  }

  private void check(Map<?, ?> one) throws IOException {
    if (one.get("files") instanceof Map<?, ?> files) {
      for (var file : files.entrySet()) {
        Files.writeString(folder.resolve(text(file.getKey())), text(file.getValue()));
      }
    }
    var surroundings = new Surroundings(List.of(folder), folder, Map.of(), _ -> {});
    var templar = new Templates().on(Maps.of(), surroundings);
    var at = new Source("t.j2", 1, 1);
    if (one.containsKey("text")) {
      assertEquals(
          one.get("text"), templar.file(text(one.get("template")), at, FileOptions.DEFAULT));
      return;
    }
    var error =
        assertThrows(
            TemplateError.class,
            () -> templar.file(text(one.get("template")), at, FileOptions.DEFAULT));
    assertTrue(error.text().contains(text(one.get("error"))), error.text());
  }
}
