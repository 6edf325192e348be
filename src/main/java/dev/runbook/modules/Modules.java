package dev.runbook.modules;

import dev.runbook.module.TaskModule;
import java.util.List;

/// All modules, in the order of their names.
public final class Modules {
  private Modules() {}

  public static List<TaskModule<?>> all() {
    return List.of(
        new AptKeyModule(),
        new AptModule(),
        new AptRepositoryModule(),
        new AssembleModule(),
        new AuthorizedKeyModule(),
        new BlockinfileModule(),
        new CommandModule(),
        new CopyModule(),
        new CronModule(),
        new Deb822RepositoryModule(),
        new DebconfModule(),
        new DockerContainerExecModule(),
        new DockerContainerInfoModule(),
        new DockerContainerModule(),
        new DockerImageInfoModule(),
        new DockerImageModule(),
        new DockerNetworkInfoModule(),
        new DockerNetworkModule(),
        new DockerVolumeInfoModule(),
        new DockerVolumeModule(),
        new DpkgSelectionsModule(),
        new FetchModule(),
        new FileModule(),
        new FindModule(),
        new GetUrlModule(),
        new GetentModule(),
        new GitModule(),
        new GroupModule(),
        new HostnameModule(),
        new IniFileModule(),
        new KnownHostsModule(),
        new LineinfileModule(),
        new MountModule(),
        new PackageFactsModule(),
        new PackageModule(),
        new PingModule(),
        new PipModule(),
        new RawModule(),
        new RebootModule(),
        new ReplaceModule(),
        new RpmModules.Dnf(),
        new RpmModules.Key(),
        new RpmModules.Repository(),
        new ScriptModule(),
        new ServiceFactsModule(),
        new ServiceModule(),
        new SetupModule(),
        new ShellModule(),
        new SlurpModule(),
        new StatModule(),
        new SynchronizeModule(),
        new SysctlModule(),
        new SystemdModule(),
        new TempfileModule(),
        new TemplateModule(),
        new UfwModule(),
        new UnarchiveModule(),
        new UriModule(),
        new UserModule(),
        new WaitForConnectionModule(),
        new WaitForModule());
  }
}
