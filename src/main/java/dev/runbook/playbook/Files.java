package dev.runbook.playbook;

import dev.runbook.template.Placed;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads and keeps the YAML files of a run: each is parsed once, however often it is included. */
final class Files {
  private static final List<String> ENDINGS = List.of(".yml", ".yaml", ".json", "");

  private final Settings settings;
  private final Problems problems;
  private final Map<Path, Parsed> parsed = new ConcurrentHashMap<>();

  private record Parsed(@Nullable Node node) {}

  Files(Settings settings, Problems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  @Nullable Node yaml(Path file) {
    return parsed
        .computeIfAbsent(
            file.toAbsolutePath().normalize(),
            path -> {
              var shown = settings.shown(path);
              return new Parsed(
                  Yaml.parse(
                      settings.text().read(path, shown),
                      shown,
                      settings.duplicateKeys().told(problems::warn)));
            })
        .node();
  }

  /** Reads ahead: what is parsed meanwhile is not kept. */
  void aside(Runnable reading) {
    var before = new HashSet<>(parsed.keySet());
    try {
      reading.run();
    } finally {
      parsed.keySet().retainAll(before);
    }
  }

  /**
   * {@code folder/name} with one of the endings, the file or (for variables) folder that exists
   * first; null when there is none.
   */
  static @Nullable Path find(Path folder, String name) {
    for (var ending : ENDINGS) {
      var candidate = folder.resolve(name + ending);
      if (java.nio.file.Files.exists(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** The variables of a file, or of all files of a folder in the order of their names. */
  Map<String, @Nullable Object> variables(@Nullable Path place) {
    if (place == null) {
      return Map.of();
    }
    if (java.nio.file.Files.isDirectory(place)) {
      var all = new Placed();
      for (var file : sorted(place)) {
        all.putAll(variables(file));
      }
      return all;
    }
    return switch (yaml(place)) {
      case null -> Map.of();
      case Node.Mapping mapping -> settings.written().variables(mapping);
      case Node.Scalar s when s.value() == null -> Map.of();
      case Node other ->
          throw new ParseError(
              other.at(), "a file of variables must hold a mapping", "Write 'name: value' lines.");
    };
  }

  /** As {@link #variables}; a file may be a list of mappings too, as {@code vars_files} take it. */
  List<Map<String, @Nullable Object>> listed(Path place) {
    if (java.nio.file.Files.isDirectory(place)
        || !(yaml(place) instanceof Node.Sequence sequence)) {
      return List.of(variables(place));
    }
    var all = new ArrayList<Map<String, @Nullable Object>>();
    for (var item : sequence.items()) {
      if (!(item instanceof Node.Mapping mapping)) {
        throw new ParseError(
            item.at(),
            "variable files must contain either a dictionary of variables, or a list of"
                + " dictionaries",
            "Write 'name: value' lines.");
      }
      all.add(settings.written().variables(mapping));
    }
    return all;
  }

  private static List<Path> sorted(Path folder) {
    try (var entries = java.nio.file.Files.list(folder)) {
      return new ArrayList<>(
          entries
              .filter(p ->
                  java.nio.file.Files.isDirectory(p)
                      || p.toString().matches(".*\\.(yml|yaml|json)"))
              .sorted(Comparator.comparing(Path::toString))
              .toList());
    } catch (IOException e) {
      throw new ParseError(
          new dev.runbook.yaml.Source(folder.toString(), 0, 0),
          "cannot be listed: " + e.getMessage());
    }
  }
}
