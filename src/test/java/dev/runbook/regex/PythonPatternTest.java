package dev.runbook.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python 3.11's {@code re.sub} gives. */
final class PythonPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(?P<a>x)(?P=a)      ; \\g<a>-   ; xxy        ; x-y",
        "(\\w+) (\\w+)       ; \\2 \\1   ; one two    ; two one",
        "(?m)^               ; -         ; a\\nb\\n   ; -a\\n-b\\n-",
        "(?m)$               ; -         ; a\\nb      ; a-\\nb-",
        "x*                  ; -         ; abxd       ; -a-b--d-",
        "(?i)STRASSE         ; s         ; Strasse    ; s",
        "\\d{,2}             ; n         ; 123        ; nnn",
        "a{x}                ; b         ; a{x}       ; b",
        "[[]|[]]             ; .         ; [a]        ; .a.",
        "[a&&b]+             ; .         ; a&b        ; .",
        "(?x) a  b           ; c         ; ab         ; c",
        "\\x41\\u0042        ; c         ; ABC        ; cC",
        "(a)|(b)             ; [\\1\\2]  ; ab         ; [a][b]",
        "é\\b                ; e         ; été        ; éte",
        "(?#none)a           ; b         ; a          ; b",
        "a\\Z                ; b         ; aa         ; ab",
        "(?<=a)b             ; c         ; ab         ; ac"
      })
  void replacesAsPythonDoes(String pattern, String replacement, String text, String expected) {
    assertEquals(
        expected.replace("\\n", "\n"),
        PythonPattern.ofText(pattern).replaceAll(text.replace("\\n", "\n"), replacement).text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(?P<a  | missing >, unterminated name at position 0",
        "(?P=b) | unknown group name at position 0",
        "(?<a>x) | unknown extension ?<a at position 0",
        "\\p{L} | bad escape \\p at position 0",
        "[a     | unterminated character set at position 2",
        "*a     | nothing to repeat at position 0"
      })
  void refusesWhatPythonRefuses(String pattern, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> PythonPattern.ofText(pattern.strip()))
            .getMessage());
  }

  @Test
  void flagsMeanWhatPythonsMean() {
    assertEquals(
        "xx",
        PythonPattern.of("É", Set.of(PythonPattern.Flag.IGNORE_CASE)).replaceAll("éÉ", "x").text());
    assertEquals("x", PythonPattern.dotAll("a.b").replaceAll("a\nb", "x").text());
  }

  @Test
  void aSearchWithoutEndIsStopped() {
    var endless = Pattern.compile("(a|aa)+\\1c");
    var text = new Timed("a".repeat(200), 50_000_000);
    assertThrows(TooCostly.class, () -> endless.matcher(text).find());
  }
}
