package dev.runbook.engine;

import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a play: facts, pre_tasks, roles, tasks, post_tasks, each followed by the handlers
 * that were notified.
 */
final class Sections {
  private final PlayRun play;
  private final List<HostRun> batch;
  private final Handlers handlers;

  Sections(PlayRun play, List<HostRun> batch) {
    this.play = play;
    this.batch = batch;
    this.handlers = new Handlers(play);
  }

  void run() {
    if (play.run.startAt.passes(play.play)) {
      return;
    }
    for (var host : batch) {
      play.readVarsFiles(host);
    }
    var strategy = play.strategy(play.early(play.context));
    play.run.restartSteps();
    play.debugs = play.run.options.debugger() || strategy.equals("debug");
    switch (strategy) {
      case "linear", "debug" -> together(batch);
      case "free" -> apart(batch.size());
      case "host_pinned" -> apart(play.run.options.forks());
      default ->
          throw new Stop(
              play.play.keywords().at("strategy"),
              "Invalid play strategy specified: " + strategy,
              "Known are linear, free, host_pinned and debug.");
    }
  }

  /**
   * Each host goes through the play by itself.
   *
   * @param most how many hosts are under way at once; the next one begins when another has ended
   */
  private void apart(int most) {
    if (play.play.keywords().has("max_fail_percentage")) {
      play.run.warn(
          play.play.keywords().at("max_fail_percentage"),
          "Using max_fail_percentage with the free strategy is not supported, as tasks are executed"
              + " independently on each host");
    }
    var places = new Semaphore(Math.max(1, most));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var host : batch) {
        places.acquire();
        running.add(
            threads.submit(() -> {
              try {
                together(List.of(host));
              } catch (Stop | Interrupted e) {
                play.run.cancel();
                throw e;
              } finally {
                places.release();
              }
            }));
      }
      for (var each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      play.run.cancel();
    }
  }

  private void together(List<HostRun> hosts) {
    var steps = new Steps(play, handlers);
    gather(steps, hosts);
    for (var host : hosts) {
      play.readVarsFiles(host);
    }
    var force = forced();
    section(steps, List.of(play.play.preTasks()), hosts, force);
    section(steps, List.of(play.play.roles(), play.play.tasks()), hosts, force);
    section(steps, List.of(play.play.postTasks()), hosts, force);
  }

  /** Steps and then the handlers that they notified; where that is forced, after a failure too. */
  private void section(
      Steps steps, List<List<? extends Step>> lists, List<HostRun> hosts, Flush flush) {
    var subjects = hosts.stream().filter(HostRun::active).toList();
    lists.forEach(list -> steps.run(list, subjects, play.context));
    switch (flush) {
      case USUAL -> handlers.flush(steps, subjects);
      case FORCED -> steps.always(subjects, () -> handlers.flush(steps, subjects));
    }
  }

  /** {@code force_handlers}. */
  private enum Flush {
    USUAL,
    FORCED
  }

  private Flush forced() {
    var own = play.play.keywords().get("force_handlers");
    var forced =
        own == null
            ? play.run.options.forceHandlers()
            : Truth.of(play.early(play.context).value(own));
    return forced ? Flush.FORCED : Flush.USUAL;
  }

  private void gather(Steps steps, List<HostRun> hosts) {
    var words = play.play.keywords();
    var wanted = words.get("gather_facts");
    var subjects = new ArrayList<>(hosts);
    if (wanted == null) {
      if (play.run.options.gathering().equals("explicit")) {
        return;
      }
      if (play.run.options.gathering().equals("smart")) {
        subjects.removeIf(h -> !h.store.facts().isEmpty());
      }
    } else if (!Truth.of(play.templar(hosts.getFirst(), play.context).value(wanted))) {
      return;
    }
    if (subjects.isEmpty() || !play.run.modules.has("ansible.builtin.setup")) {
      return;
    }
    var args = new LinkedHashMap<String, @Nullable Object>();
    for (var key : List.of("gather_subset", "gather_timeout", "fact_path")) {
      if (words.get(key) != null) {
        args.put(key, words.get(key));
      }
    }
    var keywords = new Keywords(Map.of("tags", List.of("always")), Map.of(), Map.of());
    steps.run(
        List.of(
            new Task(
                "Gathering Facts",
                "gather_facts",
                "ansible.builtin.setup",
                args,
                null,
                null,
                keywords,
                Map.of(),
                play.play.file(),
                new Source(play.play.at().file(), play.play.at().line(), play.play.at().column()))),
        subjects,
        play.context);
  }
}
