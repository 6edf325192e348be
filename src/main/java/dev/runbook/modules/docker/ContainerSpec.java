package dev.runbook.modules.docker;

import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineError;
import dev.runbook.module.ModuleFailure;
import dev.runbook.modules.docker.Setting.Place;
import dev.runbook.modules.docker.Setting.Update;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A container as a task wants it, in the engine's form.
final class ContainerSpec {
  private final Map<String, Object> given;
  private final Comparisons comparisons;

  /// Options of [Setting#ALL] by name.
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  private final Mounts mounts;
  private final Set<String> exposed;

  private ContainerSpec(
      Map<String, Object> given, Comparisons comparisons, Mounts mounts, Set<String> exposed) {
    this.given = given;
    this.comparisons = comparisons;
    this.mounts = mounts;
    this.exposed = exposed;
  }

  /// @param given the task's options by name, without those that it does not give
  static ContainerSpec of(Engine engine, Map<String, Object> given, Comparisons comparisons)
      throws ModuleFailure, Unreachable, EngineError {
    var volumes = Values.list(given.get("volumes"));
    var published = Values.list(given.get("published_ports"));
    var exposed = PublishedPorts.exposed(Values.list(given.get("exposed_ports")));
    var spec =
        new ContainerSpec(
            given,
            comparisons,
            Mounts.of(volumes, Values.list(given.get("mounts")), paths(engine, volumes)),
            exposed);
    if (given.containsKey("published_ports")) {
      var address =
          PublishedPorts.needDefaultAddress(published) ? address(engine, given) : "0.0.0.0";
      var bindings = PublishedPorts.bindings(published, address);
      exposed.addAll(bindings.keySet());
      spec.values.put("published_ports", bindings);
    }
    var forms =
        new ContainerForms(
            engine,
            String.valueOf(given.get("name")),
            String.valueOf(given.get("command_handling")));
    for (var setting : Setting.ALL) {
      var value = given.get(setting.option());
      if (value != null && !setting.option().equals("published_ports")) {
        var formed = forms.form(setting.option(), value);
        if (formed != null) {
          spec.values.put(setting.option(), formed);
        }
      }
    }
    var environment = environment(engine, given);
    if (environment != null) {
      spec.values.put("env", environment);
    }
    return spec;
  }

  private static @Nullable List<String> environment(Engine engine, Map<String, Object> given)
      throws ModuleFailure, Unreachable {
    if (given.get("env") == null && given.get("env_file") == null) {
      return null;
    }
    var all = new LinkedHashMap<String, String>();
    if (given.get("env_file") instanceof String file) {
      var reply = engine.target().ask("cat " + BuildContext.word(file));
      if (!reply.ok()) {
        throw ModuleFailure.of("Cannot read " + file + ": " + reply.stderr().strip(), reply);
      }
      for (var line : reply.stdout().lines().map(String::strip).toList()) {
        if (!line.isEmpty() && !line.startsWith("#")) {
          var parts = line.split("=", 2);
          if (parts.length < 2) {
            throw new ModuleFailure("Invalid line in environment file " + file + ": " + line);
          }
          all.put(parts[0], parts[1]);
        }
      }
    }
    for (var entry : Values.map(given.get("env")).entrySet()) {
      if (!(entry.getValue() instanceof String value)) {
        throw new ModuleFailure(
            "Non-string value found for env option. Ambiguous env options must be wrapped in quotes"
                + " to avoid them being interpreted when directly specified in YAML, or explicitly"
                + " converted to strings when the option is templated. Key: "
                + entry.getKey());
      }
      all.put(entry.getKey(), value);
    }
    return all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /// `~` and `.` mean the folders of the host's user.
  private static UnaryOperator<String> paths(Engine engine, List<?> volumes)
      throws ModuleFailure, Unreachable {
    if (volumes.stream().noneMatch(v -> String.valueOf(v).matches("[.~].*"))) {
      return path -> path;
    }
    var folders = engine.target().ask("printf '%s\\n' \"$HOME\"; pwd").stdout().lines().toList();
    return path ->
        path.startsWith("~")
            ? folders.getFirst() + path.substring(1)
            : path.startsWith(".")
                ? java.nio.file.Path.of(folders.getLast(), path).normalize().toString()
                : path;
  }

  /// What a published port is bound to when it does not say.
  private static String address(Engine engine, Map<String, Object> given)
      throws EngineError, ModuleFailure {
    if (given.get("default_host_ip") instanceof String address) {
      if (!address.isEmpty() && !address.matches("[0-9.]+|\\[[0-9a-fA-F:]+]|[0-9a-fA-F:]+")) {
        throw new ModuleFailure(
            "The value of default_host_ip must be an empty string, an IPv4 address, or an IPv6"
                + " address. Got \""
                + address
                + "\" instead.");
      }
      return address.replaceAll("[\\[\\]]", "");
    }
    for (var network : Values.list(given.get("networks"))) {
      var found =
          engine.find(
              "/networks/" + Engine.encoded(String.valueOf(Values.map(network).get("name"))));
      var bound = Values.at(found, "Options", "com.docker.network.bridge.host_binding_ipv4");
      if (found != null && "bridge".equals(found.get("Driver")) && bound != null) {
        return bound.toString();
      }
    }
    return "0.0.0.0";
  }

  /// What the engine makes a container of.
  Map<String, @Nullable Object> body(String image) {
    var body = new LinkedHashMap<String, @Nullable Object>();
    var host = new LinkedHashMap<String, @Nullable Object>();
    for (var setting : Setting.ALL) {
      if (values.containsKey(setting.option())) {
        (setting.place() == Place.CONFIG ? body : host)
            .put(setting.key(), values.get(setting.option()));
      }
    }
    var attached = !Boolean.TRUE.equals(given.get("detach"));
    var interactive = Boolean.TRUE.equals(given.get("interactive"));
    body.put("AttachStdout", attached);
    body.put("AttachStderr", attached);
    body.put("AttachStdin", attached && interactive);
    body.put("StdinOnce", attached && interactive);
    body.put("OpenStdin", interactive);
    if (!exposed.isEmpty()) {
      body.put("ExposedPorts", keys(exposed));
    }
    if (!mounts.anonymous().isEmpty()) {
      body.put("Volumes", keys(mounts.anonymous()));
    }
    if (!mounts.binds().isEmpty()) {
      host.put("Binds", mounts.binds());
    }
    if (!mounts.mounts().isEmpty()) {
      host.put("Mounts", mounts.mounts());
    }
    if (given.get("log_driver") != null) {
      host.put(
          "LogConfig",
          Map.of(
              "Type",
              given.get("log_driver"),
              "Config",
              Values.strings(Values.map(given.get("log_options")))));
    }
    if (given.get("restart_policy") != null) {
      host.put("RestartPolicy", restart());
    }
    body.put("HostConfig", host);
    body.put("Image", image);
    return body;
  }

  private Map<String, Object> restart() {
    return Map.of(
        "Name", given.get("restart_policy"),
        "MaximumRetryCount", given.getOrDefault("restart_retries", 0L));
  }

  private static Map<String, Object> keys(Iterable<String> names) {
    var keys = new LinkedHashMap<String, Object>();
    names.forEach(n -> keys.put(n, Map.of()));
    return keys;
  }

  /// What the engine can change on a container that is there.
  Map<String, @Nullable Object> limits() {
    var limits = new LinkedHashMap<String, @Nullable Object>();
    for (var setting : Setting.ALL) {
      if (setting.update() == Update.IN_PLACE && values.containsKey(setting.option())) {
        limits.put(setting.key(), values.get(setting.option()));
      }
    }
    if (given.get("restart_policy") != null) {
      limits.put("RestartPolicy", restart());
    }
    return limits;
  }

  /// @param container its inspection
  /// @param image what the container's values are compared against, or null
  Differences differences(
      Map<String, @Nullable Object> container,
      @Nullable Map<String, @Nullable Object> image,
      Update which)
      throws ModuleFailure {
    var found = new Differences();
    for (var setting : Setting.ALL) {
      if (setting.update() == which) {
        compare(setting, container, image, found);
      }
    }
    var restart = Values.map(Values.at(container, "HostConfig", "RestartPolicy"));
    if (which == Update.IN_PLACE) {
      value("restart_policy", given.get("restart_policy"), restart.get("Name"), found);
      value(
          "restart_retries", given.get("restart_retries"), restart.get("MaximumRetryCount"), found);
      return found;
    }
    var attached =
        Boolean.TRUE.equals(Values.at(container, "Config", "AttachStdout"))
            && Boolean.TRUE.equals(Values.at(container, "Config", "AttachStderr"));
    value("detach", given.get("detach"), !attached, found);
    value(
        "interactive",
        given.get("interactive"),
        Boolean.TRUE.equals(Values.at(container, "Config", "OpenStdin")),
        found);
    if (given.get("log_driver") != null) {
      value(
          "log_driver",
          given.get("log_driver"),
          Values.at(container, "HostConfig", "LogConfig", "Type"),
          found);
      if (given.get("log_options") != null) {
        check(
            "log_options",
            Kind.MAP,
            Values.strings(Values.map(given.get("log_options"))),
            Values.at(container, "HostConfig", "LogConfig", "Config"),
            found);
      }
    }
    check(
        "exposed_ports",
        Kind.SET,
        List.copyOf(
            union(exposed, Values.map(Values.at(image, "Config", "ExposedPorts")).keySet())),
        // a range may stand there as one
        List.copyOf(
            PublishedPorts.exposed(
                List.copyOf(Values.map(Values.at(container, "Config", "ExposedPorts")).keySet()))),
        found);
    volumes(container, image, found);
    if (given.get("platform") instanceof String platform) {
      value("platform", Platform.plain(platform), Platform.of(image), found);
    }
    return found;
  }

  private void compare(
      Setting setting,
      Map<String, @Nullable Object> container,
      @Nullable Map<String, @Nullable Object> image,
      Differences found) {
    var option = setting.option();
    var there =
        Values.at(
            container, setting.place() == Place.CONFIG ? "Config" : "HostConfig", setting.key());
    if (option.equals("env")) {
      var images = strings(Values.at(image, "Config", "Env"));
      if (values.containsKey(option) || !images.isEmpty()) {
        check(option, setting.kind(), merged(images, strings(values.get(option))), there, found);
      }
      return;
    }
    if (!values.containsKey(option)) {
      return;
    }
    var wanted = values.get(option);
    switch (option) {
      case "command" -> {
        if (List.of().equals(wanted) && Values.at(image, "Config", "Cmd") != null) {
          wanted = Values.at(image, "Config", "Cmd");
        }
      }
      case "labels" -> {
        if (!"fail".equals(given.get("image_label_mismatch"))) {
          var all =
              new LinkedHashMap<String, @Nullable Object>(
                  Values.map(Values.at(image, "Config", "Labels")));
          all.putAll(Values.map(wanted));
          wanted = all;
        }
      }
      case "healthcheck" -> {
        if (there == null || List.of("NONE").equals(Values.at(there, "Test"))) {
          there = Map.of("Test", List.of("NONE"));
        }
      }
      case "network_mode" -> {
        // Newer engines write down what "default" means.
        if ("default".equals(wanted) && "bridge".equals(there)) {
          there = wanted;
        }
      }
      default -> {}
    }
    check(option, setting.kind(), wanted, there, found);
  }

  private void volumes(
      Map<String, @Nullable Object> container,
      @Nullable Map<String, @Nullable Object> image,
      Differences found) {
    check(
        "volumes",
        Kind.SET,
        List.copyOf(
            union(
                Set.copyOf(mounts.anonymous()),
                Values.map(Values.at(image, "Config", "Volumes")).keySet())),
        List.copyOf(Values.map(Values.at(container, "Config", "Volumes")).keySet()),
        found);
    var mode = comparisons.of("volumes");
    var binds = Values.at(container, "HostConfig", "Binds");
    if (!Kind.SET.same(mounts.binds(), binds, mode)) {
      found.add("volume_binds", mounts.binds(), binds);
    }
    if (given.get("mounts") != null && comparisons.of("mounts") != Kind.Mode.IGNORE) {
      var there = Values.list(Values.at(container, "HostConfig", "Mounts"));
      var missing = new ArrayList<Object>();
      for (var wanted : mounts.mounts()) {
        var flat = Mounts.flat(wanted, null);
        if (there.stream().noneMatch(t -> flat.equals(Mounts.flat(Values.map(t), wanted)))) {
          missing.add(wanted);
        }
      }
      var more = there.size() > mounts.mounts().size();
      if (!missing.isEmpty() || more && comparisons.of("mounts") == Kind.Mode.STRICT) {
        found.add("mounts", mounts.mounts(), there);
      }
    }
  }

  private void value(
      String option, @Nullable Object wanted, @Nullable Object there, Differences found) {
    if (wanted != null) {
      check(option, Kind.VALUE, wanted, there, found);
    }
  }

  private void check(
      String option,
      Kind kind,
      @Nullable Object wanted,
      @Nullable Object there,
      Differences found) {
    if (!kind.same(wanted, there, comparisons.of(option))) {
      found.add(option, wanted, there);
    }
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    var both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  private static List<String> strings(@Nullable Object list) {
    return Values.list(list).stream().map(String::valueOf).toList();
  }

  private static List<String> merged(List<String> images, List<String> own) {
    var all = new LinkedHashMap<String, String>();
    for (var list : List.of(images, own)) {
      for (var entry : list) {
        all.put(entry.split("=", 2)[0], entry);
      }
    }
    return List.copyOf(all.values());
  }
}
