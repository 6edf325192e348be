package dev.runbook.event;

import dev.runbook.yaml.Source;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Events of one task come in the order of its hosts, whichever host was
 * faster. Secret values are already masked in them.
 */
public sealed interface Event {

  /** How a task, or one item of its loop, ended on a host. */
  enum Status {
    OK,
    CHANGED,
    SKIPPED,
    FAILED,
    UNREACHABLE
  }

  /**
   * A task as it is told.
   *
   * @param name with the role in front, {@code docker : install}
   * @param action the module as written
   * @param arguments {@code key=value, ...} as written, for those who want them in headers
   */
  record TaskInfo(
      String name, String action, Source at, Part part, String arguments, Set<Trait> traits) {
    public TaskInfo(String name, String action, Source at, Part part) {
      this(name, action, at, part, "", Set.of());
    }
  }

  /** What reports tell of a play or task apart from its name. */
  enum Trait {
    /** Nothing is changed, what would be is told. */
    CHECK,
    LOOP,
    /** {@code no_log}: its arguments are told nowhere. */
    HIDDEN
  }

  /** Whether a task is run in its turn or because it was notified. */
  enum Part {
    TASK,
    HANDLER
  }

  record PlaybookStarted(String file) implements Event {}

  record PlayStarted(String name, List<String> hosts, Pace pace, Set<Trait> traits)
      implements Event {}

  /** Whether the hosts of a play are in step with each other. */
  enum Pace {
    TOGETHER,
    APART
  }

  /** A play found no host: its pattern matched none. */
  record NoHostsMatched(String pattern) implements Event {}

  /** All hosts of a play have failed: it ends. */
  record NoHostsLeft() implements Event {}

  record TaskStarted(TaskInfo task) implements Event {}

  /** A task begins on a host. */
  record HostStarted(TaskInfo task, String host) implements Event {}

  /**
   * One item of a loop ended.
   *
   * @param label what the item is called
   */
  record ItemFinished(
      TaskInfo task,
      String host,
      @Nullable String delegate,
      Status status,
      String label,
      Map<String, @Nullable Object> result,
      Errors errors)
      implements Event {}

  /** A task ended on a host; for a loop, after its items. */
  record HostFinished(
      TaskInfo task,
      String host,
      @Nullable String delegate,
      Status status,
      Map<String, @Nullable Object> result,
      Errors errors)
      implements Event {}

  /** What a failure means for the host; for {@code RESCUED} it is that a block will see to it. */
  enum Errors {
    COUNT,
    IGNORED,
    RESCUED
  }

  /**
   * A task failed and will be tried again.
   *
   * @param name the task's own, without its role
   */
  record Retrying(
      TaskInfo task,
      String name,
      String host,
      @Nullable String delegate,
      long left,
      Map<String, @Nullable Object> result)
      implements Event {}

  /** A task file or role was included for these hosts. */
  record Included(TaskInfo task, String file, List<String> hosts, @Nullable String label)
      implements Event {}

  /** A line that a running command printed. */
  record OutputLine(String host, String line) implements Event {}

  /**
   * How a task with {@code async} does that is waited for.
   *
   * @param job what its host calls it
   */
  record JobAsked(String host, String job, JobState state) implements Event {}

  /** The state of a task with {@code async}. */
  enum JobState {
    RUNNING,
    DONE,
    FAILED
  }

  /**
   * A word on what the run itself does, for who looks closely.
   *
   * @param verbosity how many {@code -v} it takes to see it
   */
  record Remark(int verbosity, String text) implements Event {}

  /** Something legal that is surely not meant, or an old form. */
  record Warned(@Nullable Source at, String text) implements Event {}

  /** A value that a play sets for the run as a whole ({@code set_stats}). */
  record StatsSet(@Nullable String host, Map<String, @Nullable Object> values, Stats stats)
      implements Event {}

  /** Whether values are added to what was set before. */
  enum Stats {
    ADD,
    REPLACE
  }

  /** The run is over. */
  record RunFinished(List<HostCounts> hosts) implements Event {}

  /** The recap of one host. */
  record HostCounts(
      String host,
      int ok,
      int changed,
      int unreachable,
      int failed,
      int skipped,
      int rescued,
      int ignored) {}
}
