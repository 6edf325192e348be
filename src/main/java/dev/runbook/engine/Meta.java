package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.module.ModuleFailure;
import dev.runbook.playbook.Task;
import dev.runbook.template.TemplateError;
import dev.runbook.text.Nearest;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code meta}: tasks about the run itself. */
final class Meta {
  /** Those that Ansible begins for each host anew, the others once, as the first host says. */
  private static final Set<String> ONE_BY_ONE =
      Set.of("noop", "reset_connection", "end_host", "end_role", "flush_handlers");

  private static final Set<String> UNCONDITIONAL =
      Set.of("noop", "refresh_inventory", "reset_connection");

  private static final List<String> ACTIONS =
      List.of(
          "flush_handlers",
          "noop",
          "refresh_inventory",
          "clear_facts",
          "clear_host_errors",
          "end_play",
          "end_batch",
          "end_host",
          "end_role",
          "reset_connection");

  private final PlayRun play;
  private final Steps steps;
  private final Handlers handlers;

  Meta(PlayRun play, Steps steps, Handlers handlers) {
    this.play = play;
    this.steps = steps;
    this.handlers = handlers;
  }

  void run(Task task, Event.TaskInfo info, List<HostRun> hosts, Context outside) {
    var where = outside.of(task.keywords());
    var what = String.valueOf(task.args().get("_raw_params")).strip();
    var subjects = new ArrayList<HostRun>();
    if (UNCONDITIONAL.contains(what) && task.keywords().has("when")) {
      play.run.warn(task.at(), what + " task does not support when conditional");
    }
    for (var host : ONE_BY_ONE.contains(what) ? hosts : hosts.subList(0, 1)) {
      play.run.emit(new Event.TaskStarted(info));
      if (UNCONDITIONAL.contains(what) || meets(task, host, where)) {
        subjects.add(host);
        remark(does(what, host, where));
      } else {
        skipped(what, info, host, where);
      }
    }
    if (!subjects.isEmpty()) {
      act(what, task, subjects, where);
    }
  }

  private boolean meets(Task task, HostRun host, Context where) {
    try {
      return new Attempt(play, host, task, where, play.run::emit).unmet(play.templar(host, where))
          == null;
    } catch (TemplateError e) {
      throw new Stop(e.at(), e.text(), e.hint());
    }
  }

  private void act(String what, Task task, List<HostRun> subjects, Context where) {
    switch (what) {
      case "noop" -> {}
      case "flush_handlers" -> flush(task, subjects);
      case "refresh_inventory" -> {
        play.run.inventory.refresh();
        play.forgetInventory();
      }
      case "clear_facts" ->
          play.all.forEach(h -> {
            h.store.forgetFacts();
            play.run.facts.forget(h.name());
          });
      case "clear_host_errors" -> play.all.forEach(HostRun::forgive);
      case "end_play" -> {
        play.ended = true;
        play.batch.forEach(h -> h.ended = true);
      }
      case "end_batch" -> play.batch.forEach(h -> h.ended = true);
      case "end_host" -> subjects.forEach(h -> h.ended = true);
      case "end_role" -> subjects.forEach(h -> h.roleEnded = true);
      case "reset_connection" -> subjects.forEach(host -> reset(task, where, host));
      default ->
          throw new Stop(
              task.at(), "invalid meta action requested: " + what, Nearest.to(what, ACTIONS));
    }
  }

  private void flush(Task task, List<HostRun> subjects) {
    if (subjects.getFirst().flushing) {
      throw new Stop(task.at(), "flush_handlers cannot be used as a handler", null);
    }
    handlers.flush(steps, subjects);
  }

  private void reset(Task task, Context where, HostRun host) {
    try {
      new Hand(play, host, where, play.templar(host, where), play.run::emit).remote().reset();
    } catch (ModuleFailure e) {
      throw new Stop(task.at(), String.valueOf(e.getMessage()), null);
    }
  }

  private void remark(String text) {
    play.run.emit(new Event.Remark(2, "META: " + text));
  }

  /** What is told of an action that is taken. */
  private static String does(String what, HostRun host, Context where) {
    return switch (what) {
      case "flush_handlers" -> "triggered running handlers for " + host.name();
      case "refresh_inventory" -> "inventory successfully refreshed";
      case "clear_facts" -> "facts cleared";
      case "clear_host_errors" -> "cleared host errors";
      case "end_batch" -> "ending batch";
      case "end_play" -> "ending play";
      case "end_host" -> "ending play for " + host.name();
      case "end_role" -> "ending role " + role(where) + " for " + host.name();
      case "reset_connection" -> "reset connection";
      default -> what;
    };
  }

  /** What goes on where an action is not taken. */
  private static String goesOn(String what, HostRun host, Context where) {
    return switch (what) {
      case "flush_handlers" -> ", not running handlers for " + host.name();
      case "clear_facts" -> ", not clearing facts and fact cache for " + host.name();
      case "clear_host_errors" -> ", not clearing host error state for " + host.name();
      case "end_batch" -> ", continuing current batch";
      case "end_play" -> ", continuing play";
      case "end_host" -> ", continuing execution for " + host.name();
      case "end_role" -> ", continuing role " + role(where) + " for " + host.name();
      default -> "";
    };
  }

  private static String role(Context where) {
    var role = where.currentRole();
    return role == null ? "" : role.name();
  }

  /** It is told, but does not count. */
  private void skipped(String what, Event.TaskInfo info, HostRun host, Context where) {
    var reason = what + " conditional evaluated to False" + goesOn(what, host, where);
    remark(reason);
    play.run.emit(
        new Event.HostFinished(
            info,
            host.name(),
            null,
            Event.Status.SKIPPED,
            Map.of(
                "msg",
                what.equals("end_host") ? reason.replace("False", "false") : what,
                "skip_reason",
                reason),
            Event.Errors.COUNT));
  }
}
