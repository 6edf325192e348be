package dev.runbook.modules.docker;

import dev.runbook.docker.Containers;
import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineError;
import dev.runbook.module.ModuleFailure;
import dev.runbook.modules.docker.Kind.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The networks that a container is to be connected to.
final class ContainerNetworks {
  private final Engine engine;
  private final List<Map<String, @Nullable Object>> wanted;

  /// @throws ModuleFailure for a network that is not there
  ContainerNetworks(Engine engine, List<?> given) throws ModuleFailure, EngineError {
    this.engine = engine;
    this.wanted = given.stream().map(Values::map).toList();
    for (var network : wanted) {
      if (engine.find("/networks/" + Engine.encoded(name(network))) == null) {
        throw new ModuleFailure(
            "Parameter error: network named "
                + name(network)
                + " could not be found. Does it exist?");
      }
    }
  }

  private static String name(Map<String, @Nullable Object> network) {
    return String.valueOf(network.get("name"));
  }

  /// For the making of a container: engines of old take one network at that time.
  Map<String, @Nullable Object> endpoints() {
    var endpoints = new LinkedHashMap<String, @Nullable Object>();
    var now = engine.atLeast("1.44") ? wanted : wanted.subList(0, Math.min(1, wanted.size()));
    now.forEach(n -> endpoints.put(name(n), endpoint(n)));
    return endpoints;
  }

  private static Map<String, @Nullable Object> endpoint(Map<String, @Nullable Object> network) {
    var endpoint = new LinkedHashMap<String, @Nullable Object>();
    var addresses = new LinkedHashMap<String, @Nullable Object>();
    put(addresses, "IPv4Address", network.get("ipv4_address"));
    put(addresses, "IPv6Address", network.get("ipv6_address"));
    if (!addresses.isEmpty()) {
      endpoint.put("IPAMConfig", addresses);
    }
    if (network.get("links") != null) {
      endpoint.put("Links", links(network));
    }
    put(endpoint, "Aliases", network.get("aliases"));
    put(endpoint, "MacAddress", mac(network));
    if (network.get("driver_opts") != null) {
      endpoint.put("DriverOpts", Values.strings(Values.map(network.get("driver_opts"))));
    }
    put(endpoint, "GwPriority", network.get("gw_priority"));
    return endpoint;
  }

  private static @Nullable String mac(Map<String, @Nullable Object> network) {
    var mac = network.get("mac_address");
    return mac == null ? null : mac.toString().replace('-', ':');
  }

  private static List<String> links(Map<String, @Nullable Object> network) {
    return Values.list(network.get("links")).stream()
        .map(l -> String.valueOf(l).split(":", 2))
        .map(l -> l[0] + ":" + l[l.length - 1])
        .toList();
  }

  private static void put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  /// Connects what is missing or differs, and disconnects what is too much when the comparison is
  /// strict.
  ///
  /// @param id null for a container that check mode did not make
  /// @return what was done, or would be
  List<Map<String, @Nullable Object>> settle(
      @Nullable String id,
      Map<String, @Nullable Object> container,
      Mode mode,
      boolean created,
      Differences seen)
      throws ModuleFailure, EngineError {
    var actions = new ArrayList<Map<String, @Nullable Object>>();
    var there = Values.map(Values.at(container, "NetworkSettings", "Networks"));
    var containers = new Containers(engine);
    var act = !engine.target().checking() && id != null;
    if (mode != Mode.IGNORE || created) {
      for (var network : wanted) {
        var name = name(network);
        var connected = there.get(name);
        if (connected != null && same(network, Values.map(connected))) {
          continue;
        }
        seen.add("network." + name, network, connected);
        if (connected != null) {
          actions.add(action("removed_from_network", name));
          if (act) {
            containers.disconnect(Objects.requireNonNull(id), name);
          }
        }
        var added = action("added_to_network", name);
        added.put("network_parameters", network);
        actions.add(added);
        if (act) {
          containers.connect(Objects.requireNonNull(id), name, endpoint(network));
        }
      }
    }
    if (mode == Mode.STRICT) {
      for (var name : there.keySet()) {
        if (wanted.stream().noneMatch(n -> name(n).equals(name))) {
          seen.add("network." + name, null, there.get(name));
          actions.add(action("removed_from_network", name));
          if (act) {
            containers.disconnect(Objects.requireNonNull(id), name);
          }
        }
      }
    }
    return actions;
  }

  private static Map<String, @Nullable Object> action(String what, String name) {
    var action = new LinkedHashMap<String, @Nullable Object>();
    action.put(what, name);
    return action;
  }

  private static boolean same(
      Map<String, @Nullable Object> network, Map<String, @Nullable Object> there) {
    return address(network, "ipv4_address", there, "IPv4Address")
        && address(network, "ipv6_address", there, "IPv6Address")
        && Kind.SET.same(network.get("aliases"), there.get("Aliases"), Mode.ALLOW_MORE_PRESENT)
        && (network.get("links") == null
            || Kind.SET.same(links(network), there.get("Links"), Mode.ALLOW_MORE_PRESENT))
        && (network.get("mac_address") == null
            || Objects.equals(mac(network), there.get("MacAddress")));
  }

  private static boolean address(
      Map<String, @Nullable Object> network,
      String option,
      Map<String, @Nullable Object> there,
      String key) {
    var wanted = network.get(option);
    return wanted == null
        || Values.at(there, "IPAMConfig", key) instanceof String has
            && IpText.same(wanted.toString(), has);
  }
}
