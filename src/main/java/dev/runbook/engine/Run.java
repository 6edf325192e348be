package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.event.Masker;
import dev.runbook.inventory.Host;
import dev.runbook.inventory.Inventory;
import dev.runbook.playbook.Loader;
import dev.runbook.remote.Remote;
import dev.runbook.template.Templates;
import dev.runbook.yaml.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all plays of a run share. */
final class Run {
  private static final byte[] VAULT = "$ANSIBLE_VAULT".getBytes(StandardCharsets.US_ASCII);

  final RunOptions options;
  final Inventory inventory;
  final Modules modules;
  final Templates templates;
  final Loader loader;
  final Connections connections;
  final Masker masker;
  final Asker asker;
  final Decrypt decrypt;
  final Semaphore forks;
  final TagFilter tags;
  final StartAt startAt;
  final FactCache facts;
  private final Consumer<Event> sink;
  private final Map<String, HostRun> hosts = new LinkedHashMap<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final Set<Thread> jobs = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;
  private boolean steps;

  Run(Engine.Parts parts, RunOptions options, Consumer<Event> sink) {
    this.options = options;
    this.inventory = parts.inventory();
    this.modules = parts.modules();
    this.templates = parts.templates();
    this.loader = parts.loader();
    this.connections = parts.connections();
    this.masker = parts.masker();
    this.asker = parts.asker();
    this.decrypt = parts.decrypt();
    this.sink = sink;
    this.facts = new FactCache(options.factCache(), text -> warn(null, text));
    this.forks = new Semaphore(Math.max(1, options.forks()), true);
    this.tags = new TagFilter(options.tags(), options.skipTags());
    this.startAt = new StartAt(options.startAt());
  }

  /** The plain content of a file of the controller, which may be encrypted. */
  byte[] open(byte[] content, Path file) {
    return isVault(content) ? decrypt.bytes(content, new Source(file.toString(), 0, 0)) : content;
  }

  /** Whether the content of a file, or its beginning, is that of an encrypted one. */
  static boolean isVault(byte[] content) {
    return Arrays.equals(
        content, 0, Math.min(VAULT.length, content.length), VAULT, 0, VAULT.length);
  }

  synchronized void emit(Event event) {
    sink.accept(event);
  }

  /** A warning, each text once. */
  void warn(@Nullable Source at, String text) {
    if (warned.add(text)) {
      emit(new Event.Warned(at, masker.mask(text)));
    }
  }

  HostRun host(Host host) {
    synchronized (hosts) {
      return hosts.computeIfAbsent(host.name(), _ -> started(host));
    }
  }

  /** A host with what earlier runs have learned of it. */
  private HostRun started(Host host) {
    var made = new HostRun(host);
    if (options.factCache().keeps()) {
      var known = facts.load(host.name());
      if (!known.isEmpty()) {
        made.store.learn(known);
      }
      made.store.onLearned(all -> facts.save(host.name(), all));
    }
    return made;
  }

  @Nullable HostRun host(String name) {
    synchronized (hosts) {
      var known = hosts.get(name);
      if (known != null) {
        return known;
      }
    }
    var host = inventory.host(name);
    return host == null ? null : host(host);
  }

  List<HostRun> hosts() {
    synchronized (hosts) {
      return new ArrayList<>(hosts.values());
    }
  }

  Remote controller() {
    return connections.local("localhost", options.workingDirectory());
  }

  /** A batch of a play begins: who had enough of the questions in the last one is asked again. */
  synchronized void restartSteps() {
    steps = options.steps();
  }

  /**
   * {@code --step}: whether the person wants a task done.
   *
   * @param host the one that it is asked for, or null for all hosts together
   */
  synchronized boolean wants(Event.TaskInfo task, @Nullable String host) {
    if (!steps) {
      return true;
    }
    var kind = task.part() == Event.Part.HANDLER ? "HANDLER: " : "TASK: ";
    var question =
        "Perform task: "
            + kind
            + task.name()
            + (host == null ? " " : " on " + host + " ")
            + "(N)o/(y)es/(c)ontinue: ";
    var answer = asker.line(question);
    // as Ansible, which heads with the question what the answer leads to
    emit(new Event.Remark(0, "\n" + question + "*".repeat(Math.max(3, 80 - question.length()))));
    var word = answer == null ? "n" : answer.strip().toLowerCase(Locale.ROOT);
    if (word.equals("c") || word.equals("continue")) {
      steps = false;
    }
    return !steps || word.equals("y") || word.equals("yes");
  }

  /** Whether a person at the debugger wants a task done again; one dialogue at a time. */
  boolean redoes(Debugger debugger, Outcome outcome) {
    synchronized (asker) {
      return debugger.redoes(outcome);
    }
  }

  /** Work that goes on beside the tasks; the run ends after it. */
  void beside(Runnable work) {
    jobs.add(Thread.startVirtualThread(work));
  }

  /** Waits for what goes on beside the tasks. */
  void waitForJobs() {
    try {
      for (var job : jobs) {
        job.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** No new task begins; what runs is waited for. */
  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }
}
