package dev.runbook.modules;

import dev.runbook.module.TaskModule;
import java.util.List;

/// All modules, in the order of their names.
public final class Modules {
  private Modules() {}

  public static List<TaskModule<?>> all() {
    return List.of(
        // one line per module, alphabetical
        new AptModule(),
        new AuthorizedKeyModule(),
        new BlockinfileModule(),
        new CommandModule(),
        new CopyModule(),
        new CronModule(),
        new DockerContainerModule(),
        new DockerImageModule(),
        new DockerNetworkModule(),
        new DockerVolumeModule(),
        new FileModule(),
        new GitModule(),
        new GroupModule(),
        new LineinfileModule(),
        new PackageModule(),
        new PingModule(),
        new PipModule(),
        new RawModule(),
        new ReplaceModule(),
        new ScriptModule(),
        new ServiceModule(),
        new SetupModule(),
        new ShellModule(),
        new SlurpModule(),
        new StatModule(),
        new SystemdModule(),
        new TemplateModule(),
        new UfwModule(),
        new UserModule(),
        new WaitForModule());
  }
}
