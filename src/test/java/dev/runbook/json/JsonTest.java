package dev.runbook.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The expected texts were printed by Python 3.11's `json`.
final class JsonTest {
  private static Map<Object, @Nullable Object> map(@Nullable Object... pairs) {
    var map = new LinkedHashMap<Object, @Nullable Object>();
    for (var i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void valuesComeBackWithTheirTypes() {
    assertEquals(
        map("a", List.of(1L, 2.5, "x", true), "b", map("c", null)),
        Json.parse("{\"a\": [1, 2.5, \"x\", true], \"b\": {\"c\": null}}"));
    assertEquals(new BigInteger("123456789012345678901"), Json.parse("123456789012345678901"));
    assertEquals(1000.0, Json.parse("1e3"));
    assertEquals(Double.POSITIVE_INFINITY, Json.parse("Infinity"));
    assertEquals(List.of(List.of(), map(), List.of(map())), Json.parse("[[], {}, [{}]]"));
    assertNull(Json.parse(" null "));
    assertEquals(map("a", 2L), Json.parse("{\"a\": 1, \"a\": 2}"));
  }

  @Test
  void wrongTextSaysWhere() {
    var error = assertThrows(JsonError.class, () -> Json.parse("{\"a\": 1,\n \"b\": }"));
    assertEquals(2, error.line());
    assertThrows(JsonError.class, () -> Json.parse(""));
    assertThrows(JsonError.class, () -> Json.parse("{} x"));
    assertThrows(JsonError.class, () -> Json.parse("{'a': 1}"));
    assertThrows(JsonError.class, () -> Json.parse("[1,"));
  }

  @Test
  void deepTextIsRefusedWithoutRunningOutOfStack() {
    assertThrows(JsonError.class, () -> Json.parse("[".repeat(100_000)));
    Object deep = "x";
    for (var i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    var value = deep;
    assertThrows(JsonError.class, () -> Json.write(value, JsonStyle.PYTHON));
  }

  @Test
  void textIsPythons() {
    var value = map("b", List.of(1L, 2.0, "é\n\"\u007f"), "a", map(), 3L, null, true, List.of());
    assertEquals(
        "{\"b\": [1, 2.0, \"\\u00e9\\n\\\"\u007f\"], \"a\": {}, \"3\": null, \"true\": []}",
        Json.write(value, JsonStyle.PYTHON));
    assertEquals(
        "{\n    \"a\": {},\n    \"b\": [\n        1,\n        \"\\ud83d\\ude00\"\n    ]\n}",
        Json.write(map("b", List.of(1L, "😀"), "a", map()), JsonStyle.PRETTY));
    assertEquals("{\"a\":\"é\"}", Json.write(map("a", "é"), JsonStyle.COMPACT));
    assertEquals("NaN", Json.write(Double.NaN, JsonStyle.PYTHON));
  }

  @Test
  void floatsPrintAsPythonsRepr() {
    var expected =
        Map.of(
            1e16,
            "1e+16",
            1e15,
            "1000000000000000.0",
            1e-5,
            "1e-05",
            0.0001,
            "0.0001",
            1.5e-7,
            "1.5e-07",
            123456789.125,
            "123456789.125",
            1e22,
            "1e+22",
            -0.0,
            "-0.0",
            1e300,
            "1e+300");
    expected.forEach((number, text) -> assertEquals(text, Json.number(number)));
  }

  @Test
  void writingAndReadingGivesTheSame() {
    var list = new ArrayList<@Nullable Object>(List.of(1L, "a", map("k", List.of(1.25, false))));
    list.add(null);
    assertEquals(list, Json.parse(Json.write(list, JsonStyle.PRETTY)));
    assertTrue(Json.write(list, JsonStyle.COMPACT).indexOf(' ') < 0);
  }
}
