package dev.runbook.modules.docker;

import dev.runbook.docker.Containers;
import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineError;
import dev.runbook.docker.ImageName;
import dev.runbook.docker.Images;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Result;
import dev.runbook.modules.docker.Kind.Mode;
import dev.runbook.modules.docker.Setting.Update;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One task about one container: compares it, and makes, changes, starts, stops or removes it.
public final class ContainerWork {
  private final Engine engine;
  private final Containers containers;
  private final Map<String, Object> given;
  private final String name;
  private final Comparisons comparisons;
  private final boolean checking;
  private final List<Map<String, @Nullable Object>> actions = new ArrayList<>();
  private final Differences seen = new Differences();
  private boolean changed;
  private @Nullable Map<String, @Nullable Object> container;
  private @Nullable Long status;

  /// @param arguments the module's record; names of its components are names of options
  public ContainerWork(Engine engine, Record arguments) throws ModuleFailure {
    this.engine = engine;
    this.containers = new Containers(engine);
    this.given = Given.of(arguments);
    this.name = String.valueOf(given.get("name"));
    this.checking = engine.target().checking();
    this.comparisons =
        new Comparisons(
            given.get("comparisons") == null ? null : Values.map(given.get("comparisons")),
            given.get("networks") != null);
    if (is("ignore_image")) {
      comparisons.put("image", Mode.IGNORE);
    }
    if (is("purge_networks")) {
      comparisons.put("networks", Mode.STRICT);
    }
    defaults();
  }

  private void defaults() {
    var networks = Values.list(given.get("networks"));
    if (is("networks_cli_compatible") && !networks.isEmpty()) {
      // As Docker's own client: the first network is the container's mode.
      given.putIfAbsent(
          "network_mode", String.valueOf(Values.map(networks.getFirst()).get("name")));
    }
    if ("compatibility".equals(given.get("container_default_behavior"))) {
      given.putIfAbsent("detach", true);
      given.putIfAbsent("memory", "0");
      for (var option :
          List.of(
              "auto_remove", "init", "interactive", "paused", "privileged", "read_only", "tty")) {
        given.putIfAbsent(option, false);
      }
    }
  }

  private boolean is(String option) {
    return Boolean.TRUE.equals(given.get(option));
  }

  private void did(String key, @Nullable Object value) {
    var action = new LinkedHashMap<String, @Nullable Object>();
    action.put(key, value);
    actions.add(action);
    changed = true;
  }

  private static String id(Map<String, @Nullable Object> container) {
    return String.valueOf(container.get("Id"));
  }

  private static boolean state(@Nullable Map<String, @Nullable Object> container, String flag) {
    return Boolean.TRUE.equals(Values.at(container, "State", flag));
  }

  /// Sees to it that there is no such container.
  public Result absent() throws ModuleFailure, EngineError {
    var found = containers.find(name);
    if (found != null) {
      if (state(found, "Running")) {
        seen.add("running", false, true);
        stop(id(found));
      }
      seen.add("exists", false, true);
      remove(id(found), Map.of());
    }
    return result();
  }

  /// Sees to it that the container is there, as wanted, and running or not.
  ///
  /// @param state `present`, `started`, `stopped` or `healthy`
  public Result present(String state) throws ModuleFailure, Unreachable, EngineError {
    needs();
    var spec = ContainerSpec.of(engine, given, comparisons);
    var networks = new ContainerNetworks(engine, Values.list(given.get("networks")));
    container = containers.find(name);
    var found = container;
    var running = state(found, "Running");
    var image = image();
    var created = false;
    if (found == null || "removing".equals(Values.at(found, "State", "Status"))) {
      if (given.get("image") == null) {
        throw new ModuleFailure("Cannot create container when image is not specified!");
      }
      seen.add("exists", true, false);
      if (found != null && !checking) {
        awaitRemoval(id(found));
      }
      create(spec, networks, String.valueOf(given.get("image")));
      created = true;
    } else {
      var comparison = comparison(found, image);
      if (recreate(spec, found, image, comparison)) {
        if (running) {
          stop(id(found));
        }
        remove(id(found), Map.of());
        if (!checking) {
          awaitRemoval(id(found));
        }
        create(spec, networks, String.valueOf(given.getOrDefault("image", found.get("Image"))));
        created = true;
      } else {
        limits(spec, found, comparison);
      }
    }
    if (container != null) {
      var done =
          networks.settle(id(container), container, comparisons.of("networks"), created, seen);
      if (!done.isEmpty()) {
        actions.addAll(done);
        changed = true;
        refresh();
      }
    }
    run(state, running && !(created && checking));
    if (state.equals("healthy") && !checking && container != null) {
      container = healthy(id(container));
    }
    return result();
  }

  private void needs() throws ModuleFailure {
    if (given.containsKey("cgroupns_mode")) {
      engine.needs("1.41", "cgroupns_mode");
    }
    if (given.containsKey("platform")) {
      engine.needs("1.41", "platform");
    }
    if (given.containsKey("device_requests")) {
      engine.needs("1.40", "device_requests");
    }
    if (Values.map(given.get("healthcheck")).get("start_interval") != null) {
      engine.needs("1.44", "healthcheck.start_interval");
    }
    for (var network : Values.list(given.get("networks"))) {
      if (Values.map(network).get("mac_address") != null) {
        engine.needs("1.44", "networks.mac_address");
      }
    }
  }

  /// The image that the task names, pulled when it must be; null when the task names none.
  private @Nullable Map<String, @Nullable Object> image()
      throws ModuleFailure, Unreachable, EngineError {
    if (!(given.get("image") instanceof String text)) {
      return null;
    }
    var images = new Images(engine);
    if (ImageName.isId(text)) {
      var found = images.find(text);
      if (found == null) {
        throw new ModuleFailure("Cannot find image with ID " + text);
      }
      return found;
    }
    var parsed = ImageName.parse(text);
    var full = parsed.tag() == null ? new ImageName(text, "latest") : parsed;
    var found = images.find(full.full());
    var pull =
        switch (String.valueOf(given.get("pull")).toLowerCase(java.util.Locale.ROOT)) {
          case "never" -> "never";
          case "always", "true", "yes", "on", "1" -> "always";
          default -> "missing";
        };
    if (found == null && pull.equals("never")) {
      throw new ModuleFailure("Cannot find image with name " + full.full() + ", and pull=never");
    }
    if (found != null && !pull.equals("always")) {
      return found;
    }
    if (checking) {
      if (found == null || "always".equals(given.get("pull_check_mode_behavior"))) {
        did("pulled_image", full.full());
      }
      return found;
    }
    try {
      images.pull(full, given.get("platform") instanceof String platform ? platform : null);
    } catch (EngineError e) {
      throw new ModuleFailure("Error pulling image " + full.full() + " - " + e.text());
    }
    var pulled = images.find(full.full());
    if (!Objects.equals(Values.at(found, "Id"), Values.at(pulled, "Id"))) {
      did("pulled_image", full.full());
    }
    return pulled;
  }

  /// The image whose own settings count as wanted.
  private @Nullable Map<String, @Nullable Object> comparison(
      Map<String, @Nullable Object> found, @Nullable Map<String, @Nullable Object> image)
      throws EngineError {
    return image != null && !"current-image".equals(given.get("image_comparison"))
        ? image
        : new Images(engine).find(String.valueOf(found.get("Image")));
  }

  private boolean recreate(
      ContainerSpec spec,
      Map<String, @Nullable Object> found,
      @Nullable Map<String, @Nullable Object> image,
      @Nullable Map<String, @Nullable Object> comparison)
      throws ModuleFailure {
    var differences = spec.differences(found, comparison, Update.NEVER);
    labels(differences, comparison);
    if (!differences.isEmpty()) {
      differences.addAll(spec.differences(found, comparison, Update.IN_PLACE));
    }
    if (comparisons.of("image") == Mode.STRICT && image != null) {
      if (!Objects.equals(image.get("Id"), found.get("Image"))) {
        differences.add("image", image.get("Id"), found.get("Image"));
      }
      var named = Values.at(found, "Config", "Image");
      if (!"ignore".equals(given.get("image_name_mismatch"))
          && !Objects.equals(given.get("image"), named)) {
        differences.add("image_name", given.get("image"), named);
      }
    }
    seen.addAll(differences);
    return !differences.isEmpty() || is("recreate");
  }

  /// Labels of the image cannot be taken away, and some want to be told.
  private void labels(Differences differences, @Nullable Map<String, @Nullable Object> image)
      throws ModuleFailure {
    if (!"fail".equals(given.get("image_label_mismatch"))
        || comparisons.of("labels") != Mode.STRICT
        || differences.all().stream().noneMatch(d -> d.name().equals("labels"))) {
      return;
    }
    var missing =
        Values.map(Values.at(image, "Config", "Labels")).keySet().stream()
            .filter(l -> !Values.map(given.get("labels")).containsKey(l))
            .map(l -> "\"" + l + "\"")
            .toList();
    if (!missing.isEmpty()) {
      throw new ModuleFailure(
          "Some labels should be removed but are present in the base image. You can set"
              + " image_label_mismatch to 'ignore' to ignore this error. Labels: "
              + String.join(", ", missing));
    }
  }

  private void create(ContainerSpec spec, ContainerNetworks networks, String image)
      throws ModuleFailure, EngineError {
    var body = spec.body(image);
    if (is("networks_cli_compatible") && !networks.endpoints().isEmpty()) {
      body.put("NetworkingConfig", Map.of("EndpointsConfig", networks.endpoints()));
    }
    var action = new LinkedHashMap<String, @Nullable Object>();
    action.put("created", "Created container");
    action.put("create_parameters", body);
    actions.add(action);
    changed = true;
    container = null;
    if (checking) {
      return;
    }
    var query = new LinkedHashMap<String, Object>();
    query.put("name", name);
    if (given.get("platform") instanceof String platform) {
      query.put("platform", platform);
    }
    try {
      container = containers.find(containers.create(query, body));
    } catch (EngineError e) {
      throw new ModuleFailure("Error creating container: " + e.text());
    }
  }

  private void limits(
      ContainerSpec spec,
      Map<String, @Nullable Object> found,
      @Nullable Map<String, @Nullable Object> comparison)
      throws ModuleFailure, EngineError {
    var differences = spec.differences(found, comparison, Update.IN_PLACE);
    if (differences.isEmpty()) {
      return;
    }
    seen.addAll(differences);
    did("updated", id(found));
    if (!checking) {
      try {
        containers.update(id(found), spec.limits());
      } catch (EngineError e) {
        throw new ModuleFailure("Error updating container " + id(found) + ": " + e.text());
      }
      refresh();
    }
  }

  private void refresh() throws EngineError {
    if (!checking && container != null) {
      container = containers.find(id(container));
    }
  }

  private void run(String state, boolean wasRunning) throws ModuleFailure, EngineError {
    var wanted = state.equals("started") || state.equals("healthy");
    var running = container == null ? false : state(container, "Running");
    if (wanted && !running) {
      seen.add("running", true, wasRunning);
      start();
    } else if (wanted && is("restart") && container != null) {
      seen.add("restarted", true, false);
      var seconds = given.get("stop_timeout") instanceof Long n && n > 0 ? n.intValue() : 10;
      did("restarted", id(container));
      if (!checking) {
        try {
          containers.restart(id(container), seconds);
        } catch (EngineError e) {
          throw new ModuleFailure("Error restarting container " + id(container) + ": " + e.text());
        }
        refresh();
      }
    } else if (state.equals("stopped") && running && container != null) {
      seen.add("running", false, wasRunning);
      stop(id(container));
      refresh();
    }
    var paused = state(container, "Paused");
    if (wanted && given.get("paused") instanceof Boolean wish && wish != paused) {
      seen.add("paused", wish, paused);
      did("set_paused", wish);
      if (!checking && container != null) {
        if (wish) {
          containers.pause(id(container));
        } else {
          containers.unpause(id(container));
        }
        refresh();
      }
    }
  }

  private void start() throws ModuleFailure, EngineError {
    did("started", container == null ? null : id(container));
    if (checking || container == null) {
      return;
    }
    var id = id(container);
    try {
      containers.start(id);
    } catch (EngineError e) {
      throw new ModuleFailure("Error starting container " + id + ": " + e.text());
    }
    refresh();
    if (Boolean.FALSE.equals(given.get("detach"))) {
      finish(id);
    }
  }

  /// Waits for a container that is to be watched to its end.
  private void finish(String id) throws ModuleFailure, EngineError {
    status = containers.await(id);
    String output;
    var driver = String.valueOf(Values.at(container, "HostConfig", "LogConfig", "Type"));
    if (is("auto_remove")) {
      output = "Cannot retrieve result as auto_remove is enabled";
    } else if (List.of("json-file", "journald", "local").contains(driver)) {
      output = containers.output(id);
    } else {
      output = "Result logged using `" + driver + "` driver";
    }
    if (is("cleanup")) {
      remove(id, Map.of("force", true));
    }
    var after = containers.find(id);
    var facts = new LinkedHashMap<String, @Nullable Object>(after == null ? Map.of() : after);
    facts.put("Output", output);
    container = facts;
    if (status != 0) {
      throw new ModuleFailure(output, result());
    }
  }

  private void stop(String id) throws ModuleFailure {
    try {
      if (is("force_kill")) {
        did("killed", id);
        if (!checking) {
          containers.kill(id, given.get("kill_signal") instanceof String signal ? signal : null);
        }
        return;
      }
      did("stopped", id);
      if (!checking) {
        containers.stop(id, given.get("stop_timeout") instanceof Long n ? n.intValue() : null);
      }
    } catch (EngineError e) {
      throw new ModuleFailure(
          "Error "
              + (is("force_kill") ? "killing" : "stopping")
              + " container "
              + id
              + ": "
              + e.text());
    }
  }

  private void remove(String id, Map<String, Object> more) throws ModuleFailure {
    did("removed", id);
    if (checking) {
      return;
    }
    var query = new LinkedHashMap<String, Object>(more);
    query.put("v", !is("keep_volumes"));
    try {
      containers.remove(id, query);
    } catch (EngineError e) {
      throw new ModuleFailure("Error removing container " + id + ": " + e.text());
    }
  }

  private void awaitRemoval(String id) throws ModuleFailure, EngineError {
    var waiting = new Waiting(id, given.get("removal_wait_timeout") instanceof Double s ? s : null);
    for (var there = containers.find(id); there != null; there = containers.find(id)) {
      if (!"removing".equals(Values.at(there, "State", "Status"))) {
        throw waiting.unexpected(String.valueOf(Values.at(there, "State", "Status")));
      }
      waiting.once();
    }
  }

  private Map<String, @Nullable Object> healthy(String id) throws ModuleFailure, EngineError {
    var limit = given.get("healthy_wait_timeout") instanceof Double s && s > 0 ? s : null;
    var waiting = new Waiting(id, limit);
    while (true) {
      var there = containers.find(id);
      if (there == null) {
        throw new ModuleFailure(
            "Encontered vanished container while waiting for container \"" + id + "\"");
      }
      var health = Values.at(there, "State", "Health", "Status");
      // Without a health check a container that runs is as healthy as it can be.
      if (health == null || health.equals("healthy")) {
        return there;
      }
      if (!health.equals("starting") && !health.equals("unhealthy")) {
        throw waiting.unexpected(health.toString());
      }
      waiting.once();
    }
  }

  private Result result() {
    var plan = engine.target().plan();
    if (changed) {
      plan.change(seen.change("container " + name), "");
    }
    var result = Result.of(plan);
    if (checking || is("debug")) {
      result = result.with("actions", actions);
    }
    if (status != null) {
      result = result.with("status", status);
    }
    return container == null ? result : result.with("container", container);
  }
}
