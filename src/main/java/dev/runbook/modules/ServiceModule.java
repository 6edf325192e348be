package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Manages services with whatever manages them on the host: systemd, OpenRC or init scripts.
@Name(value = "ansible.builtin.service", aliases = "ansible.builtin.sysvinit")
final class ServiceModule implements TaskModule<ServiceModule.Arguments> {

  record Arguments(
      @Doc(value = "The name of the service.", aliases = "service") String name,
      @Doc("What state it shall be in.") Systemd.@Nullable Action state,
      @Doc("Whether it starts with the system.") @Nullable Boolean enabled,
      @Doc("Seconds between stop and start of a restart; not with systemd.")
          @Nullable Integer sleep,
      @Doc("It runs when ps shows this; not with systemd.") @Nullable String pattern,
      @Doc(value = "OpenRC's runlevel.", byDefault = "default") String runlevel,
      @Doc(value = "More words for the init script.", byDefault = "", aliases = "args")
          String arguments,
      @Doc(value = "Read systemd's unit files anew first.", aliases = "daemon-reload")
          boolean daemonReload,
      @Doc(value = "The manager, when it is not to be found out.", byDefault = "auto") String use) {

    Arguments {
      if (state == null && enabled == null) {
        throw new IllegalArgumentException("one of the following is required: state, enabled");
      }
      if (name.contains("/") || name.startsWith("-")) {
        throw new IllegalArgumentException("a service cannot be called '" + name + "'");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var unit =
        new Systemd(SystemdModule.plain(a.name()), "systemctl", a.state(), a.enabled(), null);
    var systemd =
        "export LC_ALL=C SYSTEMD_COLORS=0; printf 'systemd\\036'\n"
            + Systemd.OFFLINE
            + (a.daemonReload() && !target.checking()
                ? Systemd.manager("systemctl", "daemon-reload")
                : "")
            + unit.look();
    var script =
        switch (manager(a, target)) {
          case "systemd" -> systemd;
          case "auto" ->
              """
              if [ -d /run/systemd/system ] && command -v systemctl >/dev/null; then
              %s
              else
              %s
              fi
              """
                  .formatted(systemd, InitScript.look(a));
          default -> InitScript.look(a);
        };
    var reply = target.ask(script);
    if (reply.rc() == 91) {
      throw new ModuleFailure("Could not find the requested service " + a.name() + ": host");
    }
    Systemd.checkManager(reply, target);
    var told = reply.stdout();
    return told.startsWith("systemd\036")
        ? unit.run(told.substring("systemd\036".length()), target)
        : new InitScript(a).run(told, target);
  }

  /// A chroot or an image that is being built has systemd without one that runs: the facts tell.
  private static String manager(Arguments a, Target target) {
    return a.use().equals("auto")
            && target.variable("ansible_facts") instanceof Map<?, ?> facts
            && "systemd".equals(facts.get("service_mgr"))
        ? "systemd"
        : a.use();
  }
}
