package dev.runbook.inventory;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// A host of the inventory. Safe to read while hosts are being added.
public final class Host {
  private static final Comparator<Group> PRECEDENCE =
      Comparator.comparingInt(Group::depth)
          .thenComparingInt(Group::priority)
          .thenComparing(Group::name);

  /// Whether somebody wrote the host down, or `localhost` came into being by being asked for.
  enum Origin {
    WRITTEN,
    IMPLICIT
  }

  private final Graph graph;
  private final String name;
  private final Origin origin;
  final VariableTable variables = new VariableTable();
  final SequencedSet<Group> direct = new LinkedHashSet<>();
  private int cachedAt = -1;
  private List<Group> cached = List.of();
  private List<String> cachedNames = List.of();

  Host(Graph graph, String name, Origin origin) {
    this.graph = graph;
    this.name = name;
    this.origin = origin;
  }

  /// `inventory_hostname`
  public String name() {
    return name;
  }

  /// True for the `localhost` that nobody wrote down: connection `local`, and not in `all`.
  public boolean implicit() {
    return origin == Origin.IMPLICIT;
  }

  /// All groups that the host is in, itself or by a group below, except `all`; those whose
  /// variables win come last.
  public List<Group> groups() {
    synchronized (graph) {
      refresh();
      return cached;
    }
  }

  /// The names of [#groups], sorted: Ansible's `group_names`.
  public List<String> groupNames() {
    synchronized (graph) {
      refresh();
      return cachedNames;
    }
  }

  /// What the inventory's sources (not `host_vars`) say about this host.
  public Layer inventoryVariables() {
    synchronized (graph) {
      return variables.layer("inventory variables of host '" + name + "'");
    }
  }

  /// Takes away what sources and plays said of it.
  void forget() {
    variables.clear();
    direct.clear();
    cachedAt = -1;
  }

  private void refresh() {
    if (cachedAt == graph.generation()) {
      return;
    }
    var found = new LinkedHashSet<Group>();
    for (var group : direct) {
      found.add(group);
      found.addAll(group.ancestors());
    }
    cached = found.stream().filter(g -> !g.name().equals(Graph.ALL)).sorted(PRECEDENCE).toList();
    cachedNames = cached.stream().map(Group::name).sorted().toList();
    cachedAt = graph.generation();
  }

  @Override
  public String toString() {
    return name;
  }
}
