package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Task;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code meta}: tasks about the run itself. */
final class Meta {
  /** Those that Ansible begins for each host anew, the others once for all. */
  private static final Set<String> ONE_BY_ONE =
      Set.of("noop", "reset_connection", "end_host", "end_role", "flush_handlers");

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
    for (var host : hosts) {
      if (new Attempt(play, host, task, where, play.run::emit).unmet(play.templar(host, where))
          == null) {
        subjects.add(host);
      }
    }
    var told = ONE_BY_ONE.contains(what) ? hosts : hosts.subList(0, 1);
    for (var host : told) {
      play.run.emit(new Event.TaskStarted(info));
      if (!what.matches("noop|flush_handlers") && !subjects.contains(host)) {
        skipped(what, info, host);
      }
    }
    if (what.equals("flush_handlers")) {
      handlers.flush(steps, hosts);
      return;
    }
    if (subjects.isEmpty()) {
      return;
    }
    switch (what) {
      case "noop" -> {}
      case "refresh_inventory" -> {
        play.run.inventory.refresh();
        play.forgetInventory();
      }
      case "clear_facts" ->
          subjects.forEach(h -> {
            h.store.forgetFacts();
            play.run.facts.forget(h.name());
          });
      case "clear_host_errors" ->
          play.all.forEach(h -> {
            h.failing = false;
            h.unreachable = false;
          });
      case "end_play" -> play.all.forEach(h -> h.ended = true);
      case "end_batch" -> play.batch.forEach(h -> h.ended = true);
      case "end_host" -> subjects.forEach(h -> h.ended = true);
      case "end_role" -> subjects.forEach(h -> h.roleEnded = true);
      case "reset_connection" ->
          subjects.forEach(h ->
              new Hand(play, h, where, play.templar(h, where), play.run::emit).remote().reset());
      default ->
          throw new Stop(
              task.at(),
              "invalid meta action requested: " + what,
              dev.runbook.text.Nearest.to(
                  what,
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
                      "reset_connection")));
    }
  }

  /** It is told, but does not count. */
  private void skipped(String what, Event.TaskInfo info, HostRun host) {
    var reason = what + " conditional evaluated to False, continuing execution for " + host.name();
    play.run.emit(
        new Event.HostFinished(
            info,
            host.name(),
            null,
            Event.Status.SKIPPED,
            Map.of("msg", reason.replace("False", "false"), "skip_reason", reason),
            Event.Errors.COUNT));
  }
}
