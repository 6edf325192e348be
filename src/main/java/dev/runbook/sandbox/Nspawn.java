package dev.runbook.sandbox;

import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Machines by systemd-nspawn: each boots its own systemd over a read-only root tree, with its own
/// network, and writes to its folder only. It shares the kernel, so it is no wall against a hostile
/// root in there.
final class Nspawn implements Maker {
  private static final Duration BOOT = Duration.ofSeconds(60);

  private final Places places;
  private final Consumer<String> say;

  Nspawn(Places places, Consumer<String> say) {
    this.places = places;
    this.say = say;
  }

  static boolean isRootOnLinux() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("user.name").equals("root");
  }

  /// @return null when systemd-nspawn can work here, else why not
  static @Nullable String obstacle() {
    if (!isRootOnLinux()) {
      return "this is not root on Linux";
    }
    return Packages.has("apt-get") || Packages.has("debootstrap")
        ? null
        : "there is no debootstrap";
  }

  @Override
  public Machine start(String name, Path folder, SandboxSpec spec) throws IOException {
    new Packages(say).require("debootstrap", "systemd-nspawn", "ip", "iptables", "setsid", "flock");
    var tree = tree(spec.image());
    var id = name + "-" + Integer.toHexString(folder.toString().hashCode());
    var network =
        Scripts.output(Scripts.argv("nspawn.sh", "network", id), "setting up a network").split(" ");
    var address = network[0];
    var mirror = network[2];
    try {
      Scripts.output(
          Scripts.argv("nspawn.sh", "dress", name, folder.toString(), address, network[1], mirror),
          "preparing the machine's files");
      var log = folder.resolve("log");
      var pid = boot(id, log, Scripts.argv("nspawn.sh", "run", id, name, folder.toString(), tree));
      ImageMirror.ensure(
          places.cache().resolve("images"), mirror, places.state().resolve("mirror.log"));
      var place = new InetSocketAddress(address, 22);
      var up =
          Sshd.awaited(
              List.of(place),
              BOOT,
              () -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
      var machine =
          new Machine(
              name,
              folder,
              SandboxSpec.Kind.NSPAWN,
              spec.image(),
              id,
              pid,
              mark(pid),
              address,
              22,
              Map.of());
      if (up == null) {
        throw new IOException(
            "the machine "
                + name
                + " did not come up; the end of its log:\n"
                + Scripts.tail(Files.readString(log)));
      }
      return machine;
    } catch (IOException e) {
      Processes.run(Scripts.argv("nspawn.sh", "down", id), new byte[0], Map.of(), null);
      throw e;
    }
  }

  /// The root tree of a release, built first if need be; the image of that release is there, too,
  /// then.
  String tree(String image) throws IOException {
    new Packages(say).require("debootstrap", "flock", "gzip");
    return Scripts.telling(
        Scripts.argv("tree.sh", release(image), places.cache().toString()),
        Map.of("SERVER_SETUP", Scripts.text("server.sh")),
        "building the root tree",
        say);
  }

  /// The release's code name, as debootstrap wants it.
  private static String release(String image) throws IOException {
    var words = image.split(":", 2);
    if (!words[0].equals("debian")) {
      throw new IOException(
          "without a Docker engine a sandbox machine is a Debian, such as debian:bookworm, not "
              + image);
    }
    var tag = words.length == 1 ? "bookworm" : words[1].replaceFirst("-slim$", "");
    return switch (tag) {
      case "11" -> "bullseye";
      case "12", "latest", "stable" -> "bookworm";
      case "13" -> "trixie";
      default -> tag;
    };
  }

  /// Starts nspawn as a service where systemd runs this machine, since only then its control groups
  /// are its own to divide; elsewhere as a plain process.
  private static long boot(String id, Path log, List<String> script) throws IOException {
    var argv = new ArrayList<String>();
    var unit = "runbook-sandbox-" + id;
    var service = Files.isDirectory(Path.of("/run/systemd/system"));
    if (service) {
      argv.addAll(
          List.of(
              "systemd-run",
              "--quiet",
              "--collect",
              "--unit=" + unit,
              "--description=Disposable machine of runbook",
              "--property=Delegate=yes",
              "--property=KillMode=mixed",
              "--property=StandardOutput=append:" + log,
              "--property=StandardError=append:" + log));
    }
    // mounts of its own, so that the overlay goes when the machine goes
    argv.addAll(List.of("unshare", "--mount", "--propagation", "slave"));
    argv.addAll(script);
    if (!service) {
      return Processes.detached(argv, Map.of(), log);
    }
    Scripts.output(argv, "systemd-run");
    var pid =
        Scripts.output(
            List.of("systemctl", "show", "--property=MainPID", "--value", unit), "systemctl show");
    return Long.parseLong(pid);
  }

  @Override
  public boolean runs(Machine machine) {
    var mark = mark(machine.pid());
    return !mark.isEmpty() && mark.equals(machine.mark());
  }

  @Override
  public void remove(Machine machine) throws IOException {
    Scripts.output(Scripts.argv("nspawn.sh", "down", machine.id()), "ending " + machine.name());
  }

  /// The boot of this machine and the time in it when the process started; empty when there is
  /// none.
  private static String mark(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[0].equals("Z")
          ? ""
          : Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + "/" + fields[19];
    } catch (IOException _) {
      return "";
    }
  }
}
