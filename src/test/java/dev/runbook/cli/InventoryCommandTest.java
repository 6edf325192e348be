package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Prints what `ansible-inventory` of ansible-core 2.14.18 printed, to the byte.
final class InventoryCommandTest {
  private static final Path CASES = Path.of("src/test/resources/inventory/cases").toAbsolutePath();

  private static final Map<String, List<String>> FILES =
      Map.of(
          "list.json", List.of("--list"),
          "export.json", List.of("--list", "--export"),
          "graph.txt", List.of("--graph", "--vars"),
          "list.yml", List.of("--list", "-y"));

  /// What differs on purpose, or cannot be asked of this process.
  private static final List<String> NOT_THE_SAME =
      List.of(
          // PyYAML gives objects that are used twice an anchor
          "ini/list.yml",
          "script/list.yml",
          "toml/list.yml",
          "yaml/list.yml",
          // encrypted values stay so in drawings
          "vault/graph.txt");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(List<String> words) {
    out.reset();
    err.reset();
    var code =
        new InventoryCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(words);
    return code;
  }

  @TestFactory
  Stream<DynamicTest> printsWhatAnsiblePrints() throws IOException {
    List<Path> cases;
    try (var found = Files.list(CASES)) {
      // another hash_behaviour needs another ansible.cfg
      cases = found.filter(p -> !p.endsWith("merge")).sorted().toList();
    }
    return cases.stream()
        .flatMap(path -> FILES.keySet().stream().sorted().map(path::resolve))
        .filter(path -> !NOT_THE_SAME.contains(CASES.relativize(path).toString()))
        .map(path ->
            dynamicTest(
                CASES.relativize(path).toString(),
                () -> {
                  var words = new ArrayList<String>();
                  for (var source : Files.readAllLines(path.resolveSibling("sources"))) {
                    words.add("-i");
                    words.add(
                        source.contains(",") ? source : path.resolveSibling(source).toString());
                  }
                  if (Files.exists(path.resolveSibling("password"))) {
                    words.add("--vault-password-file=" + path.resolveSibling("password"));
                  }
                  words.addAll(FILES.get(path.getFileName().toString()));
                  assertEquals(0, run(words), err.toString(StandardCharsets.UTF_8));
                  assertEquals(Files.readString(path), out.toString(StandardCharsets.UTF_8));
                }));
  }

  @Test
  void valuesThatNobodyAsksForNeedNoPassword() throws IOException {
    var file = Files.createTempFile("inventory", ".yml");
    try {
      Files.writeString(
          file, "web: {hosts: {h: {s: !vault \"$ANSIBLE_VAULT;1.1;AES256\\n3030\"}}}\n");
      assertEquals(0, run(List.of("-i", file.toString(), "--host", "h")));
      assertTrue(
          out.toString(StandardCharsets.UTF_8)
              .contains("\"__ansible_vault\": \"$ANSIBLE_VAULT;1.1;AES256\\n3030\""),
          out.toString(StandardCharsets.UTF_8));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertEquals(5, run(List.of("-i", "a,")));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("No action selected"));
    assertEquals(5, run(List.of("-i", "a,", "--list", "--graph")));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("Conflicting options used"));
    assertEquals(5, run(List.of("-i", "a,", "--host", "b")));
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .contains("You must pass a single valid host to --host parameter"));
    assertEquals(2, run(List.of("--lits")));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("did you mean --list?"));
  }
}
