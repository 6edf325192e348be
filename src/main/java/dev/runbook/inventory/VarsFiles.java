package dev.runbook.inventory;

import dev.runbook.template.Written;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The files in `group_vars` and `host_vars`. Each is read once, however many hosts it is for.
final class VarsFiles {
  private final InventorySettings settings;
  private final Written written;
  private final List<String> extensions = new ArrayList<>();
  private final ConcurrentMap<Path, Set<String>> folders = new ConcurrentHashMap<>();
  private final ConcurrentMap<Wanted, List<Layer>> found = new ConcurrentHashMap<>();

  private record Wanted(Kind kind, Path base, String name) {}

  /// Whom a file is for.
  enum Kind {
    GROUP("group_vars"),
    HOST("host_vars");

    private final String folder;

    Kind(String folder) {
      this.folder = folder;
    }
  }

  VarsFiles(InventorySettings settings) {
    this.settings = settings;
    this.written = new Written(settings.vault());
    extensions.add("");
    extensions.addAll(settings.extensions());
  }

  /// Files are read again when they are wanted again.
  void forget() {
    folders.clear();
    found.clear();
  }

  /// The layers for one group or host beside an inventory or playbook, lowest first.
  List<Layer> layers(Kind kind, Path base, String name) {
    // A host of connection chroot is called like a folder.
    if (name.startsWith("/")) {
      return List.of();
    }
    return found.computeIfAbsent(new Wanted(kind, base, name), this::read);
  }

  private List<Layer> read(Wanted wanted) {
    var folder = wanted.base().resolve(wanted.kind().folder);
    var names = folders.computeIfAbsent(folder, this::names);
    var layers = new ArrayList<Layer>();
    for (var extension : names.isEmpty() ? List.<String>of() : extensions) {
      var name = wanted.name() + extension;
      var file = folder.resolve(name);
      if (name.indexOf('/') < 0 ? names.contains(name) : Files.exists(file)) {
        var what = wanted.kind().folder + " for '" + wanted.name() + "'";
        for (var each : Files.isDirectory(file) ? below(file) : List.of(file)) {
          var layer = layer(each, what);
          if (layer != null) {
            layers.add(layer);
          }
        }
        break;
      }
    }
    return List.copyOf(layers);
  }

  private Set<String> names(Path folder) {
    if (Files.isDirectory(folder)) {
      return Set.copyOf(SourceLoader.sorted(folder));
    }
    if (Files.exists(folder)) {
      settings
          .warn()
          .accept(
              "Found " + folder.getFileName() + " that is not a directory, skipping: " + folder);
    }
    return Set.of();
  }

  private List<Path> below(Path folder) {
    var files = new ArrayList<Path>();
    for (var name : SourceLoader.sorted(folder)) {
      if (name.startsWith(".") || name.endsWith("~")) {
        continue;
      }
      var file = folder.resolve(name);
      var dot = name.lastIndexOf('.');
      var extension = dot < 0 ? "" : name.substring(dot);
      if (Files.isDirectory(file)) {
        if (extension.isEmpty()) {
          files.addAll(below(file));
        }
      } else if (extensions.contains(extension)) {
        files.add(file);
      }
    }
    return files;
  }

  private @Nullable Layer layer(Path file, String what) {
    var text = TextFile.read(real(file), settings.vault());
    var node =
        Yaml.parse(
            text,
            file.toString(),
            settings
                .duplicateKeys()
                .told((at, warning) -> settings.warn().accept(at + ": " + warning)));
    if (node == null || node instanceof Node.Scalar scalar && scalar.value() == null) {
      return null;
    }
    if (!(node instanceof Node.Mapping mapping)) {
      throw new ParseError(
          node.at(),
          "failed to combine variables, expected dicts but got a " + YamlFile.kind(node),
          "Write variables as 'name: value'.");
    }
    var places = new HashMap<String, Source>();
    for (var entry : mapping.entries()) {
      places.put(entry.name(), entry.key().at());
    }
    return new Layer(
        what,
        Collections.unmodifiableMap(written.variables(mapping)),
        places,
        new Source(file.toString(), 0, 0));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException _) {
      return file;
    }
  }
}
