package dev.runbook.engine;

import dev.runbook.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended on a host.
 *
 * @param result what {@code register} gets, with {@code changed}, {@code failed}, {@code skipped}
 * @param delegate the host it ran on, when that is another one
 * @param includes what an include found to run, one for each item
 * @param errors whether a failure counts
 * @param notifies names of handlers, should the task have changed something
 */
record Outcome(
    Event.Status status,
    Map<String, @Nullable Object> result,
    @Nullable String delegate,
    List<Include> includes,
    Event.Errors errors,
    Set<String> notifies) {

  /**
   * A task file or role that is to run next for the host.
   *
   * @param name the rendered file or role name
   * @param args the include's rendered arguments
   * @param vars what the included steps see in front: the include's variables and the loop's item
   */
  record Include(
      String name,
      Map<String, @Nullable Object> args,
      Map<String, @Nullable Object> vars,
      @Nullable String label) {}

  static Outcome of(Event.Status status, Map<String, @Nullable Object> result) {
    return new Outcome(status, result, null, List.of(), Event.Errors.COUNT, Set.of());
  }

  static Outcome failed(String msg) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("failed", true);
    result.put("msg", msg);
    return of(Event.Status.FAILED, result);
  }

  static Outcome unreachable(String msg) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("msg", msg);
    result.put("unreachable", true);
    return of(Event.Status.UNREACHABLE, result);
  }

  static Outcome skipped(String reason, @Nullable Object condition) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    if (condition != null) {
      result.put("false_condition", condition);
    }
    result.put("skip_reason", reason);
    result.put("skipped", true);
    return of(Event.Status.SKIPPED, result);
  }

  Outcome on(@Nullable String host) {
    return new Outcome(status, result, host, includes, errors, notifies);
  }

  Outcome counting(Event.Errors meaning) {
    return new Outcome(status, result, delegate, includes, meaning, notifies);
  }

  /** The same task with another result. */
  Outcome with(Event.Status meaning, Map<String, @Nullable Object> values) {
    return new Outcome(meaning, values, delegate, includes, errors, notifies);
  }

  /** The include of an item of a loop, under the words that stand for the item. */
  Outcome labelled(String label) {
    var labelled =
        includes.stream().map(i -> new Include(i.name(), i.args(), i.vars(), label)).toList();
    return new Outcome(status, result, delegate, labelled, errors, notifies);
  }

  Outcome notifying(Set<String> names) {
    return new Outcome(status, result, delegate, includes, errors, names);
  }

  boolean bad() {
    return status == Event.Status.FAILED || status == Event.Status.UNREACHABLE;
  }
}
