package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;

/// A service of a host without systemd: an init script, or OpenRC's.
record InitScript(ServiceModule.Arguments arguments) {

  /// Prints the manager's name, whether the service runs, whether it is enabled, and what its
  /// status said, each after a mark.
  static String look(ServiceModule.Arguments a) {
    var name = Quote.sh(a.name());
    var running =
        a.pattern() == null
            ? ""
            : "rb_s=3; if ps axww 2>/dev/null | grep -v grep | grep -q -- %s; then rb_s=0; fi\n"
                .formatted(Quote.sh(a.pattern()));
    return """
    export LC_ALL=C
    if command -v rc-service >/dev/null; then
      rc-service --exists %1$s || exit 91
      rb_o=$(rc-service %1$s status 2>&1 </dev/null); rb_s=$?
      %2$scase " $(rc-update show %3$s 2>/dev/null | tr '\\n' ' ')" in *" "%1$s" |"*) rb_e=on;; *) rb_e=off;; esac
      printf 'openrc\\036%%s\\036%%s\\036%%s' $rb_s $rb_e "$rb_o"
    elif [ -f /etc/init.d/%1$s ]; then
      rb_o=$(/etc/init.d/%1$s status 2>&1 </dev/null); rb_s=$?
      %2$srb_e=off
      for rb_f in /etc/rc[2345].d/S??%1$s; do if [ -e "$rb_f" ]; then rb_e=on; break; fi; done
      printf 'sysv\\036%%s\\036%%s\\036%%s' $rb_s $rb_e "$rb_o"
    else
      exit 91
    fi
    """
        .formatted(name, running, Quote.sh(a.runlevel()));
  }

  Result run(String told, Target target) throws ModuleFailure, Unreachable {
    var parts = told.split("\036", 4);
    var openrc = parts[0].equals("openrc");
    var running = running(parts[1], parts[3]);
    var on = parts[2].equals("on");
    var plan = target.plan();
    var wanted = arguments.enabled();
    if (wanted != null && wanted != on) {
      plan.change(
          new Change(
              arguments.name(),
              on ? "enabled\n" : "disabled\n",
              wanted ? "enabled\n" : "disabled\n"),
          openrc ? openrc(wanted) : sysv(wanted));
    }
    var state = arguments.state();
    var verb =
        state == null
            ? null
            : switch (state) {
              case STARTED -> running ? null : "start";
              case STOPPED -> running ? "stop" : null;
              case RELOADED -> running ? "reload" : "start";
              case RESTARTED -> "restart";
            };
    if (verb != null) {
      plan.change(
          new Change(arguments.name(), running ? "running\n" : "stopped\n", verb + "\n"),
          control(verb, openrc));
    }
    var reply = plan.tryApply();
    if (!reply.ok()) {
      var said = reply.stderr().isBlank() ? reply.stdout() : reply.stderr();
      throw Said.failure(said.strip(), reply);
    }
    var result = Result.of(plan).with("name", arguments.name());
    if (wanted != null) {
      result = result.with("enabled", wanted);
    }
    return state == null
        ? result
        : result.with("state", state == Systemd.Action.STOPPED ? "stopped" : "started");
  }

  /// The exit status by the LSB; old scripts always exit with 0 and only say it.
  private static boolean running(String status, String said) {
    var text = said.toLowerCase(java.util.Locale.ROOT);
    var denies =
        text.contains("not running")
            || text.contains("stopped")
            || text.contains("is dead")
            || text.contains("inactive");
    return status.equals("0") && !denies;
  }

  private String openrc(boolean on) {
    return "rc-update %s %s %s\n"
        .formatted(on ? "add" : "del", Quote.sh(arguments.name()), Quote.sh(arguments.runlevel()));
  }

  private String sysv(boolean on) {
    return """
    if command -v update-rc.d >/dev/null; then update-rc.d %1$s defaults; update-rc.d %1$s %2$s
    elif command -v chkconfig >/dev/null; then chkconfig %1$s %3$s
    else echo 'no tool to enable services with on this host' >&2; exit 1; fi
    """
        .formatted(Quote.sh(arguments.name()), on ? "enable" : "disable", on ? "on" : "off");
  }

  private String control(String verb, boolean openrc) {
    var name = Quote.sh(arguments.name());
    var tool = openrc ? "rc-service " + name : "/etc/init.d/" + name;
    var more = arguments.arguments().isEmpty() ? "" : " " + arguments.arguments();
    // a daemon that keeps the streams open must not hold up the task
    var run = tool + " %s" + more + " </dev/null";
    if (verb.equals("restart") && (arguments.sleep() != null || !openrc)) {
      var pause = arguments.sleep() == null ? "" : "sleep " + arguments.sleep() + "\n";
      return run.formatted("stop") + " || :\n" + pause + run.formatted("start") + "\n";
    }
    return run.formatted(verb) + "\n";
  }
}
