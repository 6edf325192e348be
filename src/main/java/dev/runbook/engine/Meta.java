package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Task;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.List;

/** {@code meta}: tasks about the run itself. */
final class Meta {
  private final PlayRun play;
  private final Steps steps;
  private final Handlers handlers;

  Meta(PlayRun play, Steps steps, Handlers handlers) {
    this.play = play;
    this.steps = steps;
    this.handlers = handlers;
  }

  void run(Task task, List<HostRun> hosts, Context outside) {
    var where = outside.of(task.keywords());
    var what = String.valueOf(task.args().get("_raw_params")).strip();
    var subjects = new ArrayList<HostRun>();
    for (var host : hosts) {
      if (new Attempt(play, host, task, where, play.run::emit).unmet(play.templar(host, where))
          == null) {
        subjects.add(host);
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
      case "clear_facts" -> subjects.forEach(h -> h.store.forgetFacts());
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
    play.run.emit(
        new Event.TaskStarted(
            new Event.TaskInfo("meta: " + what, "meta", task.at(), Event.Part.TASK)));
  }
}
