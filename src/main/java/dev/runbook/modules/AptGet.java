package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Command;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs `apt-get` with nobody to answer its questions. In check mode it only simulates. When
/// another program holds the lock it is tried again, and whoever looks is told who holds it.
///
/// @param policy the exit status of `policy-rc.d` while it runs, or null to leave that alone
/// @param patience how long to wait for the lock
record AptGet(Target target, @Nullable Integer policy, Duration patience) {
  private static final Pattern LOCKED =
      Pattern.compile("(?m)^E: (Could not get lock .*|Unable to (lock|acquire) .*)$");
  private static final Pattern HOLDER =
      Pattern.compile("Could not get lock \\S+ It is held by process \\d+( \\([^)]*\\))?");
  private static final Pattern END = Pattern.compile("\\d+ (packages )?upgraded.*");

  private static final String ENVIRONMENT =
      "export LC_ALL=C LANG=C DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical\n";

  /// `-o Dpkg::Options::=--force-confdef ...`
  static List<String> dpkgOptions(String given) {
    return Arrays.stream(given.split(","))
        .map(o -> "-o \"Dpkg::Options::=--" + o.strip() + "\"")
        .toList();
  }

  static String line(List<String> words) {
    return words.stream().filter(w -> !w.isEmpty()).collect(Collectors.joining(" "));
  }

  /// @param command an `apt-get` or `aptitude` line for sh, without what simulates
  /// @param after further lines that run when it succeeded
  Reply run(String command, String after) throws ModuleFailure, Unreachable {
    if (target.checking()) {
      return target.ask(ENVIRONMENT + command + " --simulate");
    }
    var script = new StringBuilder(ENVIRONMENT);
    if (policy != null) {
      script.append(
          """
          rb_p=/usr/sbin/policy-rc.d; rb_b=
          if [ -e $rb_p ]; then rb_b=$(mktemp -d) && mv $rb_p "$rb_b/policy-rc.d" || exit; fi
          rb_restore() {
            rm -f $rb_p
            if [ "$rb_b" ]; then mv "$rb_b/policy-rc.d" $rb_p; rmdir "$rb_b"; fi
          }
          trap rb_restore EXIT; trap 'exit 143' TERM INT HUP
          echo '#!/bin/sh' >$rb_p; echo 'exit %d' >>$rb_p; chmod 755 $rb_p
          """
              .formatted(policy));
    }
    script.append(command).append(" -o DPkg::Lock::Timeout=").append(patience.toSeconds());
    script.append(" || exit\n").append(after);
    var deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var reply = target.ask(Command.of(script.toString()).telling(target.output()));
      var locked = LOCKED.matcher(reply.stderr());
      if (reply.ok() || !locked.find()) {
        return reply;
      }
      // apt names the holder while it waits itself, but not when it gives up
      var holder = HOLDER.matcher(reply.stdout() + reply.stderr());
      var said = holder.find() ? holder.group() : locked.group(1);
      if (System.nanoTime() >= deadline) {
        throw Said.failure("Failed to lock apt for exclusive operation: " + said, reply);
      }
      var output = target.output();
      if (output != null) {
        output.accept(said);
      }
      Pause.of(Duration.ofSeconds(1));
    }
  }

  static String quoted(List<String> packages) {
    return packages.stream().map(Quote::sh).collect(Collectors.joining(" "));
  }

  /// What a run that succeeded gives back; the diff is apt's own list of what it is going to do.
  static Result result(Target target, Reply reply, boolean changed) {
    var result = changed ? Result.changed() : Result.unchanged();
    if (changed) {
      var plan = target.plan().change(new Change("apt", "", prepared(reply.stdout())), "");
      result = Result.of(plan);
    }
    return Said.with(result, reply.stdout(), reply.stderr());
  }

  private static String prepared(String stdout) {
    var lines = new ArrayList<>(stdout.lines().toList());
    var start =
        Math.max(
            lines.indexOf("Reading state information..."),
            lines.indexOf("Resolving dependencies..."));
    var end = 0;
    while (end < lines.size() && !END.matcher(lines.get(end)).matches()) {
      end++;
    }
    return String.join(
            "\n", lines.subList(Math.min(start + 1, end), Math.min(end + 1, lines.size())))
        + "\n";
  }
}
