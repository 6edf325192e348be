package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.value.Text;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every case of the corpus, whose results real Ansible (ansible-core 2.14.18) gave, as text and as
/// native value.
final class JinjaCorpusTest {
  @TempDir private Path folder = Path.of("");

  @TestFactory
  List<DynamicTest> texts() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var one : cases()) {
      var name = one.get("id") + " " + one.get("template");
      if (!CorpusExceptions.TEXT.containsKey(one.get("id"))) {
        tests.add(DynamicTest.dynamicTest(name, () -> text(one)));
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> natives() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var one : cases()) {
      var name = one.get("id") + " " + one.get("template");
      if ((one.containsKey("native") || one.containsKey("native_error"))
          && !CorpusExceptions.NATIVE.containsKey(one.get("id"))) {
        tests.add(DynamicTest.dynamicTest(name, () -> natively(one)));
      }
    }
    return tests;
  }

  /// An exception that is not needed any more has to go.
  @TestFactory
  List<DynamicTest> exceptionsStillDiffer() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var one : cases()) {
      if (CorpusExceptions.TEXT.containsKey(one.get("id"))) {
        tests.add(
            DynamicTest.dynamicTest(
                "text " + one.get("id"), () -> assertThrows(Throwable.class, () -> text(one))));
      }
      if (CorpusExceptions.NATIVE.containsKey(one.get("id"))) {
        tests.add(
            DynamicTest.dynamicTest(
                "native " + one.get("id"),
                () -> assertThrows(Throwable.class, () -> natively(one))));
      }
    }
    assertFalse(tests.isEmpty());
    return tests;
  }

  private static List<Map<String, @Nullable Object>> cases() throws IOException {
    try (var in =
        Objects.requireNonNull(
            JinjaCorpusTest.class.getResourceAsStream("/template/jinja-corpus.json"))) {
      var all = (Map<?, ?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      @SuppressWarnings("unchecked")
      var cases =
          (List<Map<String, @Nullable Object>>)
              Objects.requireNonNull(Objects.requireNonNull(all).get("cases"));
      return cases;
    }
  }

  private Templar templar(Map<String, @Nullable Object> one) throws IOException {
    if (one.get("templates") instanceof Map<?, ?> files) {
      for (var file : files.entrySet()) {
        Files.writeString(
            folder.resolve(file.getKey().toString()), Objects.toString(file.getValue()));
      }
    }
    var variables = new LinkedHashMap<String, @Nullable Object>();
    ((Map<?, ?>) Objects.requireNonNull(one.get("vars")))
        .forEach((key, value) -> variables.put(key.toString(), value));
    return new Templates()
        .on(
            new Maps(variables),
            new Surroundings(List.of(folder), folder, System.getenv(), _ -> {}));
  }

  private static FileOptions options(Map<String, @Nullable Object> one) {
    return one.get("lstrip_blocks") == null
        ? FileOptions.DEFAULT
        : FileOptions.DEFAULT.with(Map.of("lstrip_blocks", true));
  }

  private void text(Map<String, @Nullable Object> one) throws IOException {
    var templar = templar(one);
    var template = Objects.toString(one.get("template"));
    if (one.containsKey("text_error")) {
      var error =
          assertThrows(
              TemplateError.class,
              () -> templar.file(template, new Source("t.j2", 1, 1), options(one)));
      checkKind(Objects.toString(one.get("text_error")), error);
      return;
    }
    assertEquals(one.get("text"), templar.file(template, new Source("t.j2", 1, 1), options(one)));
  }

  private static void checkKind(String python, TemplateError error) {
    if (python.equals("AnsibleUndefinedVariable")) {
      assertEquals(TemplateError.Kind.UNDEFINED, error.kind(), error.text());
    }
  }

  private void natively(Map<String, @Nullable Object> one) throws IOException {
    var templar = templar(one);
    var template = Objects.toString(one.get("template")).strip();
    var expression = template.substring(2, template.length() - 2);
    if (one.containsKey("native_error")) {
      var error =
          assertThrows(
              TemplateError.class, () -> templar.fileValue(template, new Source("t.j2", 1, 1)));
      checkKind(Objects.toString(one.get("native_error")), error);
      return;
    }
    assertEquals(
        json(one.get("native")),
        json(templar.fileValue(template, new Source("t.j2", 1, 1))),
        expression);
  }

  static String json(@Nullable Object value) {
    return Json.write(textKeys(value), JsonStyle.PRETTY);
  }

  /// The recordings have the keys of every map as texts.
  private static @Nullable Object textKeys(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var made = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, item) -> made.put(Text.str(key), textKeys(item)));
        yield made;
      }
      case List<?> list -> {
        var made = new ArrayList<@Nullable Object>();
        list.forEach(item -> made.add(textKeys(item)));
        yield made;
      }
      case null, default -> value;
    };
  }
}
