package dev.runbook.remote.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Users that exist for one test server only: a mount namespace shows it other account files than
/// the machine has. Needs root; the machine itself is not changed.
final class Users {
  private final Path dir;
  private final List<String> mounts = new ArrayList<>();
  private final StringBuilder passwd = new StringBuilder();
  private final StringBuilder shadow = new StringBuilder();
  private final StringBuilder sudoers = new StringBuilder("Defaults timestamp_timeout=0\n");
  private int next = 64_100;

  private Users(Path dir) {
    this.dir = dir;
  }

  /// Skips the test where namespaces cannot be made.
  static Users in(Path dir) throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"), "throw-away users need root");
    var possible =
        dev.runbook.remote.local.Processes.run(
            List.of("unshare", "-m", "mount", "--make-rprivate", "/"), new byte[0], Map.of(), null);
    Assumptions.assumeTrue(possible.ok(), "no mount namespaces here: " + possible.stderr());
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Users(dir);
  }

  Path home(String name) {
    return dir.resolve("home-" + name);
  }

  /// A user with a password and a login shell.
  Users add(String name, String password, String shell) throws IOException {
    var id = next++;
    var hash = Sshd.run(List.of("openssl", "passwd", "-6", password)).strip();
    var home = Files.createDirectories(home(name));
    Sshd.run(List.of("chown", id + ":" + id, home.toString()));
    passwd.append("%s:x:%d:%d::%s:%s\n".formatted(name, id, id, home, shell));
    shadow.append("%s:%s:19000:0:99999:7:::\n".formatted(name, hash));
    return this;
  }

  /// Lines of `sudoers`.
  Users sudo(String lines) {
    sudoers.append(lines).append('\n');
    return this;
  }

  /// The words to start a program with, so that it knows these users.
  List<String> wrapper() throws IOException {
    shown("/etc/passwd", Files.readString(Path.of("/etc/passwd")) + passwd, "rw-r--r--");
    shown("/etc/shadow", Files.readString(Path.of("/etc/shadow")) + shadow, "rw-r-----");
    shown("/etc/sudoers", "root ALL=(ALL:ALL) NOPASSWD: ALL\n" + sudoers, "r--r-----");
    var script = "mount --make-rprivate / && " + String.join(" && ", mounts) + " && exec \"$@\"";
    return List.of("unshare", "-m", "sh", "-c", script, "sh");
  }

  private void shown(String file, String content, String mode) throws IOException {
    var copy = dir.resolve(Path.of(file).getFileName());
    Files.writeString(copy, content);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(mode));
    mounts.add("mount --bind '" + copy + "' " + file);
  }
}
