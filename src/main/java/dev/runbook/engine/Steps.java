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

  Steps(PlayRun play, Handlers handlers) {
    this.play = play;
    this.handlers = handlers;
    this.includes = new Includes(play, this, handlers);
  }

  private static List<HostRun> active(List<HostRun> hosts) {
    return hosts.stream().filter(HostRun::active).toList();
  }

  void run(List<? extends Step> steps, List<HostRun> hosts, Context where) {
    for (var step : steps) {
      if (play.run.cancelled()) {
        return;
      }
      var now = active(hosts);
      if (now.isEmpty()) {
        return;
      }
      switch (step) {
        case Task task -> task(task, now, where, Event.Part.TASK);
        case Block block -> block(block, now, where);
      }
    }
  }

  private void block(Block block, List<HostRun> hosts, Context where) {
    var role = block.role();
    if (role != null) {
      role(block, role, hosts, where);
      return;
    }
    var inside = where.within(block.keywords(), block.params(), null, fileOf(block, where));
    guarded(block, hosts, inside);
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

  void role(Block block, Role role, List<HostRun> hosts, Context where) {
    handlers.of(role);
    var inside =
        where.within(
            block.keywords(),
            block.params(),
            role,
            role.path().resolve("tasks").resolve("main.yml"));
    run(role.dependencies(), hosts, inside);
    var key =
        role.path()
            + " "
            + block.params()
            + " "
            + block.keywords().values()
            + block.keywords().vars();
    var subjects = new ArrayList<HostRun>();
    for (var host : active(hosts)) {
      if (role.repeat() == Role.Repeat.ALWAYS
          || !play.rolesDone.contains(host.name() + " " + key)) {
        subjects.add(host);
      }
    }
    var before = subjects.stream().map(HostRun::tasksRun).toList();
    guarded(block, subjects, inside);
    for (var i = 0; i < subjects.size(); i++) {
      var host = subjects.get(i);
      host.roleEnded = false;
      // a role of which every task was skipped may run when it is named again
      if (host.active() && host.tasksRun() > before.get(i)) {
        play.rolesDone.add(host.name() + " " + key);
      }
    }
  }

  /** A block's steps, then its rescue for the hosts that failed, then its always for all. */
  private void guarded(Block block, List<HostRun> hosts, Context inside) {
    run(block.block(), hosts, inside);
    if (!block.rescue().isEmpty()) {
      rescue(block, hosts, inside);
    }
    if (!block.always().isEmpty()) {
      var failed = new HashSet<HostRun>();
      for (var host : hosts) {
        if (host.failing) {
          failed.add(host);
          host.failing = false;
        }
      }
      run(block.always(), hosts, inside);
      failed.forEach(h -> h.failing = true);
    }
  }

  private void rescue(Block block, List<HostRun> hosts, Context inside) {
    var failed = hosts.stream().filter(h -> h.failing && !h.unreachable).toList();
    if (failed.isEmpty()) {
      return;
    }
    for (var host : failed) {
      host.failing = false;
      host.failure().forEach(host.store::set);
    }
    run(block.rescue(), failed, inside);
    for (var host : failed) {
      if (!host.failing) {
        host.rescue();
      }
    }
  }

  private Set<String> tags(Task task, Context where, HostRun host) {
    var tags = new HashSet<String>();
    for (var keywords : where.of(task.keywords()).all("tags")) {
      for (var tag : keywords.list("tags")) {
        var value =
            tag instanceof dev.runbook.template.Template
                ? play.templar(host, where).value(tag)
                : tag;
        switch (value) {
          case null -> {}
          case List<?> list -> list.forEach(t -> tags.add(String.valueOf(t)));
          case Object text -> tags.addAll(List.of(String.valueOf(text).strip().split("\\s*,\\s*")));
        }
      }
    }
    return tags;
  }

  void task(Task written, List<HostRun> hosts, Context where, Event.Part part) {
    var first = hosts.getFirst();
    var task = resolved(written, first, where);
    if (part == Event.Part.TASK && !play.run.tags.runs(tags(task, where, first))) {
      return;
    }
    var name = name(task, where, first);
    if (task.at().line() > 0 && play.run.passes(name) && !"gather_facts".equals(task.action())) {
      return;
    }
    var info = Told.task(play, task, name, part, where, play.templar(first, where));
    if (task.shortModule().equals("meta")) {
      new Meta(play, this, handlers).run(task, info, hosts, where);
      return;
    }
    var shared = runsOnce(task, where, first);
    var once = shared || ONCE.contains(task.shortModule());
    var subjects = once ? List.of(first) : hosts;
    play.run.emit(new Event.TaskStarted(info));
    subjects.forEach(host -> play.run.emit(new Event.HostStarted(info, host.name())));
    var outcomes = outcomes(task, subjects, info, where);
    if (shared && hosts.size() > 1) {
      share(task, outcomes.getFirst(), hosts, where);
    }
    failTogether(task, where, hosts, outcomes, once);
    includes.run(task, once ? spread(outcomes, hosts) : pairs(outcomes, subjects), where);
  }

  /** A task whose module is a template, as the first host knows it. */
  private Task resolved(Task task, HostRun first, Context where) {
    if (!Template.mayHoldTemplate(task.action())) {
      return task;
    }
    try {
      var templar = play.templar(first, where.of(task.keywords()));
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

  private String name(Task task, Context where, HostRun first) {
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
      return List.of(one(task, hosts.getFirst(), info, where, turns, 0));
    }
    var outcomes = new ArrayList<Outcome>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Outcome>>();
      for (var i = 0; i < hosts.size(); i++) {
        var index = i;
        running.add(
            threads.submit(() -> limited(task, hosts.get(index), info, where, turns, index)));
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

  private Outcome limited(
      Task task, HostRun host, Event.TaskInfo info, Context where, Turns turns, int index)
      throws InterruptedException {
    play.run.forks.acquire();
    try {
      return one(task, host, info, where, turns, index);
    } finally {
      play.run.forks.release();
    }
  }

  private Outcome one(
      Task task, HostRun host, Event.TaskInfo info, Context where, Turns turns, int index) {
    var emit = turns.of(index);
    try {
      var runner = new TaskRunner(play, host, task, info, where, emit);
      var outcome = runner.run();
      new Consequences(play, handlers).of(outcome, task, host, info, where, emit);
      return outcome;
    } finally {
      turns.finish(index);
    }
  }

  /** {@code run_once}: what one host registered, learned or set holds for all. */
  private void share(Task task, Outcome outcome, List<HostRun> hosts, Context where) {
    for (var host : hosts.subList(1, hosts.size())) {
      new Consequences(play, handlers).share(outcome, task, host, where);
    }
  }

  /**
   * {@code any_errors_fatal}, and a failed {@code run_once}: the failure of one is the failure of
   * all.
   */
  private void failTogether(
      Task task, Context where, List<HostRun> hosts, List<Outcome> outcomes, boolean once) {
    var bad = outcomes.stream().anyMatch(o -> o.bad() && o.errors() == Event.Errors.COUNT);
    if (!bad) {
      return;
    }
    if (once) {
      failAll();
    } else {
      failTogether(task, where, hosts);
    }
  }

  /** One of the hosts has failed: the others fail with it when the task says so. */
  void failTogether(Task task, Context where, List<HostRun> hosts) {
    var templar = play.templar(hosts.getFirst(), where);
    if (play.isTrue("any_errors_fatal", where.of(task.keywords()), templar)) {
      failAll();
    }
  }

  private void failAll() {
    for (var host : play.batch) {
      if (host.active()) {
        host.failing = true;
      }
    }
    play.run.emit(new Event.NoHostsLeft());
  }

  private static Map<HostRun, Outcome> pairs(List<Outcome> outcomes, List<HostRun> hosts) {
    var pairs = new LinkedHashMap<HostRun, Outcome>();
    for (var i = 0; i < hosts.size(); i++) {
      pairs.put(hosts.get(i), outcomes.get(i));
    }
    return pairs;
  }

  private static Map<HostRun, Outcome> spread(List<Outcome> outcomes, List<HostRun> hosts) {
    var pairs = new LinkedHashMap<HostRun, Outcome>();
    for (var host : hosts) {
      pairs.put(host, outcomes.getFirst());
    }
    return pairs;
  }
}
