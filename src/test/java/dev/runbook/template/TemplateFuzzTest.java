package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.config.Config;
import dev.runbook.json.Json;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Blob;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Range;
import dev.runbook.template.value.Tuple;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is written as a template either renders or is refused with a [TemplateError]: no other
/// exception, no end of the stack, no hang. A few seconds from a fixed seed; with
/// `-Dfuzz.minutes=10`, `-Dfuzz.seed=...` as long and as new as one likes.
final class TemplateFuzzTest {
  private static final int FEW = 4_000;
  private static final int PATIENCE = 10;

  /// Lookups that start programs, reach the network or write files.
  private static final Set<String> OUTWARD =
      Set.of("pipe", "lines", "url", "password", "template", "unvault", "unknown");

  private static final ThreadMXBean TIMES = ManagementFactory.getThreadMXBean();
  private static final Templates ENGINE =
      new Templates(additions(), Config.load(Map.of(), Path.of("/"), Path.of("/root"), _ -> {}));

  @TempDir private Path folder = Path.of("");

  /// What went wrong, by kind: the shortest template that shows it.
  private final Map<String, String> defects = new TreeMap<>();

  private volatile String now = "";
  private final AtomicLong rendered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  @Test
  void everyTemplateRendersOrIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("self.j2"), "{% include 'self.j2' %}{% macro m(x) %}{{ x }}{% endmacro %}");
    Files.writeString(folder.resolve("other.j2"), "{% block a %}{{ text }}{% endblock %}");
    var seed = Long.getLong("fuzz.seed", 1);
    var minutes = Long.getLong("fuzz.minutes", 0);
    var end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    var written = written();
    var next = new AtomicLong(seed);
    var last = minutes == 0 ? seed + FEW : Long.MAX_VALUE;
    while (next.get() < last && (minutes == 0 || System.nanoTime() < end)) {
      work(next, last, end, minutes, written);
    }
    System.out.printf(
        "%d templates rendered, %d refused, %d kinds of defects%n",
        rendered.get(), refused.get(), defects.size());
    assertEquals("", String.join("\n", defects.entrySet().stream().map(Object::toString).toList()));
  }

  /// Probes until the end, or until one template takes too long: that is a defect, and its thread
  /// is left behind.
  private void work(AtomicLong next, long last, long end, long minutes, List<String> written)
      throws InterruptedException {
    var worker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (next.get() < last && (minutes == 0 || System.nanoTime() < end)) {
                probe(new Random(next.getAndIncrement()), written);
              }
            });
    for (long done = -1, used = 0; !worker.join(Duration.ofSeconds(2)); ) {
      var time = TIMES.getThreadCpuTime(worker.threadId());
      if (done != rendered.get() + refused.get()) {
        done = rendered.get() + refused.get();
        used = time;
      } else if (time - used > TimeUnit.SECONDS.toNanos(PATIENCE)) {
        defect("no end: " + place(worker.getStackTrace()), now);
        return;
      }
    }
  }

  private static String place(StackTraceElement[] stack) {
    return String.join(
        " ",
        Arrays.stream(stack)
            .filter(frame -> frame.getClassName().startsWith("dev.runbook"))
            .limit(3)
            .map(StackTraceElement::toString)
            .toList());
  }

  private void probe(Random random, List<String> written) {
    var grammar = new TemplateGrammar(random);
    var text =
        switch (random.nextInt(10)) {
          case 0 -> grammar.characters();
          case 1 -> grammar.soup();
          case 2, 3, 4 -> grammar.mutated(written);
          default -> grammar.template();
        };
    now = text;
    var templar = templar();
    var at = new Source("fuzz.j2", 1, 1);
    attempt(text, () -> check(templar.value(new Template(text, at)), 0));
    attempt(text, () -> templar.file(text, at, FileOptions.DEFAULT));
    var condition = grammar.expression(3);
    now = condition;
    attempt(condition, () -> templar.condition(condition, at));
  }

  private void attempt(String text, Runnable work) {
    var start = TIMES.getCurrentThreadCpuTime();
    try {
      work.run();
      rendered.incrementAndGet();
    } catch (TemplateError e) {
      refused.incrementAndGet();
      if (e.text().endsWith("it is nested too deeply")) {
        defect("end of the stack", text);
      }
      if (e.text().isBlank()) {
        defect("an error without words", text);
      }
    } catch (ParseError e) {
      // What is encrypted, without its password
      refused.incrementAndGet();
    } catch (Throwable e) {
      defect(e.getClass().getName() + " " + place(e.getStackTrace()), text);
    }
    var seconds = (TIMES.getCurrentThreadCpuTime() - start) / 1_000_000_000L;
    if (seconds >= 3) {
      defect("slow", seconds + " s: " + text);
    }
  }

  private synchronized void defect(String kind, String text) {
    defects.merge(kind, text, (a, b) -> a.length() <= b.length() ? a : b);
  }

  /// Nothing may come out that is not a final value.
  private void check(@Nullable Object value, int depth) {
    switch (value) {
      case null -> {}
      case String _, Boolean _, Long _, BigInteger _, Double _, Omit _ -> {}
      case Temporal _, Duration _, Blob _ -> {}
      case Map<?, ?> map when depth < 50 ->
          map.forEach((key, item) -> {
            check(key, depth + 1);
            check(item, depth + 1);
          });
      case Tuple tuple when depth == 0 || !tuple.isEmpty() -> {}
      case List<?> list when depth < 50 -> list.forEach(item -> check(item, depth + 1));
      case Map<?, ?> _, List<?> _ -> {}
      default -> defect("a value of " + value.getClass(), now);
    }
  }

  private Templar templar() {
    return ENGINE.on(
        variables(), new Surroundings(List.of(folder), folder, Map.of("HOME", "/root"), _ -> {}));
  }

  private static Additions additions() {
    var additions = new Additions();
    var real = new Templates();
    for (var name : List.of("lookup", "query", "q")) {
      var lookup = (Invocable) Objects.requireNonNull(real.global(name));
      additions.function(
          name,
          (Arguments arguments, Context context) -> {
            var positional = arguments.positional();
            if (positional.isEmpty()
                || !(positional.getFirst() instanceof String called)
                || OUTWARD.contains(called.substring(called.lastIndexOf('.') + 1))) {
              throw Raised.lookup("not in this test");
            }
            return lookup.call(arguments, context);
          });
    }
    // It takes seconds on purpose.
    additions.filter(
        Operation.of("password_hash", "*rest **named", (_, _) -> "$6$salt$" + "x".repeat(86)));
    return additions;
  }

  private static Variables variables() {
    var at = new Source("vars.yml", 1, 1);
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("rc", 0L);
    result.put("changed", true);
    result.put("stdout", "a\nb");
    result.put("stdout_lines", List.of("a", "b"));
    result.put("none", null);
    return Maps.of(
        "text",
        "Some text, 42",
        "empty",
        "",
        "unicode",
        "naïve 😀 Ωmega",
        "lines",
        "a\n\n  b\r\nc\t\n",
        "json",
        "{\"a\": [1, {\"b\": null}], \"c\": 1.5e3}",
        "number",
        42L,
        "zero",
        0L,
        "negative",
        -7L,
        "big",
        new BigInteger("123456789012345678901234567890"),
        "real",
        2.5,
        "infinite",
        Double.POSITIVE_INFINITY,
        "nan",
        Double.NaN,
        "yes",
        true,
        "no",
        false,
        "nothing",
        null,
        "numbers",
        List.of(3L, 1L, 2L),
        "words",
        List.of("b", "a", "B", ""),
        "records",
        List.of(Map.of("a", 1L, "b", "x"), Map.of("a", 2L), Map.of("key", "k", "value", 1L)),
        "nested",
        List.of(List.of(1L, List.of(2L)), Map.of("a", List.of(Map.of("b", 1L)))),
        "map",
        new LinkedHashMap<>(Map.of("a", 1L, "b", Map.of("c", List.of("d")))),
        "keyed",
        Map.of(1L, "one", true, "yes", 2.5, "half"),
        "result",
        result,
        "template",
        new Template("{{ number + 1 }}", at),
        "holder",
        Map.of("a", new Template("{{ map }}", at), "b", List.of(new Template("{{ nowhere }}", at))),
        "loops",
        new Template("{{ loops }}", at),
        "pair",
        Tuple.of(1L, "a"),
        "span",
        Range.of(0, 10, 3));
  }

  /// Templates that people wrote: those of the tables here, and of more of the kind
  /// (`-Dfuzz.corpus=FILE`).
  private static List<String> written() throws IOException {
    var all = new ArrayList<String>();
    for (var table : List.of("/template/jinja-corpus.json", "/template/recorded.json")) {
      try (var in = Objects.requireNonNull(TemplateFuzzTest.class.getResourceAsStream(table))) {
        collect(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)), all);
      }
    }
    var more = System.getProperty("fuzz.corpus");
    if (more != null) {
      collect(Json.parse(Files.readString(Path.of(more))), all);
    }
    assertTrue(all.size() > 1000);
    return all;
  }

  private static void collect(@Nullable Object value, List<String> all) {
    Iterator<?> items =
        switch (value) {
          case Map<?, ?> map -> {
            if (map.get("template") instanceof String text && !text.isEmpty()) {
              all.add(text);
            }
            yield map.values().iterator();
          }
          case List<?> list -> list.iterator();
          case null, default -> List.of().iterator();
        };
    items.forEachRemaining(item -> collect(item, all));
  }
}
