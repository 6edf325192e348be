package dev.runbook.inventory;

import dev.runbook.inventory.InventorySettings.Reaction;
import dev.runbook.template.Written;
import dev.runbook.text.Nearest;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tries on every source what Ansible tries, in the same order, until one kind of reader likes it.
final class SourceLoader {
  private static final Set<String> NEVER_SOURCES =
      Set.of("host_vars", "group_vars", "vars_plugins");

  private static final Pattern OPEN = Pattern.compile("\\[\\w*:(:\\w*)?]");

  private final Graph graph;
  private final InventorySettings settings;
  private final Known known;
  private final Written written;

  SourceLoader(Graph graph, InventorySettings settings, Known known) {
    this.graph = graph;
    this.known = known;
    this.settings = settings;
    this.written = new Written(settings.vault());
  }

  /// Why a reader did not like a source.
  private record Failure(String plugin, ParseError error) {}

  void load(List<String> sources) {
    var parsed = false;
    for (var source : sources) {
      if (!source.isEmpty()) {
        parsed |= source(source);
      }
    }
    if (parsed) {
      graph.reconcile();
      return;
    }
    switch (settings.allUnparsed()) {
      case FAIL ->
          throw new ParseError(
              new Source("<inventory>", 0, 0),
              "No inventory was parsed, please check your configuration and options.");
      case WARN ->
          settings.warn().accept("No inventory was parsed, only implicit localhost is available");
      case IGNORE -> {}
    }
  }

  private boolean source(String source) {
    var path = settings.workingDirectory().resolve(source);
    if (!Files.isDirectory(path)) {
      return file(source, path);
    }
    var parsed = false;
    for (var name : sorted(path)) {
      if (!ignored(name)) {
        parsed |= source(path.resolve(name).toString());
      }
    }
    return parsed;
  }

  static List<String> sorted(Path folder) {
    try (var files = Files.list(folder)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private boolean ignored(String name) {
    return name.startsWith(".")
        || NEVER_SOURCES.contains(name)
        || settings.ignoredExtensions().stream().anyMatch(name::endsWith)
        || settings.ignoredPatterns().stream().anyMatch(p -> p.matcher(name).find());
  }

  private boolean file(String source, Path path) {
    graph.source(source);
    var exists = Files.exists(path);
    var failures = new ArrayList<Failure>();
    for (var plugin : settings.enabled()) {
      try {
        if (accepts(plugin, source, path, exists) && parse(plugin, source, path)) {
          graph.source(null);
          return true;
        }
      } catch (ParseError e) {
        failures.add(
            new Failure(
                plugin,
                e.at().equals(Source.NONE)
                    ? new ParseError(new Source(source, 0, 0), e.text(), e.hint())
                    : e));
      }
    }
    graph.source(null);
    if (exists || !source.equals("/etc/ansible/hosts")) {
      unparsed(source, path, failures);
    }
    return false;
  }

  private void unparsed(String source, Path path, List<Failure> failures) {
    for (var failure : relevant(path, failures)) {
      var error = failure.error();
      settings
          .warn()
          .accept(
              "\n* Failed to parse "
                  + source
                  + " with "
                  + failure.plugin()
                  + " plugin: "
                  + error.at()
                  + ": "
                  + error.text()
                  + (error.hint() == null ? "" : "\n" + error.hint()));
    }
    if (settings.anyUnparsed() == Reaction.FAIL) {
      throw new ParseError(
          new Source(source, 0, 0), "Completely failed to parse inventory source " + source);
    }
    settings.warn().accept("Unable to parse " + source + " as an inventory source");
  }

  /// A file is meant in one way: what the other readers say about it only hides the reason.
  private List<Failure> relevant(Path path, List<Failure> failures) {
    var structured =
        settings.extensions().contains(extension(path))
            || failures.stream().anyMatch(f -> f.plugin().equals("auto"));
    var meant =
        structured
            ? Set.of("auto", "yaml", "script")
            : Set.of(extension(path).equals(".toml") ? "toml" : "ini", "script");
    var kept = failures.stream().filter(f -> meant.contains(f.plugin())).toList();
    var plugin = kept.stream().filter(f -> f.plugin().equals("auto")).toList();
    return plugin.isEmpty() ? (kept.isEmpty() ? failures : kept) : plugin;
  }

  private boolean accepts(String plugin, String source, Path path, boolean exists) {
    return switch (bare(plugin)) {
      case "host_list", "advanced_host_list" -> !exists && source.contains(",");
      case "script" -> exists && ScriptFile.is(path);
      case "auto" -> exists && (source.endsWith(".yml") || source.endsWith(".yaml"));
      case "yaml" ->
          exists && (extension(path).isEmpty() || settings.extensions().contains(extension(path)));
      case "ini" -> exists;
      case "toml" -> exists && extension(path).equals(".toml");
      default -> exists && settings.plugins().stream().anyMatch(p -> p.names().contains(plugin));
    };
  }

  private static String bare(String plugin) {
    return plugin.startsWith("ansible.builtin.")
        ? plugin.substring("ansible.builtin.".length())
        : plugin;
  }

  /// False when the file is for another reader.
  private boolean parse(String plugin, String source, Path path) {
    switch (bare(plugin)) {
      case "host_list" -> hostList(source, false);
      case "advanced_host_list" -> hostList(source, true);
      case "script" -> new ScriptFile(graph, path, settings.warn()).parse();
      case "auto" -> {
        return plugin(path);
      }
      case "yaml" -> yaml(path);
      case "ini" ->
          new IniFile(graph, path.toString())
              .parse(TextFile.readWithComments(path, settings.vault()));
      case "toml" ->
          new TomlFile(graph, path, settings.warn()).parse(TextFile.read(path, settings.vault()));
      default -> {
        return plugin(path);
      }
    }
    return true;
  }

  private void hostList(String source, boolean ranges) {
    for (var word : source.split(",", -1)) {
      var text = word.strip();
      if (text.isEmpty()) {
        continue;
      }
      var address = HostAddress.parse(text);
      List<String> names;
      Integer port = null;
      if (ranges && !open(address == null ? text : address.host())) {
        var hosts = HostRange.hosts(text, new Source(source, 0, 0));
        names = hosts.names();
        port = hosts.port();
      } else if (address == null || address.hasRange()) {
        names = List.of(text);
      } else {
        names = List.of(address.host());
        port = address.port();
      }
      for (var name : names) {
        if (!graph.hosts.containsKey(name)) {
          graph.host(name, Graph.UNGROUPED);
          if (port != null && port != 0) {
            graph.variable(name, "ansible_port", port.longValue(), new Source(source, 0, 0));
          }
        }
      }
    }
  }

  /// A range without an end is no range to Ansible, but a name.
  private boolean open(String text) {
    var open = OPEN.matcher(text).find();
    if (open) {
      settings
          .warn()
          .accept(
              "Unable to parse address from hostname, leaving unchanged: "
                  + text
                  + ": host range must specify end value");
    }
    return open;
  }

  private @Nullable Node node(Path path, List<String> warnings) {
    var text = TextFile.read(path, settings.vault());
    return Yaml.parse(
        text,
        path.toString(),
        settings.duplicateKeys().told((at, what) -> warnings.add(at + ": " + what)));
  }

  private void yaml(Path path) {
    var warnings = new ArrayList<String>();
    var node = node(path, warnings);
    var at = node == null ? new Source(path.toString(), 0, 0) : node.at();
    if (node == null
        || node instanceof Node.Scalar s && s.value() == null
        || node instanceof Node.Mapping m && m.entries().isEmpty()) {
      throw new ParseError(at, "Parsed empty YAML file");
    }
    if (!(node instanceof Node.Mapping mapping)) {
      throw new ParseError(
          at,
          "YAML inventory has invalid structure, it should be a dictionary, got: "
              + YamlFile.kind(node));
    }
    if (mapping.get("plugin") != null) {
      throw new ParseError(at, "Plugin configuration YAML file, not YAML inventory");
    }
    warnings.forEach(settings.warn());
    new YamlFile(graph, written, settings.warn()).parse(mapping);
  }

  private boolean plugin(Path path) {
    Node node;
    var warnings = new ArrayList<String>();
    try {
      node = node(path, warnings);
    } catch (ParseError _) {
      return false;
    }
    if (!(node instanceof Node.Mapping mapping)
        || !(mapping.get("plugin") instanceof Node.Scalar named)) {
      return false;
    }
    var known = new ArrayList<String>();
    for (var plugin : settings.plugins()) {
      if (plugin.names().contains(named.text())) {
        warnings.forEach(settings.warn());
        plugin.parse(mapping, path, graph, this.known);
        return true;
      }
      known.addAll(plugin.names());
    }
    var near = Nearest.to(named.text(), known);
    throw new ParseError(
        named.at(),
        "inventory config '" + path + "' specifies unknown plugin '" + named.text() + "'",
        near != null
            ? "Did you mean '" + near + "'?"
            : known.isEmpty() ? null : "Known plugins: " + String.join(", ", known) + ".");
  }

  private static String extension(Path path) {
    var name = String.valueOf(path.getFileName());
    var dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot);
  }
}
