package dev.runbook.inventory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An inventory as data, in the shapes that `ansible-inventory` prints.
public final class InventoryListing {
  /// Variables that Ansible keeps out of listings.
  private static final Set<String> INTERNAL = Set.of("inventory_file", "inventory_dir");

  private final Inventory inventory;
  private final List<Path> playbookDirs;
  private final Style style;
  private final Function<List<Layer>, Map<String, @Nullable Object>> combined;

  /// Where variables are listed.
  public enum Style {
    /// With each host, all that it sees.
    EFFECTIVE,
    /// With the group or host that they were written for (`--export`).
    EXPORT
  }

  /// @param combined makes one map of layers, lowest first
  public InventoryListing(
      Inventory inventory,
      List<Path> playbookDirs,
      Style style,
      Function<List<Layer>, Map<String, @Nullable Object>> combined) {
    this.inventory = inventory;
    this.playbookDirs = playbookDirs;
    this.style = style;
    this.combined = combined;
  }

  /// The variables of a host, templates not evaluated.
  public Map<String, @Nullable Object> host(Host host) {
    return shown(
        style == Style.EXPORT
            ? inventory.ownLayers(host, playbookDirs)
            : inventory.layers(host, playbookDirs));
  }

  private Map<String, @Nullable Object> group(Group group) {
    var variables = shown(inventory.ownLayers(group, playbookDirs));
    if (group.priority() != 1) {
      variables.put("ansible_group_priority", (long) group.priority());
    }
    return variables;
  }

  private Map<String, @Nullable Object> shown(List<Layer> layers) {
    var variables = new TreeMap<>(combined.apply(layers));
    variables.keySet().removeAll(INTERNAL);
    return variables;
  }

  /// Groups by name, and `_meta.hostvars`: what an inventory script answers to `--list`.
  ///
  /// @param hosts whose variables are listed
  public Map<String, Object> list(List<Host> hosts) {
    var groups = new LinkedHashMap<String, Object>();
    list(all(), groups, new HashSet<>());
    var variables = new LinkedHashMap<String, Object>();
    for (var host : hosts) {
      var own = host(host);
      if (!own.isEmpty()) {
        variables.put(host.name(), own);
      }
    }
    groups.put("_meta", Map.of("hostvars", variables));
    return groups;
  }

  private void list(Group group, Map<String, Object> groups, Set<String> seen) {
    var parts = new LinkedHashMap<String, Object>();
    if (!group.name().equals(Graph.ALL)) {
      put(parts, "hosts", group.directHosts().stream().map(Host::name).toList());
    }
    put(parts, "children", group.children().stream().map(Group::name).toList());
    if (style == Style.EXPORT) {
      put(parts, "vars", group(group));
    }
    if (!parts.isEmpty()) {
      groups.put(group.name(), parts);
    }
    for (var child : group.children()) {
      if (seen.add(child.name())) {
        list(child, groups, seen);
      }
    }
  }

  private static void put(Map<String, Object> parts, String key, Object value) {
    var empty =
        value instanceof List<?> list
            ? list.isEmpty()
            : value instanceof Map<?, ?> m && m.isEmpty();
    if (!empty) {
      parts.put(key, value);
    }
  }

  /// Groups within groups, hosts with their variables: a YAML inventory.
  public Map<String, Object> tree() {
    return Map.of(Graph.ALL, tree(all(), new HashSet<>()));
  }

  private Map<String, Object> tree(Group group, Set<String> seen) {
    var parts = new LinkedHashMap<String, Object>();
    var children = new LinkedHashMap<String, Object>();
    for (var child : group.children()) {
      children.put(child.name(), tree(child, seen));
    }
    put(parts, "children", children);
    if (!group.name().equals(Graph.ALL)) {
      var hosts = new LinkedHashMap<String, Object>();
      for (var host : group.directHosts()) {
        hosts.put(host.name(), seen.add(host.name()) ? host(host) : Map.of());
      }
      put(parts, "hosts", hosts);
    }
    if (style == Style.EXPORT) {
      put(parts, "vars", group(group));
    }
    return parts;
  }

  /// The groups below one as lines of a drawing.
  ///
  /// @param text how a value of a variable is written; null when variables are left out
  public List<String> graph(Group group, @Nullable Function<@Nullable Object, String> text) {
    var lines = new ArrayList<String>();
    graph(group, 0, lines, text);
    return lines;
  }

  private void graph(
      Group group,
      int depth,
      List<String> lines,
      @Nullable Function<@Nullable Object, String> text) {
    lines.add(line("@" + group.name() + ":", depth));
    for (var child : group.children()) {
      graph(child, depth + 1, lines, text);
    }
    if (!group.name().equals(Graph.ALL)) {
      for (var host : group.directHosts()) {
        lines.add(line(host.name(), depth + 1));
        variables(host(host), depth + 2, lines, text);
      }
    }
    variables(text == null ? Map.of() : group(group), depth + 1, lines, text);
  }

  private static void variables(
      Map<String, @Nullable Object> variables,
      int depth,
      List<String> lines,
      @Nullable Function<@Nullable Object, String> text) {
    if (text != null) {
      variables.forEach(
          (name, value) -> lines.add(line("{" + name + " = " + text.apply(value) + "}", depth)));
    }
  }

  private static String line(String name, int depth) {
    return depth == 0 ? name : "  |".repeat(depth) + "--" + name;
  }

  private Group all() {
    return Objects.requireNonNull(inventory.groups().get(Graph.ALL));
  }
}
