package dev.runbook.module;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a module gives back: the keys and values that Ansible's module of the name returns, in the
 * types that templates know ({@code String, Boolean, Long, Double, List, Map}, null). Immutable:
 * every {@code with} gives a new one.
 */
public final class Result {
  private final boolean changed;
  private final Map<String, @Nullable Object> values;
  private final List<Change> diff;

  private Result(boolean changed, Map<String, @Nullable Object> values, List<Change> diff) {
    this.changed = changed;
    this.values = values;
    this.diff = diff;
  }

  public static Result unchanged() {
    return new Result(false, Map.of(), List.of());
  }

  public static Result changed() {
    return new Result(true, Map.of(), List.of());
  }

  /** Changed when the plan holds a change; carries its diff. */
  public static Result of(Plan plan) {
    return new Result(plan.changed(), Map.of(), plan.diff());
  }

  /** A task that had nothing to do, {@code skipped} in the result. */
  public static Result skipped(String msg) {
    return unchanged().with("skipped", true).with("msg", msg);
  }

  public Result with(String key, @Nullable Object value) {
    var more = new LinkedHashMap<String, @Nullable Object>(values);
    more.put(key, value);
    return new Result(changed, more, diff);
  }

  public Result withAll(Map<String, ? extends @Nullable Object> others) {
    var more = new LinkedHashMap<String, @Nullable Object>(values);
    more.putAll(others);
    return new Result(changed, more, diff);
  }

  /**
   * The same, its diff told as one mapping and not as a list, as modules do that edit one thing.
   */
  public Result tellingOneDiff() {
    return diff.size() == 1 ? with("diff", diff.getFirst().told()) : this;
  }

  /** The same, changed when this was or {@code other} says so. */
  public Result orChanged(Plan plan) {
    var both = new ArrayList<>(diff);
    both.addAll(plan.diff());
    return new Result(changed || plan.changed(), values, List.copyOf(both));
  }

  public boolean isChanged() {
    return changed;
  }

  public Map<String, @Nullable Object> values() {
    return values;
  }

  /** What {@code --diff} prints. */
  public List<Change> diff() {
    return diff;
  }
}
