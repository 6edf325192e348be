package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Task;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a task means for its host: what it remembers, whom it notifies, whether it goes
 * on, what is told.
 */
final class Consequences {
  private final PlayRun play;
  private final Handlers handlers;

  Consequences(PlayRun play, Handlers handlers) {
    this.play = play;
    this.handlers = handlers;
  }

  void of(
      Outcome outcome,
      Task task,
      HostRun host,
      Event.TaskInfo info,
      Context outside,
      Consumer<Event> emit) {
    var where = outside.of(task.keywords());
    register(outcome, task, host, where);
    learn(outcome, host, where);
    if (outcome.includes().isEmpty() || outcome.bad()) {
      host.count(outcome.status(), outcome.errors());
    }
    if (Truth.of(outcome.result().get("changed"))) {
      if (outcome.bad() && outcome.errors() == Event.Errors.IGNORED) {
        host.countIgnoredChange();
      }
      if (!outcome.bad()) {
        outcome.notifies().forEach(name -> handlers.notify(host, name, task));
      }
    }
    if (outcome.bad() && outcome.errors() == Event.Errors.COUNT) {
      if (outcome.status() == Event.Status.UNREACHABLE) {
        host.unreachable = true;
      } else {
        host.failing = true;
        if (host.rescuable()) {
          host.store.set("ansible_failed_task", FailedTask.of(task, info.name(), where));
          host.store.set("ansible_failed_result", outcome.result());
        }
      }
    }
    if (outcome.includes().isEmpty() || outcome.bad()) {
      var attempt = new Attempt(play, host, task, where, emit);
      emit.accept(
          new Event.HostFinished(
              info,
              host.name(),
              outcome.delegate(),
              outcome.status(),
              attempt.told(outcome.result(), play.templar(host, where)),
              taken(outcome, host)));
    }
  }

  private static Event.Errors taken(Outcome outcome, HostRun host) {
    return outcome.status() == Event.Status.FAILED
            && outcome.errors() == Event.Errors.COUNT
            && host.rescuable()
        ? Event.Errors.RESCUED
        : outcome.errors();
  }

  /** The same for a host on whose behalf another one ran the task. */
  void share(Outcome outcome, Task task, HostRun host, Context outside) {
    var where = outside.of(task.keywords());
    register(outcome, task, host, where);
    learn(outcome, host, where);
    if (outcome.result().get("_ansible_set_fact") != null
        && outcome.result().get("ansible_facts") instanceof Map<?, ?> facts) {
      facts.forEach((k, v) -> host.store.set(String.valueOf(k), v));
    }
  }

  private void register(Outcome outcome, Task task, HostRun host, Context where) {
    var name = task.keywords().get("register");
    if (name == null) {
      return;
    }
    var result = withoutInner(outcome.result());
    result.putIfAbsent("changed", false);
    if (task.loop() == null) {
      result.remove("invocation");
    }
    if (outcome.status() != Event.Status.SKIPPED && task.loop() == null) {
      result.putIfAbsent("failed", outcome.status() == Event.Status.FAILED);
    }
    if (result.get("results") instanceof List<?> results) {
      var plain = new ArrayList<@Nullable Object>(results);
      plain.replaceAll(item -> item instanceof Map<?, ?> map ? withoutInner(map) : item);
      result.put("results", plain);
    }
    String called;
    try {
      called = play.templar(host, where).text(name);
    } catch (TemplateError e) {
      called = name.toString();
    }
    play.reserved.check(called, task.keywords().at("register"));
    host.store.set(called, result);
  }

  /** What the run tells itself about a result is not for playbooks. */
  private static Map<String, @Nullable Object> withoutInner(Map<?, ?> result) {
    var plain = new LinkedHashMap<String, @Nullable Object>();
    result.forEach((key, value) -> {
      if (!String.valueOf(key).startsWith("_ansible_")) {
        plain.put(String.valueOf(key), value);
      }
    });
    return plain;
  }

  private void learn(Outcome outcome, HostRun host, Context where) {
    var result = outcome.result();
    if (result.get("results") instanceof List<?> results) {
      for (var each : results) {
        if (each instanceof Map<?, ?> map) {
          facts(map, host, where);
        }
      }
    }
    facts(result, host, where);
  }

  private void facts(Map<?, ?> result, HostRun host, Context where) {
    if (!(result.get("ansible_facts") instanceof Map<?, ?> facts)
        || result.get("_ansible_set_fact") != null) {
      return;
    }
    var named = new LinkedHashMap<String, @Nullable Object>();
    facts.forEach((k, v) -> named.put(String.valueOf(k), v));
    if (result.get("_ansible_include_vars") != null) {
      play.reserved.check(named);
      host.store.include(named, play.run.options.hashes());
      return;
    }
    subject(result, host, where).store.learn(named);
  }

  /** The host that facts are of; {@code delegate_to} may name it by the item of a loop. */
  private HostRun subject(Map<?, ?> result, HostRun host, Context where) {
    var templar = play.templar(host, where);
    if (result.get("ansible_loop_var") instanceof String name && result.get(name) != null) {
      templar = templar.with(Map.of(name, result.get(name)));
    }
    var to = play.delegate(where, templar);
    if (to != null && play.isTrue("delegate_facts", where, templar)) {
      var other = play.run.host(to);
      return other == null ? host : other;
    }
    return host;
  }
}
