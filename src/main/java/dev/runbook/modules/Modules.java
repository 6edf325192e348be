package dev.runbook.modules;

import dev.runbook.module.TaskModule;
import java.util.List;

/// All modules, in the order of their names.
public final class Modules {
  private Modules() {}

  public static List<TaskModule<?>> all() {
    return List.of(
        new CommandModule(),
        new DockerImageModule(),
        new DockerNetworkModule(),
        new DockerVolumeModule(),
        new FileModule(),
        new PingModule(),
        new RawModule(),
        new ScriptModule(),
        new SetupModule(),
        new ShellModule(),
        new SlurpModule(),
        new StatModule());
  }
}
