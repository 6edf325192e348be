package dev.runbook.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The small languages that inventories are written in.
final class WrittenFormsTest {
  private static final Source AT = new Source("hosts", 1, 1);

  @TestFactory
  Stream<DynamicTest> valuesAreReadAsPythonLiterals() {
    return Tables.rows(
        "literals.yml",
        "text",
        row ->
            assertEquals(
                Tables.value(row.get("value")),
                Tables.plain(PythonLiteral.value(Tables.text(row, "text"), AT))));
  }

  @TestFactory
  Stream<DynamicTest> linesAreSplitAsShlexDoes() {
    return Tables.rows(
        "words.yml",
        "line",
        row -> {
          var line = Tables.text(row, "line");
          if (row.get("error") instanceof Node.Scalar error) {
            var thrown = assertThrows(Shlex.Unfinished.class, () -> Shlex.split(line));
            assertEquals(error.text(), thrown.getMessage());
          } else {
            assertEquals(
                Tables.texts(row, "words"),
                Shlex.split(line).stream().map(Shlex.Word::text).toList());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> addressesAreTakenApart() {
    return Tables.rows(
        "addresses.yml",
        "address",
        row -> {
          var address = HostAddress.parse(Tables.text(row, "address"));
          if (row.get("host") == null) {
            assertNull(address);
          } else {
            assertEquals(Tables.text(row, "host"), Objects.requireNonNull(address).host());
            var port = address.port();
            assertEquals(Tables.value(row.get("port")), port == null ? null : port.longValue());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> rangesExpand() {
    return Tables.rows(
        "ranges.yml",
        "pattern",
        row -> {
          var pattern = Tables.text(row, "pattern");
          if (row.get("fails") != null) {
            assertThrows(ParseError.class, () -> HostRange.hosts(pattern, AT));
          } else {
            var hosts = HostRange.hosts(pattern, AT);
            assertEquals(Tables.texts(row, "hosts"), hosts.names());
            var port = hosts.port();
            assertEquals(Tables.value(row.get("port")), port == null ? null : port.longValue());
          }
        });
  }

  @Test
  void aRangeThatNobodyMeansIsRefused() {
    var error = assertThrows(ParseError.class, () -> HostRange.hosts("w[1:99999999]", AT));
    assertEquals("more than 1000000 hosts in one range", error.text());
  }

  @Test
  void deepOrLongLiteralsStayText() {
    var deep = "[".repeat(5000) + "]".repeat(5000);
    assertEquals(deep, PythonLiteral.value(deep, AT));
    var digits = "9".repeat(5000);
    assertEquals(digits, PythonLiteral.value(digits, AT));
  }
}
