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

/// Makes and removes Docker volumes.
@Name("community.docker.docker_volume")
final class DockerVolumeModule implements TaskModule<DockerVolumeModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT
  }

  enum Recreate {
    ALWAYS,
    NEVER,
    OPTIONS_CHANGED
  }

  record Arguments(
      @Doc(value = "The name of the volume.", aliases = "name") String volumeName,
      @Doc(value = "Whether there is to be such a volume.", byDefault = "present") State state,
      @Doc(value = "Its driver.", byDefault = "local") String driver,
      @Doc(value = "Options of its driver.", byDefault = "{}") Map<String, Object> driverOptions,
      @Doc("Its labels.") @Nullable Map<String, Object> labels,
      @Doc(
              value = "When an existing volume, and all that is in it, is thrown away.",
              byDefault = "never",
              dashes = true)
          Recreate recreate,
      @Flat EngineArguments engine) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    try (var engine = Engine.connect(target, arguments.engine())) {
      return run(arguments, engine);
    } catch (EngineError e) {
      throw new ModuleFailure(e.text());
    }
  }

  private static Result run(Arguments arguments, Engine engine) throws ModuleFailure, EngineError {
    var name = arguments.volumeName();
    var path = "/volumes/" + Engine.encoded(name);
    var volume = engine.find(path);
    var wanted = arguments.state() == State.PRESENT;
    var seen = new Differences();
    var actions = new ArrayList<String>();
    var checking = engine.target().checking();
    var plan = engine.target().plan();
    if (wanted != (volume != null)) {
      seen.add("exists", wanted, volume != null);
    }
    var again = false;
    if (wanted && volume != null) {
      var differences = differences(arguments, volume);
      again =
          arguments.recreate() == Recreate.ALWAYS
              || arguments.recreate() == Recreate.OPTIONS_CHANGED && !differences.isEmpty();
      if (again) {
        seen.addAll(differences);
      }
    }
    if (volume != null && (!wanted || again)) {
      actions.add("Removed volume " + name);
      if (!checking) {
        engine.delete(path, Map.of());
      }
      volume = null;
    }
    if (wanted && volume == null) {
      actions.add("Created volume " + name + " with driver " + arguments.driver());
      if (!checking) {
        engine.post("/volumes/create", Map.of(), body(arguments));
        volume = engine.find(path);
      }
    }
    if (!actions.isEmpty()) {
      plan.change(seen.change("volume " + name), "");
    }
    var result = Result.of(plan);
    if (checking || arguments.engine().debug()) {
      result = result.with("actions", actions);
    }
    return wanted ? result.with("volume", volume) : result;
  }

  private static Map<String, @Nullable Object> body(Arguments arguments) throws ModuleFailure {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("Name", arguments.volumeName());
    body.put("Driver", arguments.driver());
    body.put("DriverOpts", Values.strings(arguments.driverOptions()));
    if (arguments.labels() != null) {
      body.put("Labels", Values.labels(arguments.labels()));
    }
    return body;
  }

  private static Differences differences(Arguments arguments, Map<String, @Nullable Object> volume)
      throws ModuleFailure {
    var differences = new Differences();
    if (!arguments.driver().equals(volume.get("Driver"))) {
      differences.add("driver", arguments.driver(), volume.get("Driver"));
    }
    compare(
        "driver_options",
        Values.strings(arguments.driverOptions()),
        volume.get("Options"),
        differences);
    compare("labels", Values.labels(arguments.labels()), volume.get("Labels"), differences);
    return differences;
  }

  private static void compare(
      String option, Map<String, String> wanted, @Nullable Object there, Differences differences) {
    for (var entry : List.copyOf(wanted.entrySet())) {
      var value = Values.map(there).get(entry.getKey());
      if (!entry.getValue().equals(value)) {
        differences.add(option + "." + entry.getKey(), entry.getValue(), value);
      }
    }
  }
}
