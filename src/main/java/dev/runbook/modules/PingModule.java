package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Map;

/// Shows that a host can be logged in to and has a shell.
@Name("ansible.builtin.ping")
final class PingModule implements TaskModule<PingModule.Arguments> {

  record Arguments(@Doc(value = "What to answer; crash fails.", byDefault = "pong") String data) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.data().equals("crash")) {
      throw new ModuleFailure(
          "boom", Map.of("module_stdout", "", "module_stderr", "Exception: boom", "rc", 1L));
    }
    var reply = target.ask(":");
    if (!reply.ok()) {
      throw Said.failure("the shell of the host does not work", reply);
    }
    return Result.unchanged().with("ping", arguments.data());
  }
}
