package dev.runbook.sandbox;

import dev.runbook.remote.local.Processes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The programs that make machines, and the Debian packages that they come in.
final class Packages {
  private static final Map<String, String> PACKAGE_OF =
      Map.of(
          "debootstrap", "debootstrap",
          "systemd-nspawn", "systemd-container",
          "ip", "iproute2",
          "iptables", "iptables",
          "ssh", "openssh-client",
          "ssh-keygen", "openssh-client",
          "setsid", "util-linux",
          "flock", "util-linux",
          "gzip", "gzip");

  private final Consumer<String> say;

  Packages(Consumer<String> say) {
    this.say = say;
  }

  static boolean has(String program) {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
            Stream.of("/usr/sbin", "/sbin"))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Installs what is missing, with apt-get, saying so.
  ///
  /// @throws IOException when something is missing and cannot be installed
  void require(String... programs) throws IOException {
    var missing = new TreeSet<String>();
    for (var program : programs) {
      if (!has(program)) {
        missing.add(PACKAGE_OF.getOrDefault(program, program));
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    var names = String.join(" ", missing);
    if (!has("apt-get")) {
      throw new IOException("the sandbox needs these programs, and this is no Debian: " + names);
    }
    say.accept("installing with apt-get: " + names);
    if (!install(missing)) {
      Processes.run("apt-get", "-qq", "update"); // one bad source of many is no reason to give up
      if (!install(missing)) {
        throw new IOException("`apt-get install " + names + "` failed; run it to see why");
      }
    }
  }

  private static boolean install(Iterable<String> packages) throws IOException {
    var argv =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-qq",
                "-y",
                "-o",
                "DPkg::Lock::Timeout=300",
                "--no-install-recommends",
                "install"));
    packages.forEach(argv::add);
    return Processes.run(argv, new byte[0], Map.of("DEBIAN_FRONTEND", "noninteractive"), null).ok();
  }
}
