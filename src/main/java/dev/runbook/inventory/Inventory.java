package dev.runbook.inventory;

import dev.runbook.yaml.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The hosts and groups of a run. Hosts may be added while it runs: all methods are safe to call
/// from any thread, and lists that were handed out stay as they were.
public final class Inventory {
  private final InventorySettings settings;
  private final List<String> sources;
  private final Graph graph;
  private final Patterns patterns;
  private final VarsFiles files;
  private final List<Path> folders;
  private final ConcurrentMap<Host, Layered> layered = new ConcurrentHashMap<>();

  /// What plays changed, to be done again when the sources are read again.
  private final List<Runnable> additions = new ArrayList<>();

  private record Layered(int generation, List<Path> playbookDirs, List<Layer> layers) {}

  /// What became of adding a host.
  ///
  /// @param changed false when everything was as wished already
  public record Added(Host host, Map<String, @Nullable Object> variables, boolean changed) {}

  private Inventory(List<String> sources, InventorySettings settings) {
    this.settings = settings;
    this.sources = sources;
    this.graph = new Graph(settings);
    this.patterns = new Patterns(graph, settings);
    this.files = new VarsFiles(settings);
    this.folders = folders(sources);
  }

  /// Reads all sources: files, directories, scripts, or hosts with commas (`web1,web2,`). As in
  /// Ansible, a source that cannot be read is a warning, unless the settings say otherwise.
  ///
  /// @throws dev.runbook.yaml.ParseError where a source is broken beyond that
  public static Inventory load(List<String> sources, InventorySettings settings) {
    var resolved = new ArrayList<String>();
    for (var source : sources) {
      resolved.add(
          source.isEmpty() || source.contains(",")
              ? source
              : settings.workingDirectory().resolve(expanded(source)).normalize().toString());
    }
    var inventory = new Inventory(List.copyOf(resolved), settings);
    synchronized (inventory.graph) {
      inventory.loader().load(inventory.sources);
    }
    return inventory;
  }

  private SourceLoader loader() {
    return new SourceLoader(graph, settings, new Known(graph, host -> layers(host, List.of())));
  }

  private static String expanded(String source) {
    var home = System.getProperty("user.home");
    return source.equals("~") || source.startsWith("~/") ? home + source.substring(1) : source;
  }

  /// Reads all sources and variable files again: `meta: refresh_inventory`. What plays added is
  /// added again; hosts that are still there stay the same objects.
  ///
  /// @throws dev.runbook.yaml.ParseError as [#load] does
  public void refresh() {
    synchronized (graph) {
      var again = List.copyOf(additions);
      additions.clear();
      layered.clear();
      files.forget();
      graph.restart();
      loader().load(sources);
      again.forEach(Runnable::run);
    }
  }

  /// The sources as they were given, paths made absolute: `ansible_inventory_sources`.
  public List<String> sources() {
    return sources;
  }

  /// All written hosts in the order in which plays of `all` take them.
  public List<Host> hosts() {
    synchronized (graph) {
      return Objects.requireNonNull(graph.groups.get(Graph.ALL)).hosts();
    }
  }

  /// A host by name. `localhost`, `127.0.0.1` and `::1` are always there.
  public @Nullable Host host(String name) {
    synchronized (graph) {
      return graph.find(name);
    }
  }

  /// All groups by name, `all` and `ungrouped` too, in the order in which they came.
  public Map<String, Group> groups() {
    synchronized (graph) {
      return new LinkedHashMap<>(graph.groups);
    }
  }

  /// The hosts that patterns choose together, each once. A pattern that matches nothing is warned
  /// about.
  ///
  /// @throws dev.runbook.yaml.ParseError for a pattern that is no pattern, or whose `[n]` is out of
  ///   range
  public List<Host> match(List<String> written) {
    var single = new ArrayList<String>();
    for (var pattern : written) {
      single.addAll(Patterns.split(pattern));
    }
    synchronized (graph) {
      return List.copyOf(patterns.evaluate(single));
    }
  }

  /// The hosts that `--limit` allows; unlike [#match], it takes `@file` too.
  public List<Host> limit(String limit) {
    var single = Patterns.limit(limit, settings.workingDirectory());
    synchronized (graph) {
      return List.copyOf(patterns.evaluate(single));
    }
  }

  /// Adds a host, or changes one: the module `add_host`.
  ///
  /// @param written a name, with a port if need be
  /// @param variables final values
  public Added add(String written, Map<String, ?> variables, List<String> groups) {
    var address = HostAddress.parse(written);
    var name = written;
    var values = new LinkedHashMap<String, @Nullable Object>(variables);
    if (address != null && !address.hasRange()) {
      name = address.host();
      if (address.port() != null) {
        values.put("ansible_ssh_port", address.port().longValue());
      }
    }
    synchronized (graph) {
      additions.add(() -> add(written, variables, groups));
      var changed = false;
      if (!graph.hosts.containsKey(name)) {
        graph.host(name, Graph.ALL);
        changed = true;
      }
      var host = Objects.requireNonNull(graph.hosts.get(name));
      var at = new Source("<add_host>", 0, 0);
      for (var entry : values.entrySet()) {
        if (!host.variables.has(entry.getKey(), entry.getValue())) {
          host.variables.set(entry.getKey(), entry.getValue(), at);
          changed = true;
        }
      }
      for (var each : groups) {
        var known = graph.groups.containsKey(each);
        var group = Objects.requireNonNull(graph.groups.get(graph.group(each)));
        changed |= graph.join(host, group) || !known;
      }
      if (changed) {
        graph.changed();
        graph.reconcile();
      }
      return new Added(host, values, changed);
    }
  }

  /// Puts a host into a group that comes into being if need be: the module `group_by`.
  ///
  /// @return whether anything changed
  public boolean addToGroup(Host host, String group, List<String> parents) {
    synchronized (graph) {
      additions.add(() -> {
        // A host that the sources do not have any more is in no group.
        if (graph.hosts.containsKey(host.name()) || host.implicit()) {
          addToGroup(host, group, parents);
        }
      });
      var changed = false;
      var into = Objects.requireNonNull(graph.groups.get(graph.group(group)));
      for (var parent : parents) {
        changed |= !graph.groups.containsKey(parent);
        var above = Objects.requireNonNull(graph.groups.get(graph.group(parent)));
        changed |= graph.adopt(above, into);
      }
      if (!into.hosts().contains(host)) {
        changed |= graph.join(host, into);
      }
      if (changed) {
        graph.reconcile();
      }
      return changed;
    }
  }

  /// The variables that inventory and playbook files give a host, lowest precedence first: what
  /// inventory sources say of `all`, then of its groups (outer ones first), `group_vars/all` beside
  /// the inventory and beside the playbook, other `group_vars` beside the inventory and beside the
  /// playbook (or in the order of the settings), what inventory sources say of the host,
  /// `host_vars` beside the inventory and beside the playbook. The maps are shared between hosts
  /// and never change.
  ///
  /// @throws dev.runbook.yaml.ParseError where a file is wrong
  public List<Layer> layers(Host host, List<Path> playbookDirs) {
    int generation;
    List<Group> groups;
    Group all;
    var of = new HashMap<Group, @Nullable Layer>();
    Layer own;
    synchronized (graph) {
      generation = graph.generation();
      var known = layered.get(host);
      if (known != null
          && known.generation() == generation
          && known.playbookDirs().equals(playbookDirs)) {
        return known.layers();
      }
      groups = host.groups();
      own = host.inventoryVariables();
      all = Objects.requireNonNull(graph.groups.get(Graph.ALL));
      of.put(all, all.inventoryVariables());
      groups.forEach(group -> of.put(group, group.inventoryVariables()));
    }
    var atStart = settings.varsFiles() == InventorySettings.When.START;
    var layers = new ArrayList<Layer>();
    for (var entry : settings.precedence()) {
      var which = entry.startsWith("all_") ? List.of(all) : groups;
      switch (entry) {
        case "all_inventory", "groups_inventory" -> {
          for (var group : which) {
            add(layers, of.get(group));
            addFiles(layers, VarsFiles.Kind.GROUP, group.name(), atStart ? folders : List.of());
          }
        }
        case "all_plugins_inventory", "groups_plugins_inventory" ->
            addFiles(layers, which, atStart ? List.of() : folders);
        case "all_plugins_play", "groups_plugins_play" ->
            addFiles(layers, which, atStart ? List.of() : playbookDirs);
        default -> settings.warn().accept("Ignoring unknown variable precedence entry: " + entry);
      }
    }
    layers.add(own);
    addFiles(layers, VarsFiles.Kind.HOST, host.name(), folders);
    addFiles(layers, VarsFiles.Kind.HOST, host.name(), atStart ? List.of() : playbookDirs);
    var result = List.copyOf(layers);
    layered.put(host, new Layered(generation, List.copyOf(playbookDirs), result));
    return result;
  }

  /// What is written for this very host: no groups.
  List<Layer> ownLayers(Host host, List<Path> playbookDirs) {
    var layers = new ArrayList<Layer>();
    layers.add(host.inventoryVariables());
    addFiles(layers, VarsFiles.Kind.HOST, host.name(), folders);
    addFiles(layers, VarsFiles.Kind.HOST, host.name(), playbookDirs);
    return layers;
  }

  /// What is written for this very group.
  List<Layer> ownLayers(Group group, List<Path> playbookDirs) {
    var layers = new ArrayList<Layer>();
    add(layers, group.inventoryVariables());
    addFiles(layers, VarsFiles.Kind.GROUP, group.name(), folders);
    addFiles(layers, VarsFiles.Kind.GROUP, group.name(), playbookDirs);
    return layers;
  }

  private void addFiles(List<Layer> layers, List<Group> groups, List<Path> beside) {
    for (var folder : beside) {
      for (var group : groups) {
        layers.addAll(files.layers(VarsFiles.Kind.GROUP, folder, group.name()));
      }
    }
  }

  private void addFiles(List<Layer> layers, VarsFiles.Kind kind, String name, List<Path> beside) {
    for (var folder : beside) {
      layers.addAll(files.layers(kind, folder, name));
    }
  }

  private static void add(List<Layer> layers, @Nullable Layer layer) {
    if (layer != null) {
      layers.add(layer);
    }
  }

  /// Beside which folders `group_vars` and `host_vars` stand.
  private static List<Path> folders(List<String> sources) {
    var folders = new LinkedHashSet<Path>();
    for (var source : sources) {
      if (source.isEmpty() || source.contains(",") && !Files.exists(Path.of(source))) {
        continue;
      }
      var path = Path.of(source);
      var folder = Files.isDirectory(path) ? path : path.getParent();
      if (folder != null) {
        // Of equal folders the last one counts.
        folders.remove(folder);
        folders.add(folder);
      }
    }
    return List.copyOf(folders);
  }
}
