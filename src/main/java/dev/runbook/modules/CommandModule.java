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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a program without a shell: its words are split as by Python's `shlex`, pipes and globs are
/// words like any other, only `$HOME` and `~` mean something.
@Name(value = "ansible.builtin.command")
final class CommandModule implements Detachable<CommandModule.Arguments> {

  record Arguments(
      @Doc(value = "The program and its arguments.", freeForm = true) @Nullable String cmd,
      @Doc("The program and its arguments as a list.") @Nullable List<String> argv,
      @Doc(value = "Whether $NAME and ~ are expanded in the words.", byDefault = "yes")
          boolean expandArgumentVars,
      @Flat Execution.Options options) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.options().executable() != null) {
      target.warn(
          "As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command'"
              + " module. Not using '"
              + arguments.options().executable()
              + "'.");
    }
    return execution(arguments).run(target);
  }

  @Override
  public String detached(Arguments arguments, Target target) throws ModuleFailure {
    return execution(arguments).detached();
  }

  private static Execution execution(Arguments arguments) throws ModuleFailure {
    var words = words(arguments);
    var program = arguments.expandArgumentVars() ? Words.expanded(words) : Quote.words(words);
    return new Execution(words, program, arguments.options());
  }

  private static List<String> words(Arguments arguments) throws ModuleFailure {
    var cmd = arguments.cmd() == null ? "" : arguments.cmd();
    var argv = arguments.argv() == null ? List.<String>of() : arguments.argv();
    if (!cmd.isEmpty() && !argv.isEmpty()) {
      throw Execution.nothingToRun("only command or argv can be given, not both");
    }
    var words = argv.isEmpty() ? Words.split(cmd) : argv;
    if (words.isEmpty()) {
      throw Execution.nothingToRun("no command given");
    }
    return words;
  }
}
