package dev.runbook.style;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All sources stand as google-java-format writes them; {@code mvn test -Dtest=FormatTest
 * -Dformat=write} does it.
 */
class FormatTest {

  @TestFactory
  Stream<DynamicTest> sourcesAreFormatted() throws Exception {
    return Stream.of("src/main/java", "src/test/java", "src/bench/java")
        .flatMap(FormatTest::sources)
        .map(FormatTest::formatted);
  }

  private static Stream<Path> sources(String folder) {
    try (var walk = Files.walk(Path.of(folder))) {
      return List.copyOf(walk.filter(p -> p.toString().endsWith(".java")).toList()).stream();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static DynamicTest formatted(Path file) {
    return DynamicTest.dynamicTest(
        file.toString(),
        () -> {
          var written = Files.readString(file);
          var wanted =
              new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(written));
          if (System.getProperty("format", "check").equals("write")) {
            Files.writeString(file, wanted);
          } else {
            assertEquals(wanted, written, "run: mvn test -Dtest=FormatTest -Dformat=write");
          }
        });
  }
}
