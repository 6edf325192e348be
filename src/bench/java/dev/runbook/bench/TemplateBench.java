package dev.runbook.bench;

import dev.runbook.json.Json;
import dev.runbook.template.FileOptions;
import dev.runbook.template.Surroundings;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.Templates;
import dev.runbook.template.Variables;
import dev.runbook.template.jinja.Program;
import dev.runbook.template.jinja.Syntax;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// Reads and renders what `../inputs` holds, as the script `bench` beside it does with Jinja2 and
/// with Ansible. A templar is made for each render, as it is for each task of each host.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TemplateBench {
  private static final Path INPUTS =
      Path.of(System.getProperty("bench.inputs", "src/bench/inputs"));
  private static final Source AT = new Source("bench.j2", 1, 1);

  private final Templates engine = new Templates();
  private final String expression = read("expression.j2").strip();
  private final String page = read("page.j2");
  private final String when = read("when.txt").strip();
  private final Variables variables = variables();
  private final Surroundings surroundings =
      new Surroundings(List.of(), Path.of("."), Map.of(), _ -> {});

  private Templar templar() {
    return engine.on(variables, surroundings);
  }

  @Benchmark
  public Object parseExpression() {
    return Program.template(expression, Syntax.VALUE, engine, AT);
  }

  @Benchmark
  public Object parsePage() {
    return Program.template(page, Syntax.FILE, engine, AT);
  }

  @Benchmark
  public Object parseWhen() {
    return Program.expression(when, Syntax.CONDITION, engine, AT);
  }

  @Benchmark
  public Object renderExpression() {
    return templar().value(new Template(expression, AT));
  }

  @Benchmark
  @Threads(2)
  public Object renderExpressionOnTwoThreads() {
    return templar().value(new Template(expression, AT));
  }

  @Benchmark
  public String renderPage() {
    return templar().file(page, AT, FileOptions.DEFAULT);
  }

  @Benchmark
  @Threads(2)
  public String renderPageOnTwoThreads() {
    return templar().file(page, AT, FileOptions.DEFAULT);
  }

  @Benchmark
  public boolean renderWhen() {
    return templar().condition(when, AT);
  }

  /// The first render of a new process: prints its time, the heap and the classes that it took.
  public static void main(String[] args) {
    var classes = java.lang.management.ManagementFactory.getClassLoadingMXBean();
    var before = classes.getTotalLoadedClassCount();
    var start = System.nanoTime();
    var bench = new TemplateBench();
    var text = bench.renderPage();
    var millis = (System.nanoTime() - start) / 1e6;
    var loaded = classes.getTotalLoadedClassCount() - before;
    System.gc();
    var heap = java.lang.management.ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    System.out.printf(
        "first render: %.0f ms, %d classes, %.1f MiB of heap in use (%d characters)%n",
        millis, loaded, heap.getUsed() / 1048576.0, text.length());
    System.out.println(bench.renderExpression());
    System.out.println(bench.renderWhen());
    if (args.length > 0) {
      System.out.print(text);
    }
  }

  private static String read(String name) {
    try {
      return Files.readString(INPUTS.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Variables variables() {
    var map = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) Json.parse(read("vars.json"))).forEach((k, v) -> map.put(k.toString(), v));
    return new Variables() {
      @Override
      public boolean has(String name) {
        return map.containsKey(name);
      }

      @Override
      public Object get(String name) {
        return map.get(name);
      }

      @Override
      public Set<String> names() {
        return map.keySet();
      }
    };
  }
}
