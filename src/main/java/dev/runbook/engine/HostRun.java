package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.inventory.Host;
import dev.runbook.vars.HostStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One host in a run: what it knows, whether it still takes part, and its counts. Touched by the
 * host's own thread, and between tasks by the play's.
 */
final class HostRun {
  final Host host;
  final HostStore store = new HostStore();

  /** Names of handlers that were notified and have not run. */
  final Set<String> notified = ConcurrentHashMap.newKeySet();

  /** A task failed and no rescue has taken it back: no further step of this block. */
  volatile boolean failing;

  volatile boolean unreachable;

  /** {@code meta: end_host} or {@code end_play}: no further step of this play. */
  volatile boolean ended;

  /** {@code meta: end_role}: no further step of the role it stands in. */
  volatile boolean roleEnded;

  volatile @Nullable Map<String, @Nullable Object> failedResult;
  volatile @Nullable Map<String, @Nullable Object> failedTask;

  private int ok;
  private int changed;
  private int unreachableCount;
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
    switch (status) {
      case OK -> ok++;
      case CHANGED -> {
        ok++;
        changed++;
      }
      case SKIPPED -> skipped++;
      case FAILED -> {
        if (errors == Event.Errors.IGNORED) {
          ok++;
          ignored++;
        } else {
          failed++;
        }
      }
      case UNREACHABLE -> {
        if (errors == Event.Errors.IGNORED) {
          ok++;
          ignored++;
        } else {
          unreachableCount++;
        }
      }
    }
  }

  synchronized void countIgnoredChange() {
    changed++;
  }

  synchronized void rescue() {
    rescued++;
    failed = Math.max(0, failed - 1); // who failed with another was not counted
  }

  synchronized Event.HostCounts counts() {
    return new Event.HostCounts(
        name(), ok, changed, unreachableCount, failed, skipped, rescued, ignored);
  }

  /** How many tasks have run, well or not: those that were skipped do not count. */
  synchronized int tasksRun() {
    return ok + failed;
  }

  synchronized boolean counted() {
    return ok + unreachableCount + failed + skipped + rescued > 0;
  }

  /** Details of the failure that a rescue is about. */
  Map<String, @Nullable Object> failure() {
    var vars = new LinkedHashMap<String, @Nullable Object>();
    vars.put("ansible_failed_task", failedTask == null ? Map.of() : failedTask);
    vars.put("ansible_failed_result", failedResult);
    return vars;
  }
}
