package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.event.Masker;
import dev.runbook.inventory.Host;
import dev.runbook.inventory.Inventory;
import dev.runbook.playbook.Loader;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Playbook;
import dev.runbook.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Runs playbooks. */
public final class Engine {

  /** What a run is made of. */
  public record Parts(
      Inventory inventory,
      Modules modules,
      Templates templates,
      Loader loader,
      Connections connections,
      Masker masker,
      Asker asker,
      Decrypt decrypt) {}

  private final Run run;

  /**
   * Prepares a run.
   *
   * @param sink receives what happens, from one thread at a time
   */
  public Engine(Parts parts, RunOptions options, Consumer<Event> sink) {
    this.run = new Run(parts, options, sink);
  }

  /**
   * Runs the playbooks one after the other.
   *
   * @return the recap of every host that took part
   */
  public List<Event.HostCounts> run(List<Playbook> playbooks) {
    try {
      for (var playbook : playbooks) {
        run.emit(new Event.PlaybookStarted(playbook.file()));
        run.emit(new Event.Remark(2, playbook.plays().size() + " plays in " + playbook.file()));
        for (var play : playbook.plays()) {
          if (run.cancelled() || !new Batches(run, play).run()) {
            return finish();
          }
        }
      }
      return finish();
    } catch (Stop stop) {
      finish();
      throw stop;
    }
  }

  /** What each play that takes a host shows to its templates, in the plays' order. */
  public List<Look> looks(List<Play> plays, Host host) {
    var looks = new ArrayList<Look>();
    for (var play : plays) {
      var batches = new Batches(run, play);
      var hosts = batches.hosts();
      if (hosts.stream().anyMatch(h -> h.host.equals(host))) {
        looks.add(batches.look(hosts, run.host(host)));
      }
    }
    return looks;
  }

  /** What a play shows to templates that belong to no host of its own. */
  public Look look(Play play) {
    var localhost = Objects.requireNonNull(run.inventory.host("localhost"));
    return new Batches(run, play).look(List.of(), run.host(localhost));
  }

  /**
   * Ansible's exit status: 4 when a host was not reached, 2 when one has failed and nothing took
   * the failure back, else 0.
   */
  public int exitCode() {
    var hosts = run.hosts();
    return hosts.stream().anyMatch(host -> host.unreachable)
        ? 4
        : hosts.stream().anyMatch(host -> host.failing) ? 2 : 0;
  }

  /** What a play is for, as far as it can be known before the run. */
  public PlayHeading heading(Play play) {
    return new Batches(run, play).heading();
  }

  /** Asks the run to end: no new task begins. */
  public void cancel() {
    run.cancel();
    run.asker.leave();
  }

  private List<Event.HostCounts> finish() {
    run.waitForJobs();
    if (run.startAt.missed() != null) {
      run.warn(
          null,
          "No matching task \""
              + run.startAt.missed()
              + "\" found. Note: --start-at-task can only follow static includes.");
    }
    var counts = new ArrayList<Event.HostCounts>();
    for (var host : run.hosts()) {
      if (host.counted()) {
        counts.add(host.counts());
      }
    }
    counts.sort(java.util.Comparator.comparing(Event.HostCounts::host));
    run.emit(new Event.RunFinished(counts));
    return counts;
  }
}
