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

  /// One that is only there to say that it does nothing.
  sealed interface Refused extends TaskModule<Arguments> permits Dnf, Key, Repository {
    @Override
    default Class<Arguments> arguments() {
      return Arguments.class;
    }

    @Override
    default Result run(Arguments arguments, Target target) throws ModuleFailure {
      throw new ModuleFailure(
          "the module "
              + name()
              + " is not supported: packages of RPM systems cannot be managed yet. Use the module"
              + " command with the host's own program.");
    }

    String name();
  }

  @Name(
      value = "ansible.builtin.dnf",
      aliases = {"ansible.builtin.yum", "ansible.builtin.dnf5"})
  static final class Dnf implements Refused {
    @Override
    public String name() {
      return "dnf";
    }
  }

  @Name("ansible.builtin.rpm_key")
  static final class Key implements Refused {
    @Override
    public String name() {
      return "rpm_key";
    }
  }

  @Name("ansible.builtin.yum_repository")
  static final class Repository implements Refused {
    @Override
    public String name() {
      return "yum_repository";
    }
  }
}
