package dev.runbook;

import dev.runbook.config.Config;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.template.Additions;
import dev.runbook.template.Template;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs Ansible playbooks.
 *
 * {@snippet :
 * try (var runbook = Runbook.create()) {
 *   var result = runbook.playbook(Path.of("site.yml")).inventory("hosts").extraVar("version", "6.8").run();
 *   result.throwIfFailed();
 * }
 * }
 */
public final class Runbook implements AutoCloseable {
  final Map<String, String> environment;
  private final Path workingDirectory;
  private final Config config;
  final Additions additions = new Additions();
  final List<String> configWarnings = new ArrayList<>();

  private Runbook(Map<String, String> environment, Path workingDirectory) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.config =
        Config.load(
            environment,
            workingDirectory,
            Path.of(environment.getOrDefault("HOME", "/")),
            configWarnings::add);
  }

  /** With this process's environment and working directory. */
  public static Runbook create() {
    return new Runbook(System.getenv(), Path.of("").toAbsolutePath().normalize());
  }

  /** With an environment and working directory of the caller's. */
  public static Runbook create(Map<String, String> environment, Path workingDirectory) {
    return new Runbook(Map.copyOf(environment), workingDirectory.toAbsolutePath().normalize());
  }

  /** Begins a request for one playbook; further ones may be added to it. */
  public RunRequest playbook(Path file) {
    return new RunRequest(this).playbook(file);
  }

  /** Begins a request without a playbook yet. */
  public RunRequest request() {
    return new RunRequest(this);
  }

  /** Filters, tests and functions for the templates of every run from now on. */
  public Runbook templates(Additions more) {
    additions.add(more);
    return this;
  }

  /** What {@code ansible.cfg} and the environment say. */
  public Config config() {
    return config;
  }

  public Path workingDirectory() {
    return workingDirectory;
  }

  @Override
  public void close() {}

  /** Text of the author: a template where it has delimiters. */
  static @Nullable Object written(@Nullable Object value) {
    return switch (value) {
      case String text -> Template.of(text, new Source("<extra vars>", 0, 0));
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> copy.put(k, written(v)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(v -> copy.add(written(v)));
        yield copy;
      }
      case Integer n -> n.longValue();
      case null -> null;
      default -> value;
    };
  }

  RunResult run(RunRequest request) throws LoadErrors {
    try (var prepared = prepare(request)) {
      return prepared.run();
    }
  }

  /** Everything read and checked, nothing run: for listings and syntax checks. */
  public Prepared prepare(RunRequest request) throws LoadErrors {
    return new Prepared(this, request);
  }
}
