package dev.runbook.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The disposable machines of this user on this machine. They outlive the run that started them, so
/// that a second run finds the same host; `down` or a reboot ends them. Several runs at once see
/// the same machines and do not disturb each other.
public final class Sandbox {
  private final Places places;
  private final Consumer<String> say;

  private Sandbox(Places places, Consumer<String> say) {
    this.places = places;
    this.say = say;
  }

  /// @param say is told, in a line, what takes longer or changes this machine: a build, an
  ///   installed package
  public static Sandbox ofThisMachine(Consumer<String> say) {
    return new Sandbox(Places.of(System.getenv()), say);
  }

  /// Starts the machines of a spec that do not run yet.
  ///
  /// @return all of them, in the order of their names, each with an sshd that answers
  /// @throws IOException saying what is missing, and what to do, when this machine cannot run them
  public List<SandboxHost> hosts(SandboxSpec spec) throws IOException {
    var hosts = new ArrayList<SandboxHost>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts = new ArrayList<Future<Machine>>();
      for (var name : spec.names()) {
        starts.add(threads.submit(() -> machine(name, spec)));
      }
      for (var start : starts) {
        hosts.add(start.get().host(spec.user()));
      }
      return hosts;
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while machines started", e);
    }
  }

  /// One machine of a spec, started if it does not run.
  ///
  /// @throws IOException as [#hosts] does
  public SandboxHost host(String name, SandboxSpec spec) throws IOException {
    return machine(name, spec).host(spec.user());
  }

  /// One machine of a spec as it runs, or null when it has to be started.
  public @Nullable SandboxHost running(String name, SandboxSpec spec) throws IOException {
    var machine = Machine.recall(places.machine(name));
    return machine != null
            && machine.image().equals(spec.image())
            && maker(machine.kind()).runs(machine)
        ? machine.host(spec.user())
        : null;
  }

  /// The machines that run now, by name.
  public List<SandboxHost> running() throws IOException {
    var hosts = new ArrayList<SandboxHost>();
    for (var name : names()) {
      var machine = Machine.recall(places.machine(name));
      if (machine != null && maker(machine.kind()).runs(machine)) {
        hosts.add(machine.host("deploy"));
      }
    }
    return hosts;
  }

  /// Ends machines and deletes all that they wrote. Leftovers of machines that died go as well.
  ///
  /// @return the names of those that were there
  public List<String> down(List<String> names) throws IOException {
    var gone = new ArrayList<String>();
    for (var name : names) {
      try (var _ = lock(name)) {
        if (clear(name)) {
          gone.add(name);
        }
      }
    }
    return gone;
  }

  /// The names of all machines that run or have left something.
  public List<String> names() throws IOException {
    var folder = places.state().resolve("machines");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /// @return null when this machine can run such machines, else why it cannot
  public static @Nullable String obstacle(SandboxSpec.Kind kind) {
    return switch (kind) {
      case DOCKER -> Containers.obstacle();
      case NSPAWN -> Nspawn.obstacle();
      case AUTO -> {
        var docker = Containers.obstacle();
        var nspawn = Nspawn.obstacle();
        yield docker == null || nspawn == null ? null : docker + ", and " + nspawn;
      }
    };
  }

  private Machine machine(String name, SandboxSpec spec) throws IOException {
    try (var _ = lock(name)) {
      var folder = places.machine(name);
      var known = Machine.recall(folder);
      if (known != null && maker(known.kind()).runs(known)) {
        if (!known.image().equals(spec.image())) {
          throw new IOException(
              "the machine %s runs %s, not %s; `runbook sandbox down %s` makes room for a new one"
                  .formatted(name, known.image(), spec.image(), name));
        }
        return known;
      }
      clear(name);
      var maker = maker(kind(spec));
      new Packages(say).require("ssh-keygen");
      Files.createDirectories(folder);
      try {
        key(folder.resolve("key"), "runbook-sandbox");
        key(folder.resolve("hostkey"), name);
        var machine = maker.start(name, folder, spec);
        machine.remember();
        return machine;
      } catch (IOException e) {
        clear(name);
        throw e;
      }
    }
  }

  private static SandboxSpec.Kind kind(SandboxSpec spec) throws IOException {
    var kind = spec.kind();
    if (kind == SandboxSpec.Kind.AUTO) {
      kind = Containers.obstacle() == null ? SandboxSpec.Kind.DOCKER : SandboxSpec.Kind.NSPAWN;
    }
    var obstacle = obstacle(spec.kind());
    if (obstacle != null) {
      throw new IOException(
          "no sandbox machine can run here: "
              + obstacle
              + ". Name hosts of your own with -i, such as `-i hosts` or `-i web1.example.com,`");
    }
    return kind;
  }

  private Maker maker(SandboxSpec.Kind kind) {
    return switch (kind) {
      case DOCKER -> new Containers(places, say);
      case NSPAWN, AUTO -> new Nspawn(places, say);
    };
  }

  /// @return whether there was anything
  private boolean clear(String name) throws IOException {
    var folder = places.machine(name);
    if (!Files.exists(folder)) {
      return false;
    }
    var machine = Machine.recall(folder);
    if (machine != null) {
      maker(machine.kind()).remove(machine);
    }
    // Some of it belongs to users of the machine and is read-only: not a job for a file walk.
    Scripts.output(
        List.of("rm", "-rf", "--one-file-system", folder.toString()), "removing " + folder);
    return true;
  }

  private Lock lock(String name) throws IOException {
    // a bounded number of files; two names that share one wait for each other, no more
    return Lock.on(
        places.state().resolve("locks").resolve(Integer.toHexString(name.hashCode() & 255)));
  }

  private static void key(Path file, String comment) throws IOException {
    Scripts.output(
        List.of(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.toString()),
        "ssh-keygen");
  }
}
