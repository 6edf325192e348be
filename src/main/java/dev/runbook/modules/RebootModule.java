package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Restarts a host and waits until it is there again: with another boot id, not just with an open
/// port, which the old system may still have.
@Name(value = "ansible.builtin.reboot", async = false)
final class RebootModule implements TaskModule<RebootModule.Arguments> {
  private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

  record Arguments(
      @Doc(value = "Seconds before the restart; shutdown counts in minutes.", byDefault = "0")
          int preRebootDelay,
      @Doc(value = "Seconds after the restart before the first look.", byDefault = "0")
          int postRebootDelay,
      @Doc(value = "How long the host may take, in seconds.", byDefault = "600") int rebootTimeout,
      @Doc("How long one try to connect may take, in seconds.") @Nullable Integer connectTimeout,
      @Doc(value = "The command that shows that the host is up.", byDefault = "whoami")
          String testCommand,
      @Doc(value = "What logged-in users are told.", byDefault = "Reboot initiated by Ansible")
          String msg,
      @Doc(
              value = "Where shutdown is looked for.",
              byDefault = "/sbin,/bin,/usr/sbin,/usr/bin,/usr/local/sbin")
          List<String> searchPaths,
      @Doc("The command that shows another value after a restart.")
          @Nullable String bootTimeCommand,
      @Doc("The command that restarts.") @Nullable String rebootCommand) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (target.checking()) {
      return Result.changed().with("elapsed", 0L).with("rebooted", true);
    }
    var start = System.nanoTime();
    var look = a.bootTimeCommand() == null ? BOOT_ID : a.bootTimeCommand();
    var before = target.ask(look);
    if (!before.ok()) {
      throw Said.failure("failed to get host boot time info", before);
    }
    restart(a, target);
    Pause.of(Duration.ofSeconds(a.postRebootDelay()));
    var limit = Duration.ofSeconds(a.connectTimeout() == null ? 10 : a.connectTimeout());
    var wait = 1;
    while (true) {
      var elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (elapsed.toSeconds() > a.rebootTimeout()) {
        throw new ModuleFailure(
            "Timed out waiting for last boot time check (timeout=" + a.rebootTimeout() + ")",
            Map.of("rebooted", true, "elapsed", elapsed.toSeconds()));
      }
      Pause.of(Duration.ofSeconds(wait));
      wait = Math.min(wait * 2, 12);
      try {
        target.remote().reset();
        var now = target.ask(Command.of(look).within(limit));
        if (now.ok()
            && !now.stdout().equals(before.stdout())
            && target.ask(Command.of(a.testCommand()).within(limit)).ok()) {
          return Result.changed()
              .with("rebooted", true)
              .with("elapsed", Duration.ofNanos(System.nanoTime() - start).toSeconds());
        }
      } catch (Unreachable | ModuleFailure _) {
        // still going down or coming up
      }
    }
  }

  private static void restart(Arguments a, Target target) throws ModuleFailure {
    var minutes = a.preRebootDelay() / 60;
    var command =
        a.rebootCommand() == null
            ? "rb_s=; for rb_d in "
                + Quote.words(a.searchPaths())
                + "; do if [ -x \"$rb_d/shutdown\" ]; then rb_s=$rb_d/shutdown; break; fi; done\n"
                + "if [ \"$rb_s\" ]; then \"$rb_s\" -r "
                + (minutes > 0 ? "+" + minutes : "now")
                + " "
                + Quote.sh(a.msg())
                + "; else reboot; fi"
            : a.rebootCommand();
    try {
      var reply = target.ask(Command.of(command).within(Duration.ofSeconds(30)));
      if (!reply.ok() && !reply.timedOut() && reply.rc() < 128 && !reply.stderr().isBlank()) {
        throw Said.failure(
            "Reboot command failed. Error was: '" + reply.stderr().strip() + "'", reply);
      }
    } catch (Unreachable _) {
      // the host was quicker than its answer
    }
  }
}
