package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.ArgumentProblems;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task with {@code async}: it is begun, and then asked for ({@code poll}) or left alone ({@code
 * poll: 0}). What it is about stands in a file of its host, as with Ansible.
 *
 * <p>A module that can be detached goes on there by itself, whatever becomes of the run. The others
 * are worked by this program beside its tasks; the run ends after them.
 */
final class Job {
  private static final String STATUS = "ansible.builtin.async_status";

  /** Makes the file of a job, which says that it runs, and tells its path. */
  @SuppressWarnings("InlineFormatString") // a script is read best on its own
  private static final String BEGIN =
      """
      umask 077
      rb_d=%s
      mkdir -p "$rb_d" && chmod 700 "$rb_d" || exit 1
      rb_id=j%d.$$
      rb_j=$rb_d/$rb_id
      printf '{"started": 1, "finished": 0, "ansible_job_id": "%%s"}\\n' $rb_id >"$rb_j" || exit 1
      """;

  /**
   * Starts a script in a session of its own, with a watch that ends it after its time; its result
   * takes the place of the job's file.
   */
  private static final String DETACH =
      """
      rb_s=setsid; command -v setsid >/dev/null 2>&1 || rb_s=
      $rb_s sh -c '
        $3 sh -c "$1" >"$2.tmp" & p=$!
        $3 sh -c "sleep $0; kill -s KILL -- -$p || kill -s KILL $p" & w=$!
        wait $p && [ -s "$2.tmp" ] || printf \\
          "{\\"failed\\": true, \\"msg\\": \\"Timeout exceeded\\", \\"child_pid\\": %s}\\n" $p >"$2.tmp"
        mv "$2.tmp" "$2"
        kill -s KILL -- -$w || kill -s KILL $w
      ' LIMIT SCRIPT "$rb_j" "$rb_s" >/dev/null 2>&1 &
      """;

  private final Run run;
  private final Modules.Loaded<?> module;
  private final Target target;
  private final Duration limit;
  private final Duration poll;
  private final Consumer<Event> emit;

  Job(
      Run run,
      Modules.Loaded<?> module,
      Target target,
      Duration limit,
      Duration poll,
      Consumer<Event> emit) {
    this.run = run;
    this.module = module;
    this.target = target;
    this.limit = limit;
    this.poll = poll;
    this.emit = emit;
  }

  Outcome run(Map<String, @Nullable Object> arguments)
      throws ArgumentProblems, ModuleFailure, Unreachable {
    var script = target.checking() ? null : module.detached(arguments, target);
    var folder = target.variable("ansible_async_dir") instanceof String s ? s : "~/.ansible_async";
    var begin =
        BEGIN.formatted(
            Quote.path(folder), ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
    if (script != null) {
      begin +=
          DETACH
              .replace("LIMIT", Long.toString(limit.toSeconds()))
              .replace("SCRIPT", Quote.sh(script));
    }
    var reply = target.ask(begin + "echo \"$rb_j\"");
    if (!reply.ok()) {
      throw ModuleFailure.of("could not create directory: " + reply.stderr().strip(), reply);
    }
    var file = reply.stdout().strip();
    var id = file.substring(file.lastIndexOf('/') + 1);
    if (script == null) {
      run.beside(() -> work(arguments, file));
    }
    return poll.isZero() ? begun(id, file) : waitedFor(id);
  }

  private static Outcome begun(String id, String file) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("ansible_job_id", id);
    result.put("changed", true);
    result.put("finished", false);
    result.put("results_file", file);
    result.put("started", true);
    return Outcome.of(Event.Status.CHANGED, result);
  }

  /** Runs the module here and leaves its result where it is asked for. */
  private void work(Map<String, @Nullable Object> arguments, String file) {
    var alone = target.alone(limit);
    Outcome outcome;
    try {
      outcome = Attempt.outcome(module.run(arguments, alone), alone, List.of(), Event.Status.OK);
    } catch (ModuleFailure e) {
      outcome = Attempt.failed(e, alone, List.of());
    } catch (ArgumentProblems e) {
      outcome = Outcome.failed(String.valueOf(e.getMessage()));
    } catch (Unreachable e) {
      outcome = Outcome.unreachable(String.valueOf(e.getMessage()));
    }
    var json = Json.write(outcome.result(), JsonStyle.PYTHON).getBytes(StandardCharsets.UTF_8);
    var path = Quote.sh(file);
    try {
      target.ask(
          Command.of("umask 077; cat >%s.tmp && mv %s.tmp %s".formatted(path, path, path))
              .withStdin(json));
    } catch (ModuleFailure | Unreachable e) {
      run.warn(null, "the result of job " + file + " was lost: " + e.getMessage());
    }
  }

  private Outcome waitedFor(String id) throws ArgumentProblems, Unreachable {
    var left = limit;
    Outcome asked;
    do {
      pause();
      asked = ask(id, "status");
      if (asked.bad() || Boolean.TRUE.equals(asked.result().get("finished"))) {
        return ended(asked, id);
      }
      left = left.minus(poll);
      emit.accept(new Event.JobAsked(target.host(), id, Event.JobState.RUNNING));
    } while (left.isPositive());
    emit.accept(new Event.JobAsked(target.host(), id, Event.JobState.FAILED));
    var late =
        Outcome.failed(
            "async task did not complete within the requested time - " + limit.toSeconds() + "s");
    late.result().put("async_result", asked.result());
    return late;
  }

  private Outcome ended(Outcome asked, String id) throws ArgumentProblems, Unreachable {
    ask(id, "cleanup");
    emit.accept(
        new Event.JobAsked(
            target.host(), id, asked.bad() ? Event.JobState.FAILED : Event.JobState.DONE));
    return asked;
  }

  private void pause() {
    try {
      Thread.sleep(poll);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome ask(String id, String mode) throws ArgumentProblems, Unreachable {
    try {
      var told = run.modules.get(STATUS).run(Map.of("jid", id, "mode", mode), target);
      return Attempt.outcome(told, target, List.of(), Event.Status.OK);
    } catch (ModuleFailure e) {
      return Attempt.failed(e, target, List.of());
    }
  }
}
