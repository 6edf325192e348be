package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each playbook of {@code differential/} is run twice by runbook, from a fresh folder, and must
 * tell what Ansible told: exit code, plays, tasks, results with what was registered, and recap.
 *
 * <p>What Ansible told stands beside the playbook as {@code .told}, recorded from ansible-core
 * 2.19.11, or from 2.14.18 where runbook keeps to its results. One that depends on the machine has
 * no such file: it is run by the {@code ansible-playbook} that is installed too, and skipped where
 * there is none. {@code -Dansible.playbook=PROGRAM} compares all with that Ansible, and {@code
 * -Ddifferential.record=true} writes down what it tells; {@code -Ddifferential=REGEX} picks
 * playbooks. A playbook's first lines may give it flags, {@code # args: --check}, and settings,
 * {@code # env: ANSIBLE_CACHE_PLUGIN_CONNECTION={{dir}}}: one with {{dir}} is run twice.
 */
class DifferentialTest {
  private static final Path FOLDER = Path.of("src/test/resources/differential").toAbsolutePath();
  private static final String NAMED = System.getProperty("ansible.playbook", "");
  private static final String ANSIBLE = NAMED.isEmpty() ? "ansible-playbook" : NAMED;
  private static final boolean RECORD = Boolean.getBoolean("differential.record");
  private static final String WANTED = System.getProperty("differential", ".*");

  /** One program's telling of one run. */
  private record Told(int exit, List<String> entries) {
    @Override
    public String toString() {
      return "exit " + exit + "\n" + String.join("\n", entries) + "\n";
    }
  }

  /** Both tellings of all runs, as text. */
  private record Pair(String ansible, String runbook) {
    boolean same() {
      return ansible.equals(runbook);
    }
  }

  @TestFactory
  Stream<DynamicTest> aPlaybookIsRunAsAnsibleRunsIt() throws IOException, InterruptedException {
    var home = Files.createTempDirectory("differential");
    Files.writeString(home.resolve("ansible.cfg"), "");
    List<String> names;
    try (var files = Files.list(FOLDER)) {
      names =
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> n.endsWith(".yml"))
              .map(n -> n.replace(".yml", ""))
              .filter(n -> n.matches(WANTED))
              .sorted()
              .toList();
    }
    var pairs = new ArrayList<Future<Pair>>();
    try (var workers = Executors.newFixedThreadPool(2)) {
      for (var name : names) {
        pairs.add(workers.submit(() -> pair(name, home)));
      }
    }
    delete(home);
    var tests = new ArrayList<DynamicTest>();
    for (var i = 0; i < names.size(); i++) {
      var name = names.get(i);
      var pair = pairs.get(i);
      tests.add(DynamicTest.dynamicTest(name, () -> compare(name, pair.get())));
    }
    return tests.stream();
  }

  private static boolean installed() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(ANSIBLE)));
  }

  private static Pair pair(String name, Path home) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var runbook =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.runbook.cli.Main",
            "playbook");
    var told = FOLDER.resolve(name + ".told");
    if (NAMED.isEmpty() && Files.exists(told)) {
      return new Pair(Files.readString(told), twice(runbook, name, home));
    }
    if (!installed()) {
      return new Pair("", "");
    }
    var ansible = twice(List.of(ANSIBLE), name, home);
    if (RECORD) {
      Files.writeString(told, ansible);
    }
    return new Pair(ansible, twice(runbook, name, home));
  }

  /** The second run meets what the first one left; without a folder that is nothing. */
  private static String twice(List<String> program, String name, Path home) throws Exception {
    var folder = home.resolve(name);
    if (Files.exists(folder)) {
      delete(folder);
    }
    Files.createDirectories(folder);
    var first = run(program, name, home);
    return Files.readString(FOLDER.resolve(name + ".yml")).matches("(?s).*\\{\\{ ?dir ?}}.*")
        ? first + "again, " + run(program, name, home)
        : first.toString();
  }

  private static Told run(List<String> program, String name, Path home) throws Exception {
    var words = new ArrayList<>(program);
    words.addAll(List.of("-v", "-i", "hosts", "-e", "dir=" + home.resolve(name), name + ".yml"));
    words.addAll(heading(name, "# args: "));
    var out = home.resolve(name + ".out");
    var builder =
        new ProcessBuilder(words)
            .directory(FOLDER.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectError(home.resolve(name + ".err").toFile())
            .redirectOutput(out.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "ANSIBLE_CONFIG", home.resolve("ansible.cfg").toString(),
                "ANSIBLE_PIPELINING", "1",
                "ANSIBLE_NOCOLOR", "1",
                "LC_ALL", "C.UTF-8"));
    for (var setting : heading(name, "# env: ")) {
      var parts = setting.replace("{{dir}}", home.resolve(name).toString()).split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    var process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", words) + " does not end");
    }
    var told = Files.readString(out, StandardCharsets.UTF_8);
    return new Told(process.exitValue(), new Telling(FOLDER, home).entries(told));
  }

  /** The words of a line at the beginning of a playbook. */
  private static List<String> heading(String name, String kind) throws IOException {
    return Files.readString(FOLDER.resolve(name + ".yml"))
        .lines()
        .takeWhile(line -> line.startsWith("# "))
        .filter(line -> line.startsWith(kind))
        .flatMap(line -> Stream.of(line.substring(kind.length()).split(" ")))
        .toList();
  }

  private static void compare(String name, Pair pair) {
    assumeTrue(!pair.ansible().isEmpty(), ANSIBLE + " is not installed: nothing to compare with");
    var known = Known.difference(name);
    assumeTrue(known == null || pair.same(), "known to differ: " + known);
    assertEquals(pair.ansible(), pair.runbook());
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(path -> {
            try {
              Files.delete(path);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
