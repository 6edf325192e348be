package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Modules for systems with RPM packages, which playbooks for several systems hold too. There is
/// nothing here that could do their work, and a task that is run says so.
final class RpmModules {
  private RpmModules() {}

  record Arguments(
      @Doc(value = "Whatever the module takes.", rest = true)
          Map<String, @Nullable Object> given) {}

  private static Result refuse(String module) throws ModuleFailure {
    throw new ModuleFailure(
        "the module "
            + module
            + " is not supported: packages of RPM systems cannot be managed yet. Use the module"
            + " command with the host's own program.");
  }

  @Name(
      value = "ansible.builtin.dnf",
      aliases = {"ansible.builtin.yum", "ansible.builtin.dnf5"})
  static final class Dnf implements TaskModule<Arguments> {
    @Override
    public Class<Arguments> arguments() {
      return Arguments.class;
    }

    @Override
    public Result run(Arguments arguments, Target target) throws ModuleFailure {
      return refuse("dnf");
    }
  }

  @Name("ansible.builtin.rpm_key")
  static final class Key implements TaskModule<Arguments> {
    @Override
    public Class<Arguments> arguments() {
      return Arguments.class;
    }

    @Override
    public Result run(Arguments arguments, Target target) throws ModuleFailure {
      return refuse("rpm_key");
    }
  }

  @Name("ansible.builtin.yum_repository")
  static final class Repository implements TaskModule<Arguments> {
    @Override
    public Class<Arguments> arguments() {
      return Arguments.class;
    }

    @Override
    public Result run(Arguments arguments, Target target) throws ModuleFailure {
      return refuse("yum_repository");
    }
  }
}
