package dev.runbook.modules;

import dev.runbook.module.Detachable;
import dev.runbook.module.Doc;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import org.jspecify.annotations.Nullable;

/// Runs a text in `/bin/sh` or the shell that is named.
@Name("ansible.builtin.shell")
final class ShellModule implements Detachable<ShellModule.Arguments> {

  record Arguments(
      @Doc(value = "The text for the shell.", freeForm = true) @Nullable String cmd,
      @Doc("An option of command alone; refused, for a shell expands by itself.")
          @Nullable Boolean expandArgumentVars,
      @Flat Execution.Options options) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    return execution(arguments, target).run(target);
  }

  @Override
  public String detached(Arguments arguments, Target target) throws ModuleFailure {
    return execution(arguments, target).detached();
  }

  private static Execution execution(Arguments arguments, Target target) throws ModuleFailure {
    var text = arguments.cmd();
    if (arguments.expandArgumentVars() != null) {
      throw new ModuleFailure("Unsupported parameters for (shell) module: expand_argument_vars");
    }
    if (text == null || text.isBlank()) {
      throw Execution.nothingToRun("no command given");
    }
    var program = Words.expanded(shell(arguments, target)) + " -c " + Quote.sh(text);
    return new Execution(text, program, arguments.options());
  }

  private static String shell(Arguments arguments, Target target) {
    if (arguments.options().executable() != null) {
      return arguments.options().executable();
    }
    return target.variable("ansible_shell_executable") instanceof String s ? s : "/bin/sh";
  }
}
