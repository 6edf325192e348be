package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes, changes and removes groups with the shadow tools.
@Name("ansible.builtin.group")
final class GroupModule implements TaskModule<GroupModule.Arguments> {

  enum State {
    ABSENT,
    PRESENT
  }

  record Arguments(
      @Doc("The name of the group.") String name,
      @Doc("The number of the group.") @Nullable Integer gid,
      @Doc(value = "Whether there shall be such a group.", byDefault = "present") State state,
      @Doc("Make it one of the system's own groups.") boolean system,
      @Doc("Look into /etc/group only.") boolean local,
      @Doc("The number may be another group's too.") boolean nonUnique,
      @Doc(value = "Remove it although it is the first group of a user.", byDefault = "no")
          boolean force,
      @Doc("The lowest number to choose from.") @Nullable Integer gidMin,
      @Doc("The highest number to choose from.") @Nullable Integer gidMax) {

    Arguments {
      if (nonUnique && gid == null) {
        throw new IllegalArgumentException(
            "non_unique is True but all of the following are missing: gid");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  private static String range(Arguments a) {
    return (a.gidMin() == null ? "" : "-K GID_MIN=" + a.gidMin() + " ")
        + (a.gidMax() == null ? "" : "-K GID_MAX=" + a.gidMax() + " ");
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.local() && (a.gidMin() != null || a.gidMax() != null)) {
      throw new ModuleFailure(
          "'%s' can not be used with 'local'"
              .formatted(a.gidMin() != null ? "gid_min" : "gid_max"));
    }
    if (a.force() && a.local()) {
      throw new ModuleFailure(
          "force is not a valid option for local, force=True and local=True are mutually exclusive");
    }
    var name = Quote.sh(a.name());
    var lookup = (a.local() ? "rb_local group " : "rb_entry group ") + name;
    var line = target.ask(Accounts.FUNCTIONS + lookup + "; :").stdout().strip();
    var group = Accounts.Group.of(line);
    var plan = target.plan();
    var gid = a.gid() == null ? "" : "-g " + a.gid() + (a.nonUnique() ? " -o " : " ");
    if (a.state() == State.ABSENT) {
      if (group != null) {
        plan.change(
            new Change("group " + a.name(), line + "\n", ""),
            "groupdel " + (a.force() ? "-f " : "") + "-- " + name);
      }
    } else if (group == null) {
      plan.change(
          new Change(
              "group " + a.name(), "", a.name() + ":x:" + (a.gid() == null ? "" : a.gid()) + ":\n"),
          "groupadd " + gid + (a.system() ? "-r " : "") + range(a) + "-- " + name);
    } else if (a.gid() != null && group.gid() != a.gid()) {
      plan.change(
          new Change("group " + a.name(), "gid " + group.gid() + "\n", "gid " + a.gid() + "\n"),
          "groupmod " + gid + "-- " + name);
    }
    if (plan.changed() && target.checking() && (group == null || a.state() == State.ABSENT)) {
      return Result.of(plan);
    }
    var reply = plan.also(a.state() == State.ABSENT ? "" : Accounts.FUNCTIONS + lookup).tryApply();
    if (!reply.ok()) {
      throw new ModuleFailure(reply.stderr(), Map.of("name", a.name()));
    }
    var result =
        Result.of(plan)
            .with("name", a.name())
            .with("state", a.state().name().toLowerCase(java.util.Locale.ROOT));
    if (!reply.stderr().isEmpty()) {
      result =
          result.with("stderr", reply.stderr()).with("stderr_lines", Said.lines(reply.stderr()));
    }
    var now = plan.willRun() ? Accounts.Group.of(reply.stdout().strip()) : group;
    return now == null || a.state() == State.ABSENT
        ? result
        : result.with("system", a.system()).with("gid", now.gid());
  }
}
