package dev.runbook.inventory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// A named set of hosts, with groups below it. Safe to read while hosts are being added.
public final class Group {
  private final Graph graph;
  private final String name;
  final VariableTable variables = new VariableTable();
  final SequencedSet<Group> children = new LinkedHashSet<>();
  final SequencedSet<Group> parents = new LinkedHashSet<>();
  final SequencedSet<Host> direct = new LinkedHashSet<>();
  private int depth;
  private int priority = 1;
  private int cachedAt = -1;
  private List<Host> cached = List.of();

  Group(Graph graph, String name) {
    this.graph = graph;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// The hosts of this group and of all groups below it, each once, in Ansible's order: its own
  /// ones first, then group by group, nearest groups first.
  public List<Host> hosts() {
    synchronized (graph) {
      if (cachedAt != graph.generation()) {
        var found = new LinkedHashSet<Host>();
        for (var group : descendants()) {
          found.addAll(group.direct);
        }
        if (name.equals(Graph.ALL)) {
          found.removeIf(Host::implicit);
        }
        cached = List.copyOf(found);
        cachedAt = graph.generation();
      }
      return cached;
    }
  }

  /// The hosts that were put into this very group.
  public List<Host> directHosts() {
    synchronized (graph) {
      return List.copyOf(direct);
    }
  }

  public List<Group> children() {
    synchronized (graph) {
      return List.copyOf(children);
    }
  }

  /// How many groups are above it on the longest way up to `all`.
  public int depth() {
    synchronized (graph) {
      return depth;
    }
  }

  /// `ansible_group_priority`: of groups of equal depth the higher one wins.
  public int priority() {
    synchronized (graph) {
      return priority;
    }
  }

  /// What the inventory's sources (not `group_vars`) say about this group, or null.
  public @Nullable Layer inventoryVariables() {
    synchronized (graph) {
      return variables.isEmpty()
          ? null
          : variables.layer("inventory variables of group '" + name + "'");
    }
  }

  void priority(int value) {
    priority = value;
  }

  /// Pushes this group, and what is below it, at least this deep.
  void sink(int least) {
    if (depth < least) {
      depth = least;
      for (var child : children) {
        child.sink(least + 1);
      }
    }
  }

  SequencedSet<Group> ancestors() {
    var found = new LinkedHashSet<Group>();
    var open = new ArrayList<>(parents);
    while (!open.isEmpty()) {
      var group = open.removeLast();
      if (found.add(group)) {
        open.addAll(group.parents);
      }
    }
    return found;
  }

  /// This group and all below it, breadth first.
  private SequencedSet<Group> descendants() {
    var found = new LinkedHashSet<Group>();
    found.add(this);
    List<Group> level = List.of(this);
    while (!level.isEmpty()) {
      var next = new ArrayList<Group>();
      for (var group : level) {
        for (var child : group.children) {
          if (found.add(child)) {
            next.add(child);
          }
        }
      }
      level = next;
    }
    return found;
  }

  @Override
  public String toString() {
    return name;
  }
}
