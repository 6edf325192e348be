package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.modules.docker.Differences;
import dev.runbook.modules.docker.IpText;
import dev.runbook.modules.docker.Values;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// In what a Docker network differs from a task's options. Options that are not given do not count.
final class NetworkComparison {
  private final Differences differences = new Differences();
  private final Map<String, @Nullable Object> network;

  private NetworkComparison(Map<String, @Nullable Object> network) {
    this.network = network;
  }

  static Differences of(
      DockerNetworkModule.Arguments arguments, Map<String, @Nullable Object> network)
      throws ModuleFailure {
    var comparison = new NetworkComparison(network);
    comparison.flag("config_only", arguments.configOnly(), "ConfigOnly");
    var from = Values.at(network, "ConfigFrom", "Network");
    comparison.value("config_from", arguments.configFrom(), from == null ? "" : from);
    comparison.value("driver", arguments.realDriver(), network.get("Driver"));
    comparison.entries(
        "driver_options", Values.strings(arguments.driverOptions()), network.get("Options"));
    comparison.value("ipam_driver", arguments.ipamDriver(), Values.at(network, "IPAM", "Driver"));
    var options = arguments.ipamDriverOptions();
    if (options != null && !options.equals(Values.map(Values.at(network, "IPAM", "Options")))) {
      comparison.differences.add(
          "ipam_driver_options", options, Values.at(network, "IPAM", "Options"));
    }
    comparison.pools(arguments);
    comparison.flag("enable_ipv4", arguments.enableIpv4(), "EnableIPv4");
    comparison.flag("enable_ipv6", arguments.enableIpv6(), "EnableIPv6");
    comparison.flag("internal", arguments.internal(), "Internal");
    var scope = arguments.scope();
    comparison.value(
        "scope",
        scope == null ? null : scope.name().toLowerCase(Locale.ROOT),
        network.get("Scope"));
    comparison.flag("attachable", arguments.attachable(), "Attachable");
    comparison.flag("ingress", arguments.ingress(), "Ingress");
    comparison.entries("labels", Values.labels(arguments.labels()), network.get("Labels"));
    return comparison.differences;
  }

  private void flag(String option, @Nullable Boolean wanted, String key) {
    value(option, wanted, network.getOrDefault(key, false));
  }

  private void value(String option, @Nullable Object wanted, @Nullable Object there) {
    if (wanted != null && !wanted.equals(there)) {
      differences.add(option, wanted, there);
    }
  }

  private void entries(String option, Map<String, String> wanted, @Nullable Object there) {
    wanted.forEach((key, value) -> value(option + "." + key, value, Values.map(there).get(key)));
  }

  /// Each wanted range must be among those of the network; what it does not say does not count.
  private void pools(DockerNetworkModule.Arguments arguments) {
    var there = Values.list(Values.at(network, "IPAM", "Config"));
    var index = 0;
    for (var given : Values.list(arguments.ipamConfig())) {
      var wanted = Values.map(given);
      Map<String, @Nullable Object> nearest = Map.of();
      for (var pool : there) {
        var config = named(Values.map(pool));
        if (wanted.entrySet().stream()
            .allMatch(e -> e.getValue() == null || same(e.getValue(), config.get(e.getKey())))) {
          nearest = config;
          break;
        }
      }
      for (var entry : wanted.entrySet()) {
        var value = entry.getValue();
        if (value != null && !same(value, nearest.get(entry.getKey()))) {
          differences.add(
              "ipam_config[" + index + "]." + entry.getKey(), value, nearest.get(entry.getKey()));
        }
      }
      index++;
    }
  }

  private static Map<String, @Nullable Object> named(Map<String, @Nullable Object> pool) {
    var named = new LinkedHashMap<String, @Nullable Object>();
    pool.forEach((key, value) ->
        named.put(
            key.equals("AuxiliaryAddresses") ? "aux_addresses" : key.toLowerCase(Locale.ROOT),
            value));
    return named;
  }

  private static boolean same(Object wanted, @Nullable Object there) {
    return wanted.equals(there)
        || wanted instanceof String a && there instanceof String b && IpText.same(a, b);
  }
}
