package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.template.TemplateError.Kind;
import dev.runbook.template.jinja.Limits;
import dev.runbook.yaml.Source;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a template may use up: depth, length, memory, time. Too much of any is an error that says
/// what was too much, and where.
final class BudgetTest {
  private static final Source AT = new Source("play.yml", 3, 9);
  private static final int MANY = 20_000;
  private static final int FULL_BUDGET = 20_000_000;

  @TempDir private Path folder = Path.of("");

  private Templar on(Object... pairs) {
    return new Templates().on(Maps.of(pairs), surroundings());
  }

  private Surroundings surroundings() {
    return new Surroundings(List.of(folder), folder, Map.of(), _ -> {});
  }

  private TemplateError error(String text) {
    return assertThrows(
        TemplateError.class,
        () -> on().file(text, AT, FileOptions.DEFAULT),
        () -> text.substring(0, Math.min(80, text.length())));
  }

  static List<String> nested() {
    return List.of(
        "{{ " + "(".repeat(MANY) + "1" + ")".repeat(MANY) + " }}",
        "{{ " + "[".repeat(MANY) + "]".repeat(MANY) + " }}",
        "{{ " + "{1:".repeat(MANY) + "1" + "}".repeat(MANY) + " }}",
        "{{ " + "f(".repeat(MANY) + ")".repeat(MANY) + " }}",
        "{{ " + "x[".repeat(MANY) + "1" + "]".repeat(MANY) + " }}",
        "{{ x" + ".a".repeat(MANY) + " }}",
        "{{ x" + "[0]".repeat(MANY) + " }}",
        "{{ x" + "()".repeat(MANY) + " }}",
        "{{ 1" + " | abs".repeat(MANY) + " }}",
        "{{ 1" + " is odd".repeat(MANY) + " }}",
        "{{ 1" + " + 1".repeat(MANY) + " }}",
        "{{ 1" + " ** 1".repeat(MANY) + " }}",
        "{{ 1" + " or 1".repeat(MANY) + " }}",
        "{{ " + "not ".repeat(MANY) + "1 }}",
        "{{ " + "-".repeat(MANY) + "1 }}",
        "{{ 1" + " if 1 else 1".repeat(MANY) + " }}",
        "{{ 1 | default(".repeat(1) + "1 | default(".repeat(MANY) + ")".repeat(MANY) + ") }}",
        "{% if 1 %}".repeat(MANY) + "{% endif %}".repeat(MANY),
        "{% for i in [1] %}".repeat(MANY) + "{% endfor %}".repeat(MANY),
        "{% filter upper %}".repeat(MANY) + "{% endfilter %}".repeat(MANY),
        "{% macro m() %}".repeat(MANY) + "{% endmacro %}".repeat(MANY),
        "{% call m() %}".repeat(MANY) + "{% endcall %}".repeat(MANY),
        "{% with %}".repeat(MANY) + "{% endwith %}".repeat(MANY),
        "{% set x %}".repeat(MANY) + "{% endset %}".repeat(MANY),
        "{% set " + "(".repeat(MANY) + "x" + ")".repeat(MANY) + " = 1 %}",
        "{% for " + "(".repeat(MANY) + "x" + ")".repeat(MANY) + " in [] %}{% endfor %}",
        "{{ '" + "[".repeat(MANY) + "' | from_json }}",
        "{{ '" + "[".repeat(MANY) + "' | from_yaml }}",
        "{{ '"
            + "(".repeat(MANY)
            + "' | regex_escape | regex_search('"
            + "(".repeat(MANY)
            + "') }}",
        "{{ {} | json_query('" + "[".repeat(MANY) + "') }}",
        "{{ {} | json_query('" + "!".repeat(MANY) + "a') }}",
        "{{ {} | json_query('" + "(".repeat(MANY) + "') }}",
        "{{ '" + "{0:".repeat(MANY) + "'.format(1) }}");
  }

  @ParameterizedTest
  @MethodSource("nested")
  void whatIsNestedWithoutEndIsRefused(String text) {
    var error = error(text);
    assertTrue(
        !error.text().contains("nested too deeply"), () -> "the stack ended: " + error.text());
    assertEquals("play.yml", error.at().file());
    assertTrue(error.text().length() < 3000 + text.length(), error.text());
    var condition = text.substring(2, text.length() - 2).strip();
    if (text.startsWith("{{")) {
      assertThrows(TemplateError.class, () -> on().condition(condition, AT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' * 10 ** 30 }}",
        "{{ [0] * 1000000000 }}",
        "{{ (1, 2) * 1000000000 }}",
        "{{ 2 ** 10000000 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ range(10 ** 12) }}",
        "{{ range(2000000000) | list }}",
        "{{ range(2000000000) | map('string') | join }}",
        "{{ range(2000000000) | batch(2) | list }}",
        "{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}",
        "{{ 'x'.ljust(1000000000) }}",
        "{{ 'x' | center(1000000000) }}",
        "{{ '%1000000000d' % 1 }}{{ '{:1000000000}'.format(1) }}",
        "{{ '%.1000000000f' % 1 }}{{ '{:.1000000000f}'.format(1) }}",
        "{{ 'x\n' * 1000 | indent(1000000000) }}",
        "{{ ('x\n' * 1000000) | indent('y' * 1000) }}",
        "{{ ['a'] | batch(2000000000, 'x') | list }}",
        "{{ [1] | slice(2000000000) | list }}",
        "{{ range(30) | permutations | list }}",
        "{{ range(60) | combinations(30) | list }}",
        "{{ range(1000) | product(range(1000), range(1000)) | list }}",
        "{{ [1, 2] | product(repeat=100) | list }}",
        "{{ ('a' * 1000000).replace('a', 'b' * 1000) }}",
        "{{ ('a' * 1000000) | regex_replace('a', 'b' * 1000) }}",
        "{{ range(100000) | join('x' * 100000) }}",
        "{{ ('x' * 100000).join(['a'] * 100000) }}",
        "{{ query('sequence', 'start=0 end=1000000000') }}",
        "{{ query('nested', range(1000) | list, range(1000) | list, range(1000) | list) }}",
        "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x | replace('a', n.x) %}{% endfor %}",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | to_json }}",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | to_nice_yaml }}",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | flatten }}",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | pprint }}",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | string }}",
        "{% set n = namespace(x=1, y=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}",
        "{% set d = {} %}{% do d.update(a=d, b=d) %}{{ {'a': d, 'b': d} | combine({'a': d, 'b': d}, recursive=true) }}",
        "{{ 'x' | password_hash('sha512', 'salt', rounds=999999999) }}",
        "{{ 'x' | password_hash('bcrypt', rounds=31) }}"
      })
  void whatWouldFillTheMachineIsRefused(String text) {
    // A tenth of what a render may use up has to be used up in a tenth of the time it may take.
    var templar =
        new Templar(new Templates(), Maps.of(), surroundings(), new Limits(FULL_BUDGET / 10));
    var times = ManagementFactory.getThreadMXBean();
    var start = times.getCurrentThreadCpuTime();
    var error =
        assertThrows(TemplateError.class, () -> templar.file(text, AT, FileOptions.DEFAULT));
    var seconds = (times.getCurrentThreadCpuTime() - start) / 1e9;
    assertEquals(Kind.LIMIT, error.kind(), error.text());
    assertEquals("play.yml", error.at().file());
    assertTrue(seconds < 6, () -> seconds + " s");
  }

  @Test
  void aLoopMayTurnOftenButNotWithoutEnd() {
    var error = error("{% for i in range(1000000000) %}{% endfor %}");
    assertTrue(error.text().contains("more than " + FULL_BUDGET + " loop steps"), error.text());
    assertEquals(
        "", on().file("{% for i in range(1000000) %}{% endfor %}", AT, FileOptions.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% macro r() %}{% call m() %}{{ r() }}{% endcall %}{% endmacro %}{{ r() }}",
        "{% macro m(x=m()) %}{% endmacro %}{{ m() }}",
        "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}",
        "{% block a %}{{ self.a() }}{% endblock %}",
        "{% block a %}{{ self.b() }}{% endblock %}{% block b %}{{ self.a() }}{% endblock %}",
        "{% include 'me.j2' %}",
        "{% import 'imports.j2' as x %}",
        "{% extends 'extends.j2' %}",
        "{{ lookup('template', 'looks.j2') }}",
        "{% set l = [] %}{% do l.append(l) %}{{ l | to_json }}",
        "{% set d = {} %}{% do d.update(d=d) %}{{ d | to_nice_yaml }}"
      })
  void whatCallsItselfIsRefused(String text) throws Exception {
    Files.writeString(folder.resolve("me.j2"), "{% include 'me.j2' %}");
    Files.writeString(folder.resolve("imports.j2"), "{% import 'imports.j2' as x %}");
    Files.writeString(folder.resolve("extends.j2"), "{% extends 'extends.j2' %}");
    Files.writeString(folder.resolve("looks.j2"), "{{ lookup('template', 'looks.j2') }}");
    var error = error(text);
    assertTrue(error.kind() == Kind.LIMIT || error.kind() == Kind.RECURSION, error.text());
    assertTrue(
        !error.text().contains("nested too deeply"), () -> "the stack ended: " + error.text());
  }

  @Test
  void aListThatHoldsItselfPrintsAsInPython() {
    assertEquals(
        "[[...]]",
        on().file("{% set l = [] %}{% do l.append(l) %}{{ l }}", AT, FileOptions.DEFAULT));
  }

  @Test
  void aRegularExpressionWithoutEndIsStopped() throws Exception {
    // The time of each has to run out: at once it takes as long as one.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var errors =
          threads.invokeAll(
              Stream.of(
                      "{{ ('a' * 60) | regex_search('^((a+)+)\\\\2b$') }}",
                      "{{ ('a' * 60) | regex_replace('(a|aa)+\\\\1b', 'x') }}",
                      "{{ ('a' * 60) is match('((a|a?)+)\\\\1{2}b') }}")
                  .map(text -> (Callable<TemplateError>) () -> error(text))
                  .toList());
      for (var one : errors) {
        var error = one.get();
        assertEquals(Kind.LIMIT, error.kind(), error.text());
        assertTrue(error.text().startsWith("the regular expression took more than"), error.text());
      }
    }
  }

  @Test
  void aChainOfVariablesIsLongButNotEndless() {
    var pairs = new Object[2 * 400];
    for (var i = 0; i < 400; i++) {
      pairs[2 * i] = "v" + i;
      pairs[2 * i + 1] = new Template("{{ v" + (i + 1) + " }}", AT);
    }
    var templar = on(pairs);
    var error =
        assertThrows(TemplateError.class, () -> templar.value(new Template("{{ v0 }}", AT)));
    assertEquals(Kind.LIMIT, error.kind(), error.text());
  }

  @Test
  void memoryThatRunsOutIsAnErrorOfThatTemplateOnly() throws Exception {
    // In a process with little memory, since all of it has to be filled.
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Greedy.class.getName())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("LIMIT 2", output.strip());
  }

  /// Renders a template that keeps more than there is memory for, then another one.
  static final class Greedy {
    private Greedy() {}

    public static void main(String[] args) {
      var test = new BudgetTest();
      var kind =
          test.error(
                  "{% set l = [] %}{% for i in range(100000) %}{% do l.append(('x' ~ i) * 100000) %}{% endfor %}")
              .kind();
      System.out.println(kind + " " + test.on().file("{{ 1 + 1 }}", AT, FileOptions.DEFAULT));
    }
  }
}
