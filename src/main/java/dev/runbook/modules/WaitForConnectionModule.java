package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Name.CheckMode;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.Map;

/// Waits until the host can be logged in to and has a shell.
@Name(value = "ansible.builtin.wait_for_connection", checkMode = CheckMode.NONE, async = false)
final class WaitForConnectionModule implements TaskModule<WaitForConnectionModule.Arguments> {

  record Arguments(
      @Doc(value = "How long one try may take, in seconds.", byDefault = "5") int connectTimeout,
      @Doc(value = "How long to wait before the first try, in seconds.", byDefault = "0") int delay,
      @Doc(value = "How long to wait between two tries, in seconds.", byDefault = "1") int sleep,
      @Doc(value = "How long to wait, in seconds.", byDefault = "600") int timeout) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure {
    var start = System.nanoTime();
    Pause.of(Duration.ofSeconds(a.delay()));
    var last = "";
    while (true) {
      var elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (elapsed.toSeconds() >= a.timeout()) {
        throw new ModuleFailure(
            "timed out waiting for ping module test: " + last,
            Map.of("elapsed", elapsed.toSeconds()));
      }
      try {
        target.remote().reset();
        var reply = target.ask(Command.of(":").within(Duration.ofSeconds(a.connectTimeout())));
        if (reply.ok() && !reply.timedOut()) {
          return Result.unchanged()
              .with("elapsed", Duration.ofNanos(System.nanoTime() - start).toSeconds());
        }
        last = reply.stderr().strip();
      } catch (Unreachable | ModuleFailure e) {
        last = String.valueOf(e.getMessage());
      }
      Pause.of(Duration.ofSeconds(a.sleep()));
    }
  }
}
