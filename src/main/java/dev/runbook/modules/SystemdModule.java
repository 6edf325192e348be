package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Manages units of systemd.
@Name(value = "ansible.builtin.systemd", aliases = "ansible.builtin.systemd_service")
final class SystemdModule implements TaskModule<SystemdModule.Arguments> {

  enum Scope {
    SYSTEM,
    USER,
    GLOBAL
  }

  record Arguments(
      @Doc(
              value = "The unit; without a suffix, a service.",
              aliases = {"service", "unit"})
          @Nullable String name,
      @Doc("What state it shall be in.") Systemd.@Nullable Action state,
      @Doc("Whether it starts with the system.") @Nullable Boolean enabled,
      @Doc("Overwrite links that are in the way.") @Nullable Boolean force,
      @Doc("Whether it cannot be started at all.") @Nullable Boolean masked,
      @Doc(value = "Read unit files anew first.", aliases = "daemon-reload") boolean daemonReload,
      @Doc(value = "Restart the manager first.", aliases = "daemon-reexec") boolean daemonReexec,
      @Doc(value = "Whose manager.", byDefault = "system") Scope scope,
      @Doc("Do not wait for the end of the operation.") boolean noBlock) {

    Arguments {
      if (name == null && (state != null || enabled != null || masked != null)) {
        throw new IllegalArgumentException(
            "missing parameter(s) required by '"
                + (state != null ? "state" : enabled != null ? "enabled" : "masked")
                + "': name");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var control = control(a);
    var script =
        new StringBuilder(
            """
            export LC_ALL=C SYSTEMD_COLORS=0
            command -v systemctl >/dev/null || exit 89
            : "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"; export XDG_RUNTIME_DIR
            """
                + Systemd.OFFLINE);
    if (!target.checking()) {
      script.append(a.daemonReload() ? Systemd.manager(control, "daemon-reload") : "");
      script.append(a.daemonReexec() ? Systemd.manager(control, "daemon-reexec") : "");
    }
    var unit =
        a.name() == null
            ? null
            : new Systemd(plain(a.name()), control, a.state(), a.enabled(), a.masked());
    var reply = target.ask(script + (unit == null ? "" : unit.look()));
    if (reply.rc() == 89) {
      throw new ModuleFailure("Failed to find required executable \"systemctl\" in paths");
    }
    Systemd.checkManager(reply, target);
    return unit == null
        ? Result.unchanged().with("name", null).with("status", Map.of())
        : unit.run(reply.stdout(), target);
  }

  private static String control(Arguments a) {
    var scope = a.scope() == Scope.SYSTEM ? "" : " --" + a.scope().name().toLowerCase(Locale.ROOT);
    return "systemctl"
        + scope
        + (a.noBlock() ? " --no-block" : "")
        + (Boolean.TRUE.equals(a.force()) ? " --force" : "");
  }

  static String plain(String name) throws ModuleFailure {
    for (var magic : new String[] {"*", "?", "["}) {
      if (name.contains(magic)) {
        throw new ModuleFailure(
            "This module does not currently support using glob patterns, found '"
                + magic
                + "' in service name: "
                + name);
      }
    }
    return name;
  }
}
