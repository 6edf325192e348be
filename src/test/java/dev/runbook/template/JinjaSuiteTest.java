package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.json.Json;
import dev.runbook.template.value.Range;
import dev.runbook.template.value.Tuple;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording of Jinja2's own test-suite, where one is at hand (`-Djinja.suite=FILE`): every
/// render as template, files, variables, options, and the text or error that Jinja2 gave with
/// undefined values that raise, as Ansible has them.
final class JinjaSuiteTest {
  private static final String LITERAL =
      "Jinja2's native mode reads a text that looks like a Python literal as that literal; since"
          + " 2.19 Ansible's does not";

  /// Templates that must give something else.
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "{{ true }}|{{ false }}|{{ none }}|{{ none is defined }}|{{ missing is defined }}",
              "Ansible prints None as nothing",
          "{% for x in value %}{{ x }}{% endfor %}", LITERAL,
          "'Jinja'", LITERAL,
          "0.000{{ a }}", LITERAL,
          "{% block b %}{% for i in range(1) %}{{ loop.index }}{% endfor %}{% endblock %}{{ self.b() }}",
              LITERAL);

  @TempDir private Path folder = Path.of("");

  @Test
  void rendersWhatJinjaRenders() throws IOException {
    var file = System.getProperty("jinja.suite");
    assumeTrue(file != null, "no recording of Jinja2's tests: give one with -Djinja.suite=FILE");
    var all = (Map<?, ?>) Objects.requireNonNull(Json.parse(Files.readString(Path.of(file))));
    var wrong = new TreeMap<String, String>();
    var number = 0;
    for (var one : (List<?>) Objects.requireNonNull(all.get("cases"))) {
      var name = String.format("%04d %s", number++, ((Map<?, ?>) one).get("test"));
      try {
        check((Map<?, ?>) Objects.requireNonNull(one), number);
      } catch (AssertionError | RuntimeException e) {
        wrong.put(name, ((Map<?, ?>) one).get("template") + "\n   " + e);
      }
    }
    System.out.println(number - wrong.size() + " of " + number + " cases of Jinja2's tests pass");
    wrong.forEach((name, why) -> System.out.println(name + "\n   " + why));
    wrong.values().removeIf(why -> EXCEPTIONS.keySet().stream().anyMatch(why::startsWith));
    assertEquals(Map.of(), wrong);
  }

  private void check(Map<?, ?> one, int number) throws IOException {
    var here = Files.createDirectories(folder.resolve("case" + number));
    if (one.get("files") instanceof Map<?, ?> files) {
      for (var file : files.entrySet()) {
        var path = here.resolve(file.getKey().toString());
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, Objects.toString(file.getValue()));
      }
    }
    var variables = new LinkedHashMap<String, @Nullable Object>();
    ((Map<?, ?>) Objects.requireNonNull(one.get("vars")))
        .forEach((key, value) -> variables.put(key.toString(), value(value)));
    var templar =
        new Templates()
            .on(new Maps(variables), new Surroundings(List.of(here), here, Map.of(), _ -> {}));
    var options = new LinkedHashMap<String, @Nullable Object>();
    ((Map<?, ?>) Objects.requireNonNull(one.get("options")))
        .forEach((key, value) -> options.put(key.toString(), value));
    options.remove("extensions");
    var text = Objects.toString(one.get("template"));
    if (!Boolean.TRUE.equals(options.get("keep_trailing_newline")) && text.endsWith("\n")) {
      // Ansible keeps the newline that Jinja2 drops.
      text = text.substring(0, text.length() - 1);
    }
    var name = Objects.toString(one.get("name"), "t.j2");
    var at = new Source(here.resolve(name).toString(), 1, 1);
    var source = text;
    var native_ = Boolean.TRUE.equals(one.get("native"));
    var fileOptions = FileOptions.DEFAULT.with(options);
    if (one.containsKey("error")) {
      assertThrows(
          TemplateError.class,
          () -> {
            if (native_) {
              templar.fileValue(source, at);
            } else {
              templar.file(source, at, fileOptions);
            }
          });
      return;
    }
    assertEquals(
        value(one.get("text")),
        native_ ? templar.fileValue(source, at) : templar.file(source, at, fileOptions));
  }

  /// The recording marks what JSON cannot hold.
  private static @Nullable Object value(@Nullable Object recorded) {
    if (recorded instanceof List<?> list) {
      return new ArrayList<@Nullable Object>(list.stream().map(JinjaSuiteTest::value).toList());
    }
    if (!(recorded instanceof Map<?, ?> map)) {
      return recorded;
    }
    if (map.get("__tuple__") instanceof List<?> items) {
      return Tuple.copyOf(items.stream().map(JinjaSuiteTest::value).toList());
    }
    if (map.get("__range__") instanceof List<?> r) {
      return Range.of((long) r.get(0), (long) r.get(1), (long) r.get(2));
    }
    if (map.get("__big__") instanceof String digits) {
      return new BigInteger(digits);
    }
    if (map.get("__float__") instanceof String word) {
      return Double.valueOf(word.replace("inf", "Infinity").replace("nan", "NaN"));
    }
    var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    if (map.get("__dict__") instanceof List<?> pairs) {
      for (var pair : pairs) {
        var parts = (List<?>) Objects.requireNonNull(pair);
        made.put(value(parts.get(0)), value(parts.get(1)));
      }
    } else {
      map.forEach((key, item) -> made.put(key, value(item)));
    }
    return made;
  }
}
