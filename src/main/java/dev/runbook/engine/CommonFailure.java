package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Task;
import dev.runbook.vars.Context;
import java.util.List;

/**
 * When the failure of one host is that of all: {@code any_errors_fatal}, a failed {@code run_once},
 * {@code max_fail_percentage}.
 */
record CommonFailure(PlayRun play) {

  /**
   * @param forAll whether the task was done by one host for all of the play
   */
  void after(
      Task task, Context where, List<HostRun> hosts, List<Outcome> outcomes, boolean forAll) {
    if (outcomes.stream().noneMatch(CommonFailure::counts)) {
      return;
    }
    var before = play.batch.stream().filter(HostRun::active).toList();
    if (forAll) {
      failAll();
    } else {
      of(task, where, hosts);
    }
    var cause = failed(hosts, outcomes).store.set();
    for (var host : before) {
      if (host.failing && host.rescuable()) {
        for (var name : List.of("ansible_failed_task", "ansible_failed_result")) {
          host.store.set(name, cause.get(name));
        }
      }
    }
  }

  private static boolean counts(Outcome outcome) {
    return outcome.bad() && outcome.errors() == Event.Errors.COUNT;
  }

  /** The host that the others fail with. */
  private static HostRun failed(List<HostRun> hosts, List<Outcome> outcomes) {
    for (var i = 0; i < outcomes.size(); i++) {
      if (counts(outcomes.get(i))) {
        return hosts.get(i);
      }
    }
    return hosts.getFirst();
  }

  /** One of the hosts has failed: the others fail with it when the task says so. */
  void of(Task task, Context where, List<HostRun> hosts) {
    var templar = play.templar(hosts.getFirst(), where);
    if (!play.isTrue("any_errors_fatal", where.of(task.keywords()), templar)) {
      return;
    }
    if (play.apart) {
      play.run.warn(
          task.at(),
          "Using any_errors_fatal with the free strategy is not supported, as tasks are executed"
              + " independently on each host");
      return;
    }
    failAll();
  }

  private void failAll() {
    for (var host : play.batch) {
      if (host.active()) {
        host.failing = true;
        host.lost = true;
      }
    }
  }

  /** Ends the play as soon as one host too many has failed; whether that is so. */
  boolean endsPlay() {
    if (!tooMany()) {
      return false;
    }
    play.broken = true;
    play.batch.forEach(host -> host.failing |= !host.unreachable);
    play.run.emit(new Event.NoHostsLeft());
    play.run.emit(new Event.NoHostsLeft()); // once for the limit, once for the hosts
    return true;
  }

  private boolean tooMany() {
    var limit = play.play.keywords().get("max_fail_percentage");
    if (limit == null || play.apart) {
      return false;
    }
    var most = Double.parseDouble(play.early(play.context).text(limit).replace("%", ""));
    var lost = play.batch.stream().filter(host -> host.lost).count();
    return lost * 100.0 / play.batch.size() > most;
  }
}
