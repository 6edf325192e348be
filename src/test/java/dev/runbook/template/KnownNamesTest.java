package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The names of filters, tests and lookups that Ansible knows, so that none is lost.
final class KnownNamesTest {
  private final Templates templates = new Templates();
  private Map<?, ?> names = Map.of();

  @BeforeEach
  void read() throws IOException {
    try (var in =
        Objects.requireNonNull(KnownNamesTest.class.getResourceAsStream("/template/names.yml"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var node = (Node.Mapping) Objects.requireNonNull(Yaml.parse(text, "names.yml", (_, _) -> {}));
      names = new Written(Written.Vault.NONE).map(node);
    }
  }

  private List<String> missing(String kind, Predicate<String> isKnown) {
    var missing = new ArrayList<String>();
    for (var name : list(kind)) {
      for (var prefix : List.of("", "ansible.builtin.", "ansible.legacy.")) {
        if (!isKnown.test(prefix + name)) {
          missing.add(prefix + name);
        }
      }
    }
    for (var name : list("other " + kind)) {
      if (!isKnown.test(name)) {
        missing.add(name);
      }
    }
    return missing;
  }

  private List<String> list(String key) {
    return ((List<?>) Objects.requireNonNull(names.get(key)))
        .stream().map(Objects::toString).toList();
  }

  @Test
  void everyFilterIsThere() {
    assertEquals(List.of(), missing("filters", name -> templates.filter(name) != null));
  }

  @Test
  void everyTestIsThere() {
    assertEquals(List.of(), missing("tests", name -> templates.test(name) != null));
  }

  @Test
  void everyLookupIsThere() {
    assertEquals(List.of(), missing("lookups", templates::hasLookup));
  }
}
