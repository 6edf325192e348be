package dev.runbook.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SandboxSpecTest {

  @Test
  void nothingSaidIsOneDebian12NamedSandbox() {
    var spec = SandboxSpec.of(Map.of("plugin", "sandbox", "kind", "auto"));
    assertEquals(
        new SandboxSpec(
            "sandbox", 1, "debian:bookworm", List.of(), "deploy", SandboxSpec.Kind.AUTO),
        spec);
    assertEquals(List.of("sandbox"), spec.names());
  }

  @Test
  void severalAreNumbered() {
    var spec = SandboxSpec.of(Map.of("name", "web", "count", 3));
    assertEquals(List.of("web1", "web2", "web3"), spec.names());
  }

  @Test
  void portsAreAListOrAString() {
    assertEquals(List.of(80, 443), SandboxSpec.of(Map.of("publish", List.of(80, "443"))).publish());
    assertEquals(List.of(80, 443), SandboxSpec.of(Map.of("publish", "80, 443")).publish());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "count   | many      | count: \"many\" is not a whole number",
        "count   | 0         | count: 0 is not between 1 and 99",
        "name    | -x        | name: \"-x\" is no host name (a-z, 0-9 and inner hyphens, a letter"
            + " first)",
        "name    | ../etc    | name: \"../etc\" is no host name (a-z, 0-9 and inner hyphens, a"
            + " letter first)",
        "image   | 'a b'     | image: \"a b\" is no image name such as debian:bookworm",
        "publish | 80,http   | publish: \"http\" is not a whole number",
        "publish | 70000     | publish: a port is a number from 1 to 65535",
        "user    | admin     | user: \"admin\" is neither deploy nor root",
        "kind    | vm        | kind: \"vm\" is none of auto, docker, nspawn",
        "cuont   | 1         | a sandbox has no option \"cuont\"; it knows count, image, kind,"
            + " name, plugin, publish, user",
      })
  void whatMakesNoSenseIsNamed(String key, String value, String message) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> SandboxSpec.of(Map.of(key, value)));
    assertEquals(message, error.getMessage());
  }
}
