package dev.runbook.inventory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the sources before this one said.
public final class Known {
  private final Graph graph;
  private final Function<Host, List<Layer>> layers;

  /// Whether `group_vars` and `host_vars` count.
  public enum Files {
    READ,
    LEFT
  }

  Known(Graph graph, Function<Host, List<Layer>> layers) {
    this.graph = graph;
    this.layers = layers;
  }

  /// The names of the hosts.
  public List<String> hosts() {
    return List.copyOf(graph.hosts.keySet());
  }

  /// The raw variables of a known host, with its names and groups.
  public Map<String, @Nullable Object> variables(String name, Files files) {
    var host = Objects.requireNonNull(graph.hosts.get(name));
    var variables = new LinkedHashMap<String, @Nullable Object>();
    if (files == Files.READ) {
      layers.apply(host).forEach(layer -> variables.putAll(layer.values()));
    } else {
      put(variables, Objects.requireNonNull(graph.groups.get(Graph.ALL)).inventoryVariables());
      host.groups().forEach(group -> put(variables, group.inventoryVariables()));
      put(variables, host.inventoryVariables());
    }
    variables.put("inventory_hostname", name);
    variables.put("inventory_hostname_short", name.split("\\.", 2)[0]);
    variables.put("group_names", host.groupNames());
    return variables;
  }

  private static void put(Map<String, @Nullable Object> variables, @Nullable Layer layer) {
    if (layer != null) {
      variables.putAll(layer.values());
    }
  }
}
