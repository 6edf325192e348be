package dev.runbook.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What PyYAML reads otherwise than snakeyaml does. */
class YamlTest {
  private static Node.Mapping read(String text) {
    return assertInstanceOf(Node.Mapping.class, Yaml.parse(text, "t.yml", (_, _) -> {}));
  }

  private static Object value(String text, String key) {
    var node = assertInstanceOf(Node.Scalar.class, read(text).get(key));
    return String.valueOf(node.value());
  }

  @Test
  void anEscapedSlashIsASlash() {
    var text = "\uFEFFa: \"x\\/y\\/\uD83D\uDE00\\/\"\nb: 'x\\/y'\nc: x\\/y\nd: &n \"\\/\"\n";
    assertEquals("x/y/\uD83D\uDE00/", value(text, "a"));
    assertEquals("x\\/y", value(text, "b"));
    assertEquals("x\\/y", value(text, "c"));
    assertEquals("/", value(text, "d"));
  }

  @Test
  void anUnknownEscapeIsAnErrorWithItsPlace() {
    var error = assertThrows(ParseError.class, () -> read("a: 1\nb: \"x\\qy\"\n"));
    assertEquals("t.yml:2:7", error.at().toString());
  }

  @Test
  void aBracketThatIsNotClosedHasARemedy() {
    var error = assertThrows(ParseError.class, () -> read("a: {b: [1, 2}\n"));
    assertEquals("t.yml:1:13", error.at().toString());
    assertEquals(
        "A bracket or brace that was opened before is not closed, or a comma is missing.",
        error.hint());
  }

  @Test
  void aFileThatIsMeantToBeJsonIsToldWhatIsWrongAsJson() {
    var texts =
        Map.of(
            "{ }}", "1:4 JSON: Unexpected close marker '}': no open Object to close",
            "{\"a\": [1}", "1:9 JSON: Unexpected close marker '}': expected ']'");
    texts.forEach((text, told) -> {
      var error = assertThrows(ParseError.class, () -> Yaml.parse(text, "x.json", (_, _) -> {}));
      assertEquals("x.json:" + told, error.at() + " " + error.text());
    });
    assertNotNull(Yaml.parse("{\n\t\"a\": [1, 2],}", "x.json", (_, _) -> {}));
  }
}
