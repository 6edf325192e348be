package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Locale;

/// Sets what dpkg shall do with a package: hold it, remove it ...
@Name("ansible.builtin.dpkg_selections")
final class DpkgSelectionsModule implements TaskModule<DpkgSelectionsModule.Arguments> {

  enum Selection {
    INSTALL,
    HOLD,
    DEINSTALL,
    PURGE
  }

  record Arguments(
      @Doc("The package.") String name, @Doc("What to do with it.") Selection selection) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var name = Quote.sh(arguments.name());
    var wanted = arguments.selection().name().toLowerCase(Locale.ROOT);
    var reply = target.ask("export LC_ALL=C; dpkg --get-selections " + name);
    if (reply.stderr().contains("no packages found matching")) {
      throw new ModuleFailure(
          "Failed to find package '%s' to perform selection '%s'."
              .formatted(arguments.name(), wanted));
    }
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    var words = reply.stdout().strip().split("\\s+");
    var now = words.length < 2 ? "not present" : words[1];
    var plan = target.plan();
    if (!now.equals(wanted)) {
      plan.change("printf '%s %s\\n' " + name + " " + wanted + " | dpkg --set-selections");
    }
    plan.apply();
    return Result.of(plan).with("before", now).with("after", wanted);
  }
}
