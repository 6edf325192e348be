package dev.runbook.modules;

import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineArguments;
import dev.runbook.docker.EngineError;
import dev.runbook.module.Doc;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.docker.Differences;
import dev.runbook.modules.docker.Values;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes and removes Docker networks, and connects containers to them.
@Name("community.docker.docker_network")
final class DockerNetworkModule implements TaskModule<DockerNetworkModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT
  }

  enum Scope {
    LOCAL,
    GLOBAL,
    SWARM
  }

  record Arguments(
      @Doc(value = "The name of the network.", aliases = "network_name") String name,
      @Doc(value = "Whether there is to be such a network.", byDefault = "present") State state,
      @Doc(value = "Its driver.", byDefault = "bridge") String driver,
      @Doc(value = "Options of its driver.", byDefault = "{}") Map<String, Object> driverOptions,
      @Doc(
              value = "The containers connected to it; others are disconnected.",
              aliases = "containers",
              byDefault = "[]")
          List<String> connected,
      @Doc(value = "Leave other containers connected.", aliases = "incremental") boolean appends,
      @Doc("Make it anew even when it is as wanted.") boolean force,
      @Doc("The network whose configuration it takes.") @Nullable String configFrom,
      @Doc("It is a configuration only.") @Nullable Boolean configOnly,
      @Doc("The driver that hands out addresses.") @Nullable String ipamDriver,
      @Doc("Options of that driver.") @Nullable Map<String, Object> ipamDriverOptions,
      @Doc("Its address ranges: subnet, iprange, gateway, aux_addresses.")
          @Nullable List<Map<String, Object>> ipamConfig,
      @Doc("Hand out IPv4 addresses.") @Nullable Boolean enableIpv4,
      @Doc("Hand out IPv6 addresses.") @Nullable Boolean enableIpv6,
      @Doc("Nothing outside can be reached from it.") @Nullable Boolean internal,
      @Doc(value = "Its labels.", byDefault = "{}") Map<String, Object> labels,
      @Doc("How far it reaches.") @Nullable Scope scope,
      @Doc("Containers may be connected by hand.") @Nullable Boolean attachable,
      @Doc("It is the swarm's way in.") @Nullable Boolean ingress,
      @Flat EngineArguments engine) {

    String realDriver() {
      return Boolean.TRUE.equals(configOnly) ? "null" : driver;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    for (var pool : Values.list(arguments.ipamConfig())) {
      var subnet = String.valueOf(Values.map(pool).get("subnet"));
      if (!subnet.matches(
          "([0-9]{1,3}\\.){3}[0-9]{1,3}/([0-9]|[1-2][0-9]|3[0-2])|[0-9a-fA-F:]+/[0-9]{1,3}")) {
        throw new ModuleFailure("\"" + subnet + "\" is not a valid CIDR");
      }
    }
    try (var engine = Engine.connect(target, arguments.engine())) {
      if (arguments.enableIpv4() != null) {
        engine.needs("1.47", "enable_ipv4");
      }
      return new Work(arguments, engine).run();
    } catch (EngineError e) {
      throw new ModuleFailure("An unexpected Docker error occurred: " + e.text());
    }
  }

  private static final class Work {
    private final Arguments arguments;
    private final Engine engine;
    private final String name;
    private final boolean checking;
    private final List<String> actions = new ArrayList<>();
    private final Differences seen = new Differences();

    Work(Arguments arguments, Engine engine) {
      this.arguments = arguments;
      this.engine = engine;
      this.name = arguments.name();
      this.checking = engine.target().checking();
    }

    Result run() throws ModuleFailure, EngineError {
      var network = find();
      if (arguments.state() == State.PRESENT) {
        network = present(network);
      } else if (network != null) {
        seen.add("exists", false, true);
        remove(network);
      }
      var plan = engine.target().plan();
      if (!actions.isEmpty()) {
        plan.change(seen.change("network " + name), "");
      }
      var result = Result.of(plan);
      if (checking || arguments.engine().debug()) {
        result = result.with("actions", actions);
      }
      return arguments.state() == State.PRESENT ? result.with("network", network) : result;
    }

    /// By name, for the engine also finds networks whose identifiers begin like it.
    private @Nullable Map<String, @Nullable Object> find() throws EngineError {
      var network = engine.find("/networks/" + Engine.encoded(name));
      return network == null
              || !name.equals(network.get("Name"))
                  && !String.valueOf(network.get("Id")).startsWith(name)
          ? null
          : network;
    }

    private @Nullable Map<String, @Nullable Object> present(
        @Nullable Map<String, @Nullable Object> found) throws ModuleFailure, EngineError {
      var network = found;
      // Without a list the containers that are there stay: they are connected again when the
      // network is made anew.
      var wanted = arguments.connected().isEmpty() ? names(network) : arguments.connected();
      if (network == null) {
        seen.add("exists", true, false);
      } else {
        var differences = NetworkComparison.of(arguments, network);
        if (arguments.force() || !differences.isEmpty()) {
          seen.addAll(differences);
          remove(network);
          network = null;
        }
      }
      if (network == null) {
        actions.add("Created network " + name + " with driver " + arguments.realDriver());
        if (!checking) {
          engine.warnings(engine.post("/networks/create", Map.of(), body()));
          network = find();
        }
      }
      var there = names(network);
      for (var container : wanted) {
        if (!there.contains(container)
            && engine.find("/containers/" + Engine.encoded(container) + "/json") != null) {
          connect(container);
        }
      }
      if (!arguments.appends()) {
        for (var container : there) {
          if (!wanted.contains(container)) {
            disconnect(container);
          }
        }
      }
      return checking || actions.isEmpty() ? network : find();
    }

    private static List<String> names(@Nullable Map<String, @Nullable Object> network) {
      return network == null
          ? List.of()
          : Values.map(network.get("Containers")).values().stream()
              .map(c -> String.valueOf(Values.map(c).get("Name")))
              .toList();
    }

    private void remove(Map<String, @Nullable Object> network) throws EngineError {
      for (var container : names(network)) {
        disconnect(container);
      }
      actions.add("Removed network " + name);
      if (!checking) {
        engine.delete("/networks/" + Engine.encoded(name), Map.of());
      }
    }

    private void connect(String container) throws EngineError {
      actions.add("Connected container " + container);
      seen.add("connected." + container, true, false);
      if (!checking) {
        engine.post(
            "/networks/" + Engine.encoded(name) + "/connect",
            Map.of(),
            Map.of("Container", container));
      }
    }

    private void disconnect(String container) throws EngineError {
      actions.add("Disconnected container " + container);
      seen.add("connected." + container, false, true);
      if (!checking) {
        engine.post(
            "/networks/" + Engine.encoded(name) + "/disconnect",
            Map.of(),
            Map.of("Container", container, "Force", true));
      }
    }

    private Map<String, @Nullable Object> body() throws ModuleFailure {
      var body = new LinkedHashMap<String, @Nullable Object>();
      body.put("Name", name);
      body.put("Driver", arguments.realDriver());
      body.put("Options", Values.strings(arguments.driverOptions()));
      body.put("CheckDuplicate", true);
      put(body, "ConfigOnly", arguments.configOnly());
      if (arguments.configFrom() != null) {
        body.put("ConfigFrom", Map.of("Network", arguments.configFrom()));
      }
      put(body, "EnableIPv4", arguments.enableIpv4());
      put(body, "EnableIPv6", arguments.enableIpv6());
      put(body, "Internal", arguments.internal());
      var scope = arguments.scope();
      put(body, "Scope", scope == null ? null : scope.name().toLowerCase(java.util.Locale.ROOT));
      put(body, "Attachable", arguments.attachable());
      put(body, "Ingress", arguments.ingress());
      body.put("Labels", Values.labels(arguments.labels()));
      var pools = pools();
      if (arguments.ipamDriver() != null
          || arguments.ipamDriverOptions() != null
          || !pools.isEmpty()) {
        var ipam = new LinkedHashMap<String, @Nullable Object>();
        put(ipam, "Driver", arguments.ipamDriver());
        ipam.put("Config", pools);
        put(ipam, "Options", arguments.ipamDriverOptions());
        body.put("IPAM", ipam);
      }
      return body;
    }

    private List<Map<String, @Nullable Object>> pools() {
      var pools = new ArrayList<Map<String, @Nullable Object>>();
      for (var given : Values.list(arguments.ipamConfig())) {
        var values = Values.map(given);
        var pool = new LinkedHashMap<String, @Nullable Object>();
        put(pool, "Subnet", values.get("subnet"));
        put(pool, "IPRange", values.get("iprange"));
        put(pool, "Gateway", values.get("gateway"));
        put(pool, "AuxiliaryAddresses", values.get("aux_addresses"));
        pools.add(pool);
      }
      return pools;
    }

    private static void put(
        Map<String, @Nullable Object> body, String key, @Nullable Object value) {
      if (value != null) {
        body.put(key, value);
      }
    }
  }
}
