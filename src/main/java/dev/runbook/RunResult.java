package dev.runbook;

import dev.runbook.event.Event;
import java.util.List;

/**
 * How a run ended.
 *
 * @param hosts the recap, one entry for each host that took part
 * @param failures the tasks that failed for good, or whose host was not reached, in order
 * @param exitCode Ansible's exit status: 0, 2 when a host failed, 4 when one was unreachable
 */
public record RunResult(
    List<Event.HostCounts> hosts, List<Event.HostFinished> failures, int exitCode) {

  /** Throws when a host failed or was not reached. */
  public void throwIfFailed() {
    if (exitCode() != 0) {
      var first = failures.isEmpty() ? null : failures.getFirst();
      throw new IllegalStateException(
          first == null
              ? "the run failed"
              : first.host() + ": " + first.task().name() + ": " + first.result().get("msg"));
    }
  }
}
