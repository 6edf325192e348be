package dev.runbook.engine;

import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
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
    for (var host : batch) {
      play.readVarsFiles(host);
    }
    var strategy = play.play.keywords().get("strategy");
    var name =
        strategy == null ? "linear" : play.templar(batch.getFirst(), play.context).text(strategy);
    switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "linear", "debug" -> together(batch);
      case "free", "host_pinned" -> apart();
      default ->
          throw new Stop(
              play.play.keywords().at("strategy"),
              "Invalid play strategy specified: " + name,
              "Known are linear, free, host_pinned and debug.");
    }
  }

  private void apart() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<java.util.concurrent.Future<?>>();
      for (var host : batch) {
        running.add(threads.submit(() -> together(List.of(host))));
      }
      for (var each : running) {
        each.get();
      }
    } catch (java.util.concurrent.ExecutionException e) {
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
    steps.run(play.play.preTasks(), hosts, play.context);
    handlers.flush(steps, hosts);
    steps.run(new ArrayList<Step>(play.play.roles()), hosts, play.context);
    steps.run(play.play.tasks(), hosts, play.context);
    handlers.flush(steps, hosts);
    steps.run(play.play.postTasks(), hosts, play.context);
    handlers.flush(steps, hosts);
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
