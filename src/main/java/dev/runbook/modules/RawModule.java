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
import org.jspecify.annotations.Nullable;

/// Runs a text in the shell and gives back what it printed, untouched.
@Name(value = "ansible.builtin.raw", async = false)
final class RawModule implements TaskModule<RawModule.Arguments> {

  record Arguments(
      @Doc(value = "The text for the shell.", freeForm = true) @Nullable String freeForm,
      @Doc("The shell, an absolute path.") @Nullable String executable) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var text = arguments.freeForm();
    if (text == null) {
      throw new ModuleFailure("no command given");
    }
    if (target.checking()) {
      return Result.unchanged().with("skipped", true);
    }
    var shell = arguments.executable() == null ? "/bin/sh" : arguments.executable();
    var script = "exec " + Quote.sh(shell) + " -c " + Quote.sh(text);
    var reply = target.ask(Command.of(script).telling(target.output()));
    var result =
        Said.with(Result.changed().with("rc", (long) reply.rc()), reply.stdout(), reply.stderr());
    if (!reply.ok()) {
      throw new ModuleFailure("non-zero return code", result);
    }
    return result;
  }
}
