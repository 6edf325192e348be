package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.playbook.RoleUse;
import dev.runbook.playbook.Task;
import dev.runbook.vars.Context;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Undecryptable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs what {@code include_tasks} and {@code include_role} found: hosts that include the same thing
 * run it together.
 */
final class Includes {
  private static final int DEPTH = 100;

  private final PlayRun play;
  private final Steps steps;
  private final Handlers handlers;
  private final CommonFailure failures;

  Includes(PlayRun play, Steps steps, Handlers handlers, CommonFailure failures) {
    this.play = play;
    this.steps = steps;
    this.handlers = handlers;
    this.failures = failures;
  }

  /** Includes that are the same for several hosts. */
  private record Group(Outcome.Include include, List<HostRun> hosts) {}

  void run(Task task, Event.TaskInfo info, Map<HostRun, Outcome> outcomes, Context where) {
    var groups = new LinkedHashMap<Object, Group>();
    outcomes.forEach((host, outcome) -> {
      for (var include : outcome.includes()) {
        groups
            .computeIfAbsent(include, _ -> new Group(include, new ArrayList<>()))
            .hosts()
            .add(host);
      }
    });
    var ready = new ArrayList<Runnable>();
    for (var group : groups.values()) {
      var run = load(task, info, group, where);
      if (run != null) {
        ready.add(run);
      }
    }
    ready.forEach(Runnable::run);
  }

  /** Reads and announces what is included; what comes back runs it. */
  private @Nullable Runnable load(Task task, Event.TaskInfo info, Group group, Context where) {
    var depth = 0;
    for (var c = where; c != null; c = c.parent()) {
      depth++;
    }
    if (depth > DEPTH) {
      throw new Stop(task.at(), "includes are nested more than " + DEPTH + " levels deep", null);
    }
    var hosts = group.hosts().stream().filter(HostRun::active).toList();
    if (hosts.isEmpty()) {
      return null;
    }
    try {
      synchronized (play.run.loader) {
        return task.shortModule().equals("include_role")
            ? role(task, info, group.include(), hosts, where)
            : tasks(task, info, group.include(), hosts, where);
      }
    } catch (LoadErrors e) {
      fail(task, info, group.include(), hosts, where, e.errors());
    } catch (ParseError e) {
      fail(task, info, group.include(), hosts, where, List.of(e));
    }
    return null;
  }

  /** As in Ansible what cannot be had fails the hosts, what is written wrongly ends the run. */
  private void fail(
      Task task,
      Event.TaskInfo info,
      Outcome.Include include,
      List<HostRun> hosts,
      Context where,
      List<ParseError> errors) {
    var first = errors.getFirst();
    if (!(first instanceof Undecryptable) && !first.at().file().equals(task.at().file())) {
      throw new Stop(first);
    }
    var text = new StringBuilder();
    for (var error : errors) {
      text.append(text.isEmpty() ? "" : "\n").append(error.at()).append(": ").append(error.text());
      if (error.hint() != null) {
        text.append(" ").append(error.hint());
      }
    }
    for (var host : hosts) {
      var outcome = Outcome.failed(text.toString());
      outcome.result().put("include", include.name());
      outcome.result().put("reason", text.toString());
      new Consequences(play, handlers).of(outcome, task, host, info, where, play.run::emit);
    }
    failures.of(task, where, hosts);
  }

  /** What is included is known: each host counts it as a task. */
  private void tell(
      Event.TaskInfo info, String what, Outcome.Include include, List<HostRun> hosts) {
    hosts.forEach(host -> host.count(Event.Status.OK, Event.Errors.COUNT));
    play.run.emit(
        new Event.Included(
            info, what, hosts.stream().map(HostRun::name).toList(), include.label()));
  }

  private Runnable tasks(
      Task task, Event.TaskInfo info, Outcome.Include include, List<HostRun> hosts, Context where)
      throws LoadErrors {
    var place = play.place(where, include.vars());
    var file = play.run.loader.taskFilePath(include.name(), place, task.placeOf("_raw_params"));
    var isHandler = info.part() == Event.Part.HANDLER;
    var found =
        isHandler
            ? play.run.loader.handlerFile(file, place)
            : play.run.loader.taskFile(file, place);
    var inside = where.within(apply(include), include.vars(), null, file);
    if (!isHandler) {
      handlers.of(found, inside);
    }
    tell(info, file.toString(), include, hosts);
    return () -> steps.run(found, hosts, inside, info.part());
  }

  private static Keywords apply(Outcome.Include include) {
    if (!(include.args().get("apply") instanceof Map<?, ?> apply)) {
      return Keywords.NONE;
    }
    var values = new LinkedHashMap<String, @Nullable Object>();
    var vars = new LinkedHashMap<String, @Nullable Object>();
    apply.forEach((k, v) -> {
      if ("vars".equals(k) && v instanceof Map<?, ?> more) {
        more.forEach((name, value) -> vars.put(String.valueOf(name), value));
      } else {
        values.put(String.valueOf(k), v);
      }
    });
    return new Keywords(values, vars, Map.of());
  }

  private Runnable role(
      Task task, Event.TaskInfo info, Outcome.Include include, List<HostRun> hosts, Context where)
      throws LoadErrors {
    var args = include.args();
    var use =
        new RoleUse(
            include.name(),
            apply(include),
            Map.of(),
            text(args, "tasks_from"),
            text(args, "vars_from"),
            text(args, "defaults_from"),
            text(args, "handlers_from"),
            !args.containsKey("allow_duplicates") || Truth.of(args.get("allow_duplicates")),
            !args.containsKey("rolespec_validate") || Truth.of(args.get("rolespec_validate"))
                ? RoleUse.ArgumentCheck.YES
                : RoleUse.ArgumentCheck.NO,
            export(args),
            RoleUse.By.TASK,
            task.placeOf("name"));
    var block = play.run.loader.role(use, play.place(where, include.vars()));
    var role = block.role();
    if (role == null) {
      throw new IllegalStateException("a role use is a role's block");
    }
    play.export(role);
    var inside = where.within(Keywords.NONE, include.vars(), null, where.file());
    handlers.of(List.of(block), inside);
    tell(info, include.name(), include, hosts);
    return () -> steps.role(block, role, hosts, inside, include.vars());
  }

  private RoleUse.Export export(Map<String, @Nullable Object> args) {
    var usual = play.run.options.roleVars();
    if (usual != null && args.get("public") == null) {
      return usual;
    }
    return Truth.of(args.get("public")) ? RoleUse.Export.PUBLIC : RoleUse.Export.PRIVATE;
  }

  private static @Nullable String text(Map<String, @Nullable Object> args, String name) {
    var value = args.get(name);
    return value == null ? null : value.toString();
  }
}
