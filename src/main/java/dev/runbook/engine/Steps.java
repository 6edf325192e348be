package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Block;
import dev.runbook.playbook.Role;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps over hosts in step with each other: a task is run by all hosts that take part before
 * the next begins. A strategy without steps calls this with one host at a time.
 */
final class Steps {
  /** What concerns the whole play is done for its first host only, as in Ansible. */
  private static final Set<String> ONCE = Set.of("add_host", "pause");

  private final PlayRun play;
  private final Handlers handlers;
  private final Includes includes;
  private final CommonFailure failures;

  Steps(PlayRun play, Handlers handlers) {
    this.play = play;
    this.handlers = handlers;
    this.failures = new CommonFailure(play);
    this.includes = new Includes(play, this, handlers, failures);
  }

  private static List<HostRun> active(List<HostRun> hosts) {
    return hosts.stream().filter(HostRun::active).toList();
  }

  void run(List<? extends Step> steps, List<HostRun> hosts, Context where) {
    run(steps, hosts, where, Event.Part.TASK);
  }

  /**
   * @param part whether the steps stand in the place of a handler, as included ones may
   */
  void run(List<? extends Step> steps, List<HostRun> hosts, Context where, Event.Part part) {
    for (var step : steps) {
      var now = active(hosts);
      if (now.isEmpty() || play.run.cancelled() || play.broken) {
        return;
      }
      switch (step) {
        case Task task -> task(task, now, where, part);
        case Block block -> block(block, now, where, part);
      }
    }
  }

  private void block(Block block, List<HostRun> hosts, Context where, Event.Part part) {
    play.reserved.check(block.keywords().vars());
    var role = block.role();
    if (role != null) {
      role(block, role, hosts, where, Map.of());
      return;
    }
    var inside = where.within(block.keywords(), block.params(), null, fileOf(block, where));
    guarded(block, hosts, inside, part);
  }

  /** The file that a block's steps were written in: an import's own. */
  private static java.nio.file.Path fileOf(Block block, Context where) {
    for (var step : block.block()) {
      if (step instanceof Task task) {
        return task.file();
      }
    }
    return where.file();
  }

  /**
   * @param vars what the one that includes the role gives it, beside the block's own
   */
  void role(
      Block block,
      Role role,
      List<HostRun> hosts,
      Context where,
      Map<String, @Nullable Object> vars) {
    var inside =
        where.within(
            block.keywords(),
            block.params(),
            role,
            role.path().resolve("tasks").resolve("main.yml"));
    run(role.dependencies(), hosts, inside);
    var use = " " + role.path() + " " + role.use().identity(vars);
    var subjects = new ArrayList<HostRun>();
    for (var host : active(hosts)) {
      if (role.repeat() == Role.Repeat.ALWAYS || !play.rolesDone.contains(host.name() + use)) {
        subjects.add(host);
      }
    }
    var before = subjects.stream().map(HostRun::tasksRun).toList();
    guarded(block, subjects, inside, Event.Part.TASK);
    for (var i = 0; i < subjects.size(); i++) {
      var host = subjects.get(i);
      host.roleEnded = false;
      // a role of which every task was skipped may run when it is named again
      if (host.active() && host.tasksRun() > before.get(i)) {
        play.rolesDone.add(host.name() + use);
      }
    }
  }

  /** A block's steps, then its rescue for the hosts that failed, then its always for all. */
  private void guarded(Block block, List<HostRun> hosts, Context inside, Event.Part part) {
    if (runs(block.rescue(), hosts, inside)) {
      hosts.forEach(HostRun::enterRescued);
      run(block.block(), hosts, inside, part);
      hosts.forEach(HostRun::leaveRescued);
      var failed = hosts.stream().filter(host -> host.failing && !host.unreachable).toList();
      failed.forEach(host -> host.failing = false);
      run(block.rescue(), failed, inside, part);
    } else {
      run(block.block(), hosts, inside, part);
    }
    if (!block.always().isEmpty()) {
      always(hosts, () -> run(block.always(), hosts, inside, part));
    }
  }

  /** What hosts do that have failed as well: they fail again when it is done. */
  void always(List<HostRun> hosts, Runnable work) {
    for (var host : hosts) {
      host.doomed |= host.failing;
      host.failing = false;
    }
    work.run();
    for (var host : hosts) {
      host.failing |= host.doomed;
      host.doomed = false;
    }
  }

  /** Whether the tags leave something of these steps: a rescue without tasks rescues nobody. */
  private boolean runs(List<Step> steps, List<HostRun> hosts, Context where) {
    for (var step : steps) {
      var left =
          switch (step) {
            case Task task -> play.run.tags.runs(tags(task, where, hosts.getFirst()));
            case Block block -> {
              var inside = where.within(block.keywords(), block.params(), null, where.file());
              yield block.role() != null
                  || runs(block.block(), hosts, inside)
                  || runs(block.rescue(), hosts, inside)
                  || runs(block.always(), hosts, inside);
            }
          };
      if (left) {
        return true;
      }
    }
    return false;
  }

  private Set<String> tags(Task task, Context where, HostRun host) {
    var tags = new HashSet<String>();
    for (var keywords : where.of(task.keywords()).all("tags")) {
      tags.addAll(
          TagFilter.tags(
              keywords,
              tag -> tag instanceof Template ? play.templar(host, where).value(tag) : tag));
    }
    return tags;
  }

  void task(Task written, List<HostRun> hosts, Context where, Event.Part part) {
    var first = hosts.getFirst();
    var task = resolved(written, first, where);
    if (part == Event.Part.TASK && !play.run.tags.runs(tags(task, where, first))) {
      return;
    }
    play.reserved.check(task.keywords().vars());
    var name = name(written, where, first);
    if (part == Event.Part.TASK && play.run.startAt.passes(task, name)) {
      return;
    }
    var info = Told.task(play, task, name, part, where, play.templar(first, where));
    if (task.shortModule().equals("meta")) {
      new Meta(play, this, handlers).run(task, info, hosts, where);
      return;
    }
    var once = once(task, where, first);
    if (!play.run.wants(info, play.apart ? first.name() : null)) {
      return;
    }
    var subjects = once == Once.NO ? hosts : List.of(first);
    play.run.emit(new Event.TaskStarted(info));
    subjects.forEach(host -> play.run.emit(new Event.HostStarted(info, host.name())));
    var outcomes = outcomes(written, subjects, info, where);
    if (Debugger.isAskedFor(play, task, where)) {
      outcomes = debugged(written, subjects, outcomes, info, where);
    }
    if (once == Once.FOR_ALL) {
      share(task, outcomes.getFirst(), first, where);
    }
    failures.after(task, where, hosts, outcomes, once != Once.NO);
    if (failures.endsPlay()) {
      return;
    }
    // run_once holds for the include itself: the other hosts do nothing of what it brings
    includes.run(task, info, pairs(outcomes, subjects), where);
  }

  /** Whether the first host does a task alone. */
  private enum Once {
    NO,
    /** For the play: its result is that host's. */
    FOR_PLAY,
    /** {@code run_once}: what it gives holds for all. */
    FOR_ALL
  }

  private Once once(Task task, Context where, HostRun first) {
    var shared = runsOnce(task, where, first);
    var whole = ONCE.contains(task.shortModule());
    if (!play.apart) {
      return shared ? Once.FOR_ALL : whole ? Once.FOR_PLAY : Once.NO;
    }
    if (whole) {
      throw new Stop(
          task.at(),
          "The '"
              + task.action()
              + "' module bypasses the host loop, which is currently not supported in the free"
              + " strategy and would instead execute for every host in the inventory list.",
          null);
    }
    if (shared) {
      play.run.warn(
          task.at(),
          "Using run_once with the free strategy is not currently supported. This task will still"
              + " be executed for every host in the inventory list.");
    }
    return Once.NO;
  }

  /** A task whose module is a template, as one host knows it. */
  private Task resolved(Task task, HostRun host, Context where) {
    if (!Template.mayHoldTemplate(task.action())) {
      return task;
    }
    try {
      var templar = play.templar(host, where.of(task.keywords()));
      var named = templar.text(Template.of(task.action(), task.at()));
      var module = play.run.modules.resolve(named);
      return task.as(named, module == null ? named : module);
    } catch (TemplateError e) {
      return task;
    }
  }

  private boolean runsOnce(Task task, Context where, HostRun first) {
    try {
      return play.isTrue("run_once", where.of(task.keywords()), play.templar(first, where));
    } catch (TemplateError e) {
      return false;
    }
  }

  String name(Task task, Context where, HostRun first) {
    var role = where.currentRole();
    var raw = task.name() == null ? unnamed(task) : task.name();
    String name;
    try {
      name = play.templar(first, where.of(task.keywords())).text(raw);
    } catch (TemplateError e) {
      name = raw.toString();
    }
    name = play.run.masker.mask(name);
    return role == null ? name : role.name() + " : " + name;
  }

  private static Object unnamed(Task task) {
    var role = task.args().get("name");
    return task.shortModule().equals("include_role") && role != null
        ? task.action() + " : " + role
        : task.action();
  }

  private List<Outcome> outcomes(
      Task task, List<HostRun> hosts, Event.TaskInfo info, Context where) {
    var turns = new Turns(hosts.size(), play.run::emit);
    if (hosts.size() == 1) {
      var places = enter(task, hosts.getFirst(), where);
      try {
        return List.of(one(task, hosts.getFirst(), info, where, turns, 0));
      } finally {
        places.forEach(Semaphore::release);
      }
    }
    var outcomes = new ArrayList<Outcome>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Outcome>>();
      for (var i = 0; i < hosts.size(); i++) {
        var index = i;
        // begun in the order of the hosts
        var places = enter(task, hosts.get(i), where);
        running.add(
            threads.submit(() -> {
              try {
                return one(task, hosts.get(index), info, where, turns, index);
              } finally {
                places.forEach(Semaphore::release);
              }
            }));
      }
      for (var each : running) {
        outcomes.add(each.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      play.run.cancel();
      while (outcomes.size() < hosts.size()) {
        outcomes.add(Outcome.unreachable("interrupted"));
      }
    }
    return outcomes;
  }

  /** What the outcomes are when a person has looked at them, who may have a task done again. */
  private List<Outcome> debugged(
      Task task, List<HostRun> hosts, List<Outcome> outcomes, Event.TaskInfo info, Context where) {
    var seen = new ArrayList<Outcome>();
    for (var i = 0; i < hosts.size(); i++) {
      var host = hosts.get(i);
      var debugger = new Debugger(play, host, resolved(task, host, where), info, where);
      var outcome = outcomes.get(i);
      while (debugger.stopsAt(outcome) && play.run.redoes(debugger, outcome)) {
        host.takeBack(outcome);
        outcome = outcomes(debugger.task(), List.of(host), info, debugger.where()).getFirst();
      }
      seen.add(outcome);
    }
    return seen;
  }

  /** Waits for a place among those that may work at once, {@code throttle} and {@code forks}. */
  private List<Semaphore> enter(Task task, HostRun host, Context where) {
    var places = new ArrayList<Semaphore>();
    var most = throttle(task, host, where);
    if (most > 0) {
      places.add(play.throttles.computeIfAbsent(task.at(), _ -> new Semaphore(most, true)));
    }
    places.add(play.run.forks);
    places.forEach(Semaphore::acquireUninterruptibly);
    return places;
  }

  private int throttle(Task task, HostRun host, Context where) {
    var own = where.of(task.keywords());
    var words = own.having("throttle");
    if (words == null) {
      return 0;
    }
    var text = String.valueOf(play.keyword("throttle", own, play.templar(host, own))).strip();
    if (!text.matches("[+-]?\\d+")) {
      throw new Stop(
          words.at("throttle"), "Failed to convert the throttle value to an integer.", null);
    }
    return Integer.parseInt(text);
  }

  private Outcome one(
      Task written, HostRun host, Event.TaskInfo info, Context where, Turns turns, int index) {
    var emit = turns.of(index);
    var task = resolved(written, host, where);
    try {
      var runner = new TaskRunner(play, host, task, info, where, emit);
      var outcome = runner.run();
      new Consequences(play, handlers).of(outcome, task, host, info, where, emit);
      return outcome;
    } finally {
      turns.finish(index);
    }
  }

  /**
   * {@code run_once}: what one host registered, learned or set holds for all of the play, also for
   * those that are not where the task stands.
   */
  private void share(Task task, Outcome outcome, HostRun doer, Context where) {
    for (var host : play.batch) {
      if (host != doer && !host.unreachable) {
        new Consequences(play, handlers).share(outcome, task, host, where);
      }
    }
  }

  private static Map<HostRun, Outcome> pairs(List<Outcome> outcomes, List<HostRun> hosts) {
    var pairs = new LinkedHashMap<HostRun, Outcome>();
    for (var i = 0; i < hosts.size(); i++) {
      pairs.put(hosts.get(i), outcomes.get(i));
    }
    return pairs;
  }
}
