package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Installs and removes packages with whatever manages them on the host. Only apt is known so far.
@Name("ansible.builtin.package")
final class PackageModule implements TaskModule<PackageModule.Arguments> {

  private static final Set<String> APT = Set.of("apt", "apt_rpm", "ansible.builtin.apt");

  /// What the host may tell besides.
  private static final Set<String> MANAGERS =
      Set.of("dnf", "dnf5", "yum", "apk", "zypper", "pacman", "pkgng", "unknown");

  record Arguments(
      @Doc(value = "The packages, by their names on the host.", aliases = "pkg") List<String> name,
      @Doc(
              value = "What is wanted of them; installed and removed will do too.",
              choices = {"absent", "latest", "present", "installed", "removed"},
              byDefault = "present")
          String state,
      @Doc(value = "The package manager, when it is not to be found out.", byDefault = "auto")
          String use,
      @Doc("Fetch the package lists first.") @Nullable Boolean updateCache) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var manager = manager(a, target);
    if (MANAGERS.contains(manager)) {
      throw new ModuleFailure(
          "package cannot use the package manager '" + manager + "' of this host, only apt");
    }
    if (!APT.contains(manager)) {
      throw new ModuleFailure(
          "Could not find a matching action for the \"" + manager + "\" package manager.");
    }
    var apt = new AptModule();
    var state =
        switch (a.state()) {
          case "installed" -> "present";
          case "removed" -> "absent";
          default -> a.state();
        };
    try {
      var arguments =
          dev.runbook.module.Declaration.of(apt)
              .bind(
                  a.updateCache() == null
                      ? Map.of("name", a.name(), "state", state)
                      : Map.of("name", a.name(), "state", state, "update_cache", a.updateCache()));
      return apt.run(arguments, target);
    } catch (dev.runbook.module.ArgumentProblems e) {
      throw new ModuleFailure(String.valueOf(e.getMessage()));
    }
  }

  private static String manager(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (!a.use().equals("auto")) {
      return a.use();
    }
    if (target.variable("ansible_package_use") instanceof String wanted && !wanted.isEmpty()) {
      return wanted;
    }
    if (target.variable("ansible_facts") instanceof Map<?, ?> facts
        && facts.get("pkg_mgr") instanceof String known) {
      return known;
    }
    var reply =
        target.ask(
            """
            for rb_m in apt-get:apt dnf:dnf yum:yum apk:apk zypper:zypper pacman:pacman pkg:pkgng; do
              if command -v "${rb_m%:*}" >/dev/null; then echo "${rb_m#*:}"; exit; fi
            done
            echo unknown
            """);
    return reply.stdout().strip();
  }
}
