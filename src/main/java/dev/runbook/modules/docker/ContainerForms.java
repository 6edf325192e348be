package dev.runbook.modules.docker;

import dev.runbook.docker.Containers;
import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineError;
import dev.runbook.module.ModuleFailure;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns each option of a container from the form of a playbook into the engine's.
final class ContainerForms {
  private final Engine engine;
  private final String name;
  private final String commandHandling;

  ContainerForms(Engine engine, String name, String commandHandling) {
    this.engine = engine;
    this.name = name;
    this.commandHandling = commandHandling;
  }

  /// The value in the engine's form; null when the option, as it is given, says nothing.
  @Nullable Object form(String option, Object value)
      throws ModuleFailure, Unreachable, EngineError {
    return switch (option) {
      case "command" -> command(value);
      case "entrypoint" -> entrypoint(Values.list(value));
      case "memory", "memory_reservation", "kernel_memory", "shm_size" ->
          Values.bytes(option, String.valueOf(value));
      case "memory_swap" ->
          value.equals("unlimited") || value.equals("-1")
              ? Long.valueOf(-1)
              : Long.valueOf(Values.bytes(option, String.valueOf(value)));
      case "cpus" -> Math.round(((Number) value).doubleValue() * 1e9);
      case "mac_address" -> String.valueOf(value).replace('-', ':');
      case "etc_hosts" ->
          Values.map(value).entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList();
      case "devices" -> devices(Values.list(value));
      case "device_read_bps", "device_write_bps" -> rates(Values.list(value), true);
      case "device_read_iops", "device_write_iops" -> rates(Values.list(value), false);
      case "device_requests" -> requests(Values.list(value));
      case "ulimits" -> limits(Values.list(value));
      case "tmpfs" -> tmpfs(Values.list(value));
      case "sysctls", "storage_opts" -> Values.strings(Values.map(value));
      case "links" -> links(Values.list(value));
      case "labels" -> Values.labels(Values.map(value));
      case "healthcheck" -> health(Values.map(value));
      case "ipc_mode", "pid_mode", "network_mode" -> other(String.valueOf(value));
      default -> value;
    };
  }

  private @Nullable Object command(Object value) throws ModuleFailure {
    if (commandHandling.equals("compatibility")) {
      var text =
          value instanceof List<?> list
              ? String.join(" ", list.stream().map(String::valueOf).toList())
              : String.valueOf(value);
      return text.isEmpty() ? null : Values.words(text);
    }
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : Values.words(String.valueOf(value));
  }

  private @Nullable Object entrypoint(List<?> value) throws ModuleFailure {
    var words = value.stream().map(String::valueOf).toList();
    return commandHandling.equals("compatibility")
        ? words.isEmpty() ? null : Values.words(String.join(" ", words))
        : words;
  }

  private static List<Map<String, Object>> devices(List<?> given) {
    var devices = new ArrayList<Map<String, Object>>();
    for (var device : given) {
      var parts = String.valueOf(device).split(":");
      devices.add(
          Map.of(
              "PathOnHost", parts[0],
              "PathInContainer", parts[parts.length > 1 ? 1 : 0],
              "CgroupPermissions", parts.length > 2 ? parts[2] : "rwm"));
    }
    return devices;
  }

  private static List<Map<String, Object>> rates(List<?> given, boolean bytes)
      throws ModuleFailure {
    var rates = new ArrayList<Map<String, Object>>();
    for (var item : given) {
      var device = Values.map(item);
      var rate = String.valueOf(device.get("rate"));
      rates.add(
          Map.of(
              "Path",
              String.valueOf(device.get("path")),
              "Rate",
              bytes ? Values.bytes("rate", rate) : Long.valueOf(rate)));
    }
    return rates;
  }

  private static List<Map<String, @Nullable Object>> requests(List<?> given) {
    var requests = new ArrayList<Map<String, @Nullable Object>>();
    for (var item : given) {
      var request = Values.map(item);
      var formed = new LinkedHashMap<String, @Nullable Object>();
      var keys =
          List.of(
              "driver Driver",
              "count Count",
              "device_ids DeviceIDs",
              "capabilities Capabilities",
              "options Options");
      for (var key : keys) {
        var names = key.split(" ");
        if (request.get(names[0]) != null) {
          formed.put(names[1], request.get(names[0]));
        }
      }
      requests.add(formed);
    }
    return requests;
  }

  private static List<Map<String, Object>> limits(List<?> given) throws ModuleFailure {
    var limits = new ArrayList<Map<String, Object>>();
    for (var item : given) {
      var parts = String.valueOf(item).split(":");
      if (parts.length < 2
          || !parts[1].matches("-?\\d+")
          || !parts[parts.length - 1].matches("-?\\d+")) {
        throw new ModuleFailure(
            "a limit is written name:soft or name:soft:hard, not '" + item + "'");
      }
      limits.add(
          Map.of(
              "Name", parts[0],
              "Soft", Long.valueOf(parts[1]),
              "Hard", Long.valueOf(parts[parts.length - 1])));
    }
    return limits;
  }

  private static Map<String, String> tmpfs(List<?> given) {
    var tmpfs = new LinkedHashMap<String, String>();
    for (var item : given) {
      var parts = String.valueOf(item).split(":", 2);
      tmpfs.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return tmpfs;
  }

  private List<String> links(List<?> given) {
    return given.stream()
        .map(l -> String.valueOf(l).split(":", 2))
        .map(l -> "/" + l[0] + ":/" + name + "/" + l[l.length - 1])
        .toList();
  }

  private static Map<String, @Nullable Object> health(Map<String, @Nullable Object> given)
      throws ModuleFailure {
    var test = given.get("test");
    var formed = new LinkedHashMap<String, @Nullable Object>();
    var keepsImages = Boolean.TRUE.equals(given.get("test_cli_compatible")) && test == null;
    if (!keepsImages && (test == null || test.equals("") || test.equals(List.of()))) {
      formed.put("Test", List.of("NONE"));
      return formed;
    }
    if (test != null) {
      formed.put(
          "Test",
          test instanceof List<?> list
              ? list.stream().map(String::valueOf).toList()
              : List.of("CMD-SHELL", test.toString()));
    }
    for (var key :
        List.of(
            "interval Interval",
            "timeout Timeout",
            "start_period StartPeriod",
            "start_interval StartInterval")) {
      var names = key.split(" ");
      var value = given.get(names[0]);
      var duration = value == null ? 0 : Values.nanoseconds(value.toString());
      if (duration != 0) {
        formed.put(names[1], duration);
      }
    }
    if (given.get("retries") != null) {
      formed.put("Retries", Long.valueOf(Objects.toString(given.get("retries"))));
    }
    return formed;
  }

  /// `container:NAME` names the other container by what the engine calls it.
  private String other(String mode) throws EngineError {
    var start = "container:";
    if (!mode.startsWith(start)) {
      return mode;
    }
    var container = new Containers(engine).find(mode.substring(start.length()));
    if (container == null) {
      engine
          .target()
          .warn(
              "Cannot find a container with name or ID \"" + mode.substring(start.length()) + "\"");
      return mode;
    }
    return start + container.get("Id");
  }
}
