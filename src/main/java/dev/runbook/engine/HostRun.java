package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.inventory.Host;
import dev.runbook.vars.HostStore;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One host in a run: what it knows, whether it still takes part, and its counts. Touched by the
 * host's own thread, and between tasks by the play's.
 */
final class HostRun {
  final Host host;
  final HostStore store = new HostStore();

  /** What was notified since handlers ran last: names and topics, in their order. */
  final Set<String> notified = Collections.synchronizedSet(new LinkedHashSet<>());

  /** Handlers that are to run when they are come to. */
  final Set<Handlers.Handler> called = ConcurrentHashMap.newKeySet();

  /** Handlers are being run: who notifies now calls at once. */
  volatile boolean flushing;

  /** A task failed and no rescue has taken it back: no further step of this block. */
  volatile boolean failing;

  volatile boolean unreachable;

  /** Failed before the {@code always} that it is in, and will be {@link #failing} after it. */
  volatile boolean doomed;

  /** Failed in this play with nobody to rescue it, as {@code max_fail_percentage} counts. */
  volatile boolean lost;

  /** How many blocks around it would rescue the host. */
  private int rescuers;

  /** {@code meta: end_host} or {@code end_play}: no further step of this play. */
  volatile boolean ended;

  /** {@code meta: end_role}: no further step of the role it stands in. */
  volatile boolean roleEnded;

  private int ok;
  private int changed;
  private int unreachableCount;
  private int unreachableIgnored;
  private int failed;
  private int skipped;
  private int rescued;
  private int ignored;

  HostRun(Host host) {
    this.host = host;
  }

  String name() {
    return host.name();
  }

  boolean active() {
    return !failing && !unreachable && !ended && !roleEnded;
  }

  synchronized void count(Event.Status status, Event.Errors errors) {
    count(status, errors, 1);
  }

  /** What was counted does not hold: the task is done again. */
  synchronized void takeBack(Outcome outcome) {
    count(outcome.status(), outcome.errors(), -1);
    failing = false;
    unreachable = false;
    lost = false;
  }

  private void count(Event.Status status, Event.Errors errors, int times) {
    switch (status) {
      case OK -> ok += times;
      case CHANGED -> {
        ok += times;
        changed += times;
      }
      case SKIPPED -> skipped += times;
      case FAILED -> {
        if (errors == Event.Errors.IGNORED) {
          ok += times;
          ignored += times;
        } else {
          fail(times);
        }
      }
      case UNREACHABLE -> {
        if (errors == Event.Errors.IGNORED) {
          ok += times;
          ignored += times;
          unreachableIgnored += times;
        } else {
          unreachableCount += times;
        }
      }
    }
  }

  synchronized void countIgnoredChange() {
    changed++;
  }

  /** A failure in a block that has a rescue is counted there, even if the rescue fails in turn. */
  private void fail(int times) {
    if (rescuers > 0) {
      rescued += times;
    } else {
      failed += times;
      lost = true;
    }
  }

  synchronized void enterRescued() {
    rescuers++;
  }

  synchronized void leaveRescued() {
    rescuers--;
  }

  synchronized boolean rescuable() {
    return rescuers > 0;
  }

  /** Begins a play: what earlier ones left undone is forgotten, who failed stays out. */
  synchronized void begin() {
    ended = false;
    roleEnded = false;
    lost = false;
    flushing = false;
    rescuers = 0;
    notified.clear();
    called.clear();
  }

  /** {@code meta: clear_host_errors}: who has left the play comes back with the next one. */
  void forgive() {
    ended |= failing;
    failing = false;
    doomed = false;
    unreachable = false;
    lost = false;
  }

  /** Takes part in the play still, as {@code ansible_play_hosts} tells. */
  boolean left() {
    return !failing && !doomed && !unreachable && !ended;
  }

  synchronized Event.HostCounts counts() {
    return new Event.HostCounts(
        name(), ok, changed, unreachableCount, failed, skipped, rescued, ignored);
  }

  /** How many tasks have run, well or not: not those skipped, nor those that did not get there. */
  synchronized int tasksRun() {
    return ok - unreachableIgnored + failed + rescued;
  }

  synchronized boolean counted() {
    return ok + unreachableCount + failed + skipped + rescued > 0;
  }
}
