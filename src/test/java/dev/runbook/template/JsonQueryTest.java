package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runbook.json.Json;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `json_query`; the expected values were computed by Python's jmespath 1.1.0.
final class JsonQueryTest {
  private static final String DATA =
      """
      {"a": {"b": [1, 2, 3]}, "hosts": [{"n": "x", "p": 80, "t": ["u", "v"], "on": true},
      {"n": "y", "p": 443, "t": ["w"], "on": false}, {"n": "z", "p": 8, "t": []}], "m": {"k": {"v": 1},
      "l": {"v": 2}}, "nested": [[1, [2]], [3]]}\
      """;

  private static Object query(String expression) {
    var here = Path.of("").toAbsolutePath();
    var templar =
        new Templates()
            .on(
                Maps.of("d", java.util.Objects.requireNonNull(Json.parse(DATA)), "q", expression),
                new Surroundings(List.of(here), here, Map.of(), _ -> {}));
    return String.valueOf(
        templar.value(new Template("{{ d | json_query(q) | to_json }}", new Source("t", 1, 1))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '%',
      textBlock =
          """
          a.b[0] ~ 1
          a.b[-1] ~ 3
          a.b[1:] ~ [2, 3]
          a.b[::-1] ~ [3, 2, 1]
          hosts[*].n ~ ["x", "y", "z"]
          hosts[].t[] ~ ["u", "v", "w"]
          hosts[?p > `50`].n ~ ["x", "y"]
          hosts[?n=='y'] | [0].p ~ 443
          hosts[?on].n ~ ["x"]
          hosts[?!on].n ~ ["y", "z"]
          hosts[?contains(n, 'x') || p == `8`].p ~ [80, 8]
          hosts[*].{name: n, port: p} ~ [{"name": "x", "port": 80}, {"name": "y", "port": 443}, {"name": "z", "port": 8}]
          hosts[*].[n, p] ~ [["x", 80], ["y", 443], ["z", 8]]
          m.*.v ~ [1, 2]
          length(hosts) ~ 3
          sort_by(hosts, &p)[*].n ~ ["z", "x", "y"]
          max_by(hosts, &p).n ~ "y"
          join(',', hosts[*].n) ~ "x,y,z"
          keys(m) ~ ["k", "l"]
          sum(a.b) ~ 6
          nested[] ~ [1, [2], 3]
          nested[][] ~ [1, 2, 3]
          nope.x ~ null
          hosts[0].nope || 'dflt' ~ "dflt"
          "a"."b"[0] ~ 1
          hosts[?p >= `8` && p < `100`].n | sort(@) ~ ["x", "z"]
          """)
  void givesWhatJmespathGives(String expression, String expected) {
    assertEquals(expected.strip(), query(expression.strip()));
  }

  @Test
  void wrongQueriesAreErrors() {
    for (var wrong : List.of("a.[", "a b", "hosts[?", "nosuch(@)", "a..b", "")) {
      assertThrows(TemplateError.class, () -> query(wrong), wrong);
    }
  }
}
