package dev.runbook.inventory;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hosts and groups and how they hang together. Every access holds the monitor of the graph.
final class Graph implements Additions {
  static final String ALL = "all";
  static final String UNGROUPED = "ungrouped";

  /// Names that mean this machine even when no inventory has them.
  static final Set<String> LOCALHOST = Set.of("127.0.0.1", "localhost", "::1");

  private static final Pattern INVALID =
      Pattern.compile("^[\\d\\W]|[^\\w]", Pattern.UNICODE_CHARACTER_CLASS);

  private final InventorySettings settings;
  final Map<String, Group> groups = new LinkedHashMap<>();
  final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, Host> former = new HashMap<>();
  private @Nullable Host localhost;
  private @Nullable String currentSource;
  private @Nullable String currentDirectory;
  private int generation;

  Graph(InventorySettings settings) {
    this.settings = settings;
    begin();
  }

  private void begin() {
    group(ALL);
    group(UNGROUPED);
    child(ALL, UNGROUPED);
  }

  /// Forgets everything, so that sources can be read again. Hosts that come back are the same
  /// objects: a play goes on with those that it has.
  void restart() {
    former.putAll(hosts);
    hosts.clear();
    groups.clear();
    former.values().forEach(Host::forget);
    if (localhost != null && localhost.implicit()) {
      localhost.direct.clear();
    } else {
      localhost = null;
    }
    generation++;
    begin();
  }

  /// Grows with every change: what was computed at another generation is out of date.
  int generation() {
    return generation;
  }

  void changed() {
    generation++;
  }

  /// From which source the next hosts come; null for those that a play adds.
  void source(@Nullable String source) {
    currentSource = source;
    currentDirectory = null;
    if (source != null && Files.isRegularFile(Path.of(source))) {
      var folder = Path.of(source).toAbsolutePath().normalize().getParent();
      currentDirectory = folder == null ? "/" : folder.toString();
    }
  }

  @Override
  public String group(String name) {
    if (name.isEmpty()) {
      throw new ParseError(Source.NONE, "Invalid empty/false group name provided: ");
    }
    if (groups.containsKey(name)) {
      return name;
    }
    var safe = safe(name);
    if (!groups.containsKey(safe)) {
      groups.put(safe, new Group(this, safe));
      generation++;
    }
    return safe;
  }

  /// Ansible's `to_safe_group_name`.
  String safe(String name) {
    if (!INVALID.matcher(name).find()) {
      return name;
    }
    return switch (settings.groupNames()) {
      case IGNORE -> name;
      case SILENTLY -> INVALID.matcher(name).replaceAll("_");
      case NEVER -> {
        settings
            .warn()
            .accept(
                "Invalid characters were found in group names but not replaced, use -vvvv to see"
                    + " details");
        yield name;
      }
      case ALWAYS -> {
        settings
            .warn()
            .accept(
                "Invalid characters were found in group names and automatically replaced, use"
                    + " -vvvv to see details");
        yield INVALID.matcher(name).replaceAll("_");
      }
    };
  }

  @Override
  public void child(String group, String child) {
    var parent = known(group);
    var below = groups.get(child);
    if (below == null) {
      var host = hosts.get(child);
      if (host == null) {
        throw new ParseError(Source.NONE, child + " is not a known host nor group");
      }
      join(host, parent);
      return;
    }
    adopt(parent, below);
  }

  /// Puts a group below another; false when it is there already.
  boolean adopt(Group parent, Group child) {
    if (parent == child) {
      throw new ParseError(Source.NONE, "can't add group to itself: " + parent.name());
    }
    if (parent.children.contains(child)) {
      return false;
    }
    if (parent.ancestors().contains(child)) {
      throw new ParseError(
          Source.NONE,
          "Adding group '"
              + child.name()
              + "' as child to '"
              + parent.name()
              + "' creates a recursive dependency loop.");
    }
    parent.children.add(child);
    child.parents.add(parent);
    child.sink(parent.depth() + 1);
    generation++;
    return true;
  }

  @Override
  public void host(String name, @Nullable String group) {
    if (name.isEmpty()) {
      throw new ParseError(Source.NONE, "Invalid empty host name provided: ");
    }
    var in = group == null ? null : known(group);
    var host = hosts.get(name);
    if (host == null) {
      var before = former.remove(name);
      host = before == null ? new Host(this, name, Host.Origin.WRITTEN) : before;
      hosts.put(name, host);
      generation++;
      var at = new Source(currentSource == null ? "<play>" : currentSource, 0, 0);
      host.variables.set("inventory_file", currentSource, at);
      host.variables.set("inventory_dir", currentDirectory, at);
      if (LOCALHOST.contains(name)) {
        if (localhost == null) {
          localhost = host;
        } else {
          settings
              .warn()
              .accept(
                  "A duplicate localhost-like entry was found ("
                      + name
                      + "). First found localhost was "
                      + localhost.name());
        }
      }
    }
    if (in != null) {
      join(host, in);
    }
  }

  /// Adds the hosts that one line or key means, with their variables.
  void hosts(
      HostRange.Hosts written,
      String group,
      Map<String, ? extends @Nullable Object> values,
      Map<String, Source> places,
      Source at) {
    for (var name : written.names()) {
      var known = hosts.containsKey(name);
      host(name, group);
      // As in Ansible, a port counts where a host is met for the first time only.
      if (!known && written.port() != null && written.port() != 0) {
        variable(name, "ansible_port", written.port().longValue(), at);
      }
      for (var entry : values.entrySet()) {
        variable(name, entry.getKey(), entry.getValue(), places.getOrDefault(entry.getKey(), at));
      }
    }
  }

  /// Puts a host into a group; false when it is there already.
  boolean join(Host host, Group group) {
    if (!group.direct.add(host)) {
      return false;
    }
    host.direct.add(group);
    generation++;
    return true;
  }

  @Override
  public void variable(String entity, String name, @Nullable Object value, Source at) {
    var group = groups.get(entity);
    if (group != null) {
      if (name.equals("ansible_group_priority")) {
        group.priority(priority(value, at));
        generation++;
      } else {
        set(group.variables, name, value, at);
        generation++;
      }
      return;
    }
    var host = hosts.get(entity);
    if (host == null) {
      throw new ParseError(at, "Could not identify group or host named " + entity);
    }
    set(host.variables, name, value, at);
    generation++;
  }

  private void set(VariableTable table, String name, @Nullable Object value, Source at) {
    table.set(name, settings.combine().apply(table.get(name), value), at);
  }

  private static int priority(@Nullable Object value, Source at) {
    try {
      return switch (value) {
        case Long l -> Math.toIntExact(l);
        case BigInteger b -> b.intValueExact();
        case Boolean b -> b ? 1 : 0;
        case Double d -> (int) d.doubleValue();
        case String s -> Integer.parseInt(s.strip());
        case null, default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException | ArithmeticException _) {
      throw new ParseError(
          at,
          "ansible_group_priority is not a whole number: " + value,
          "Write a number, such as 10.");
    }
  }

  /// A host by its name; the names of this machine are always known.
  @Nullable Host find(String name) {
    var host = hosts.get(name);
    if (host == null && LOCALHOST.contains(name)) {
      if (localhost == null) {
        localhost = new Host(this, name, Host.Origin.IMPLICIT);
        localhost.variables.set(
            "ansible_connection", "local", new Source("<implicit localhost>", 0, 0));
      }
      return localhost;
    }
    return host;
  }

  /// Brings what sources or plays said into Ansible's shape: every group below `all`, every host
  /// without a group in `ungrouped`, none in both.
  void reconcile() {
    source(null);
    for (var group : List.copyOf(groups.values())) {
      if (!group.name().equals(ALL) && group.parents.isEmpty()) {
        adopt(known(ALL), group);
      }
    }
    var ungrouped = known(UNGROUPED);
    for (var host : hosts.values()) {
      var elsewhere =
          host.direct.stream().anyMatch(g -> !g.name().equals(ALL) && !g.name().equals(UNGROUPED));
      if (elsewhere) {
        if (ungrouped.direct.remove(host)) {
          host.direct.remove(ungrouped);
          generation++;
        }
      } else {
        join(host, ungrouped);
      }
      if (groups.containsKey(host.name())) {
        settings.warn().accept("Found both group and host with same name: " + host.name());
      }
    }
  }

  private Group known(String name) {
    var group = groups.get(name);
    if (group == null) {
      throw new ParseError(Source.NONE, "Could not find group " + name + " in inventory");
    }
    return group;
  }
}
