package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Name.CheckMode;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Waits until a port, a path or connections are as wanted, seen from the host. Each look is a
/// round trip of its own, so nothing hangs on the host when the wait is given up.
@Name(value = "ansible.builtin.wait_for", checkMode = CheckMode.NONE)
final class WaitForModule implements TaskModule<WaitForModule.Arguments> {
  private static final Set<String> STATES =
      Set.of("ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT");

  enum State {
    ABSENT,
    DRAINED,
    PRESENT,
    STARTED,
    STOPPED;

    boolean there() {
      return this == PRESENT || this == STARTED;
    }
  }

  record Arguments(
      @Doc(value = "The host to connect to, or to drain.", byDefault = "127.0.0.1") String host,
      @Doc(value = "How long to wait, in seconds.", byDefault = "300") int timeout,
      @Doc(value = "How long one connection may take, in seconds.", byDefault = "5")
          int connectTimeout,
      @Doc(value = "How long to wait before the first look, in seconds.", byDefault = "0")
          int delay,
      @Doc("The port.") @Nullable Integer port,
      @Doc(
              value = "The states in which a connection counts.",
              byDefault = "ESTABLISHED,FIN_WAIT1,FIN_WAIT2,SYN_RECV,SYN_SENT,TIME_WAIT")
          List<String> activeConnectionStates,
      @Doc("The path of a file.") @Nullable String path,
      @Doc("What the file holds, or the port says first; a regular expression.")
          @Nullable String searchRegex,
      @Doc(value = "What to wait for.", byDefault = "started") State state,
      @Doc("Hosts whose connections do not count, with drained.")
          @Nullable List<String> excludeHosts,
      @Doc(value = "How long to wait between two looks, in seconds.", byDefault = "1") int sleep,
      @Doc("What to say when the time is over.") @Nullable String msg) {}

  /// A look at what is waited for.
  interface Look {
    /// What was found, or null while it is not so yet. An empty map will do.
    @Nullable Map<String, ?> now(Duration left) throws ModuleFailure, Unreachable;
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    check(a);
    var start = System.nanoTime();
    var found = Map.<String, Object>of("match_groups", List.of(), "match_groupdict", Map.of());
    Pause.of(Duration.ofSeconds(a.delay()));
    if (a.port() == null && a.path() == null && a.state() != State.DRAINED) {
      Pause.of(Duration.ofSeconds(a.timeout()));
    } else {
      var seen = until(a, look(a, target), start);
      if (seen == null) {
        throw failure(a.msg() == null ? late(a) : a.msg(), start);
      }
      found = new java.util.HashMap<>(found);
      found.putAll(seen);
      if (a.path() != null && a.state().there()) {
        found.putAll(facts(a.path(), target));
      }
    }
    return Result.unchanged()
        .with("state", a.state().name().toLowerCase(Locale.ROOT))
        .withAll(found)
        .with("port", a.port() == null ? null : Long.valueOf(a.port()))
        .with("search_regex", a.searchRegex())
        .with("path", a.path())
        .with("elapsed", elapsed(start));
  }

  /// Ansible adds these to every result that has a path of a file.
  private static Map<String, Object> facts(String path, Target target)
      throws ModuleFailure, Unreachable {
    var reply = target.ask("LC_ALL=C stat -c '%u %g %U %G %a %s %h %F' -- " + Words.expanded(path));
    var f = reply.stdout().strip().split(" ", 8);
    if (!reply.ok() || f.length < 8) {
      return Map.of();
    }
    var state =
        switch (f[7]) {
          case "directory" -> "directory";
          case "symbolic link" -> "link";
          default -> f[6].equals("1") ? "file" : "hard";
        };
    return Map.of(
        "uid",
        Long.valueOf(f[0]),
        "gid",
        Long.valueOf(f[1]),
        "owner",
        f[2],
        "group",
        f[3],
        "mode",
        f[4].length() < 4 ? "0".repeat(4 - f[4].length()) + f[4] : f[4],
        "size",
        Long.valueOf(f[5]),
        "state",
        state);
  }

  private static void check(Arguments a) throws ModuleFailure {
    var now = System.nanoTime();
    if (a.port() != null && a.path() != null) {
      throw failure("port and path parameter can not both be passed to wait_for", now);
    }
    if (a.path() != null && (a.state() == State.STOPPED || a.state() == State.DRAINED)) {
      throw failure(
          "state="
              + a.state().name().toLowerCase(Locale.ROOT)
              + " should only be used for checking a port in the wait_for module",
          now);
    }
    if (a.excludeHosts() != null && a.state() != State.DRAINED) {
      throw failure("exclude_hosts should only be with state=drained", now);
    }
    if (a.state() == State.DRAINED && a.port() == null) {
      throw failure("state=drained needs a port", now);
    }
    for (var state : a.activeConnectionStates()) {
      if (!STATES.contains(state)) {
        throw failure("unknown active_connection_state (" + state + ") defined", now);
      }
    }
  }

  private static Look look(Arguments a, Target target) throws ModuleFailure {
    if (a.path() != null) {
      return new WaitForPath(a, target);
    }
    return a.state() == State.DRAINED ? new WaitForDrain(a, target) : new WaitForPort(a, target);
  }

  private static @Nullable Map<String, ?> until(Arguments a, Look look, long start)
      throws ModuleFailure, Unreachable {
    var end = start + Duration.ofSeconds(a.timeout()).toNanos();
    while (true) {
      var left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return null;
      }
      var seen = look.now(left);
      if (seen != null) {
        return seen;
      }
      Pause.of(Duration.ofSeconds(a.sleep()));
    }
  }

  private static String late(Arguments a) {
    var place = a.host() + ":" + a.port();
    var what = a.path() == null ? place : a.path();
    if (a.state() == State.DRAINED) {
      return "Timeout when waiting for " + place + " to drain";
    }
    if (!a.state().there()) {
      return "Timeout when waiting for "
          + what
          + (a.path() == null ? " to stop." : " to be absent.");
    }
    if (a.searchRegex() != null) {
      return "Timeout when waiting for search string " + a.searchRegex() + " in " + what;
    }
    return "Timeout when waiting for " + (a.path() == null ? place : "file " + a.path());
  }

  private static long elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }

  private static ModuleFailure failure(String msg, long start) {
    return new ModuleFailure(msg, Map.of("elapsed", elapsed(start)));
  }
}
