package dev.runbook.remote.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import dev.runbook.remote.Command;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Secret;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logging in by password and becoming others, with real users, a real sudo and a real su.
@Tag("real")
final class BecomeTest {
  private static final String PASSWORD = "s3cret 'quoted' $x";

  @TempDir static Path dir;
  private static Sshd sshd;
  private SshConnections connections;

  @BeforeAll
  static void start() throws Exception {
    var users =
        Users.in(dir)
            .add("rbsudo", PASSWORD, "/bin/sh")
            .add("rbfree", PASSWORD, "/bin/bash")
            .add("rbnone", PASSWORD, "/bin/sh")
            .add("rbtty", PASSWORD, "/bin/sh")
            .add("rbfish", PASSWORD, "/usr/bin/fish")
            .add("rbcsh", PASSWORD, "/bin/tcsh")
            .add("rbloud", PASSWORD, "/bin/bash")
            .add("rbaway", PASSWORD, "/usr/sbin/nologin")
            .add("rbonly", PASSWORD, "/bin/rbash")
            .sudo("Defaults lecture=always")
            .sudo("rbsudo ALL=(ALL) ALL")
            .sudo("rbfree ALL=(ALL) NOPASSWD: ALL")
            .sudo("Defaults:rbtty requiretty")
            .sudo("rbtty ALL=(ALL) NOPASSWD: ALL");
    Files.writeString(
        users.home("rbloud").resolve(".bashrc"), "echo welcome; echo $((1/1)) >&2; printf half\n");
    sshd = Sshd.start(dir, users.wrapper(), "PasswordAuthentication yes", "SetEnv SHLVL=0");
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  @BeforeEach
  void connect() {
    connections = new SshConnections(sshd.settings());
  }

  @AfterEach
  void disconnect() {
    connections.close();
  }

  private Remote as(String user) {
    return connections.remote(sshd.as(user, null));
  }

  private static Become become(String method, String user, @Nullable String password) {
    return new Become(method, user, password == null ? null : Secret.of(password), null, null);
  }

  private static String failure(Remote remote, Become become) {
    var e = assertThrows(BecomeFailed.class, () -> remote.run(Command.of("id -un").as(become)));
    return String.valueOf(e.getMessage());
  }

  @Test
  void aPasswordLogsInAndAWrongOneIsToldApart() throws Exception {
    try (var remote = connections.remote(sshd.as("rbsudo", PASSWORD))) {
      assertEquals("rbsudo\n", remote.run(Command.of("id -un")).stdout());
    }
    try (var remote = connections.remote(sshd.as("rbsudo", "wrong"))) {
      var e = assertThrows(Unreachable.class, () -> remote.run(Command.of(":")));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith(
                  "Failed to connect to the host via ssh: Invalid/incorrect password:"
                      + " rbsudo@127.0.0.1: Permission denied ("),
          e.getMessage());
      assertFalse(String.valueOf(e.getMessage()).contains("wrong"));
    }
  }

  @Test
  void sudoWithoutAPasswordRunsTheSecondShell() throws Exception {
    try (var remote = as("rbfree")) {
      var root = become("sudo", "root", null);
      assertEquals("root\n", remote.run(Command.of("id -un").as(root)).stdout());
      assertEquals("rbfree\n", remote.run(Command.of("id -un")).stdout());
      assertEquals("/root\n", remote.run(Command.of("echo $HOME").as(root)).stdout());
      var nobody = become("sudo", "nobody", null);
      assertEquals("nobody\n", remote.run(Command.of("id -un").as(nobody)).stdout());
      var first = remote.run(Command.of("echo $PPID").as(root)).stdout();
      assertEquals(first, remote.run(Command.of("echo $PPID").as(root)).stdout());
      // A password that nobody asks for does no harm.
      var supplied = become("sudo", "root", "unused");
      assertEquals("root\n", remote.run(Command.of("id -un").as(supplied)).stdout());
    }
  }

  @Test
  void whoMayNotReadTheFolderOfTheLoginStartsElsewhere() throws Exception {
    try (var remote = as("rbfree")) {
      var home = remote.run(Command.of("chmod 700 . && pwd")).stdout();
      var look =
          Command.of("pwd; cd / && cd - >/dev/null && find . -prune -exec echo found {} \\;");
      assertEquals("/tmp\nfound .\n", remote.run(look.as(become("sudo", "nobody", null))).stdout());
      assertEquals(home + "found .\n", remote.run(look.as(become("sudo", "root", null))).stdout());
    }
  }

  @Test
  void sudoWithTheRightPasswordWorksDespiteTheLecture() throws Exception {
    try (var remote = as("rbsudo")) {
      var reply =
          remote.run(Command.of("id -un; echo err >&2").as(become("sudo", "root", PASSWORD)));
      assertEquals("root\n", reply.stdout());
      assertEquals("err\n", reply.stderr());
    }
  }

  @Test
  void aWrongSudoPasswordFailsWithinOneRound() throws Exception {
    try (var remote = as("rbsudo")) {
      assertEquals("Incorrect sudo password", failure(remote, become("sudo", "root", "wrong")));
      assertEquals("rbsudo\n", remote.run(Command.of("id -un")).stdout());
    }
  }

  @Test
  void aMissingSudoPasswordIsToldApart() throws Exception {
    try (var remote = as("rbsudo")) {
      assertEquals("Missing sudo password", failure(remote, become("sudo", "root", null)));
    }
  }

  @Test
  void sudoSaysWhoMayNot() throws Exception {
    try (var remote = as("rbnone")) {
      var message = failure(remote, become("sudo", "root", PASSWORD));
      assertTrue(message.contains("rbnone is not in the sudoers file"), message);
      assertFalse(message.contains(PASSWORD), message);
      var unknown = failure(as("rbfree"), become("sudo", "no-such-user", null));
      assertTrue(unknown.contains("unknown user"), unknown);
    }
  }

  @Test
  void aMissingMethodIsNamed() throws Exception {
    try (var remote = as("rbfree")) {
      var absent = new Become("sudo", "root", null, "/no/such/sudo", null);
      assertTrue(failure(remote, absent).contains("/no/such/sudo"), failure(remote, absent));
      var message = failure(remote, become("teleport", "root", null));
      assertTrue(message.startsWith("become method 'teleport' is not known"), message);
    }
  }

  @Test
  void requirettyIsSaidAsSudoSaysIt() throws Exception {
    try (var remote = as("rbtty")) {
      var message = failure(remote, become("sudo", "root", null));
      assertTrue(message.contains("you must have a tty to run sudo"), message);
    }
  }

  @Test
  void suAsksForTheOtherUsersPassword() throws Exception {
    try (var remote = as("rbsudo")) {
      assertEquals(
          "rbfree\n",
          remote.run(Command.of("id -un").as(become("su", "rbfree", PASSWORD))).stdout());
      assertEquals("Incorrect su password", failure(remote, become("su", "rbfree", "wrong")));
      assertEquals("Missing su password", failure(remote, become("su", "rbfree", null)));
    }
  }

  @Test
  void rootBecomesOthersBySuWithoutAPassword() throws Exception {
    try (var remote = sshd.remote(connections)) {
      var other = become("su", "rbnone", null);
      assertEquals("rbnone\n", remote.run(Command.of("id -un").as(other)).stdout());
      var away = failure(remote, become("su", "rbaway", null));
      assertTrue(away.contains("not available"), away);
    }
  }

  @Test
  void noShellOfAnAccountIsLeftWhenAccountsAreChanged() throws Exception {
    try (var remote = sshd.remote(connections)) {
      var shell = remote.run(Command.of("echo $$").as(become("sudo", "rbnone", null))).stdout();
      var running = "kill -0 " + shell.strip() + " 2>/dev/null";
      assertEquals(0, remote.run(Command.of(running)).rc());
      assertEquals(1, remote.run(Command.of(running + "; rc=$?; : userdel; exit $rc")).rc());
    }
  }

  @Test
  void anotherProgramAndOtherFlagsStandForTheUsualOnes() throws Exception {
    var program = dir.resolve("my sudo");
    Files.writeString(program, "#!/bin/sh\necho \"$*\" >>/tmp/rbargs; exec sudo \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    var arguments = Path.of("/tmp/rbargs");
    Files.deleteIfExists(arguments);
    try (var remote = as("rbfree")) {
      var root = new Become("sudo", "root", null, "'" + program + "'", "-E -n");
      assertEquals("root\n", remote.run(Command.of("id -un").as(root)).stdout());
      assertTrue(Files.readString(arguments).startsWith("-E -n -u root sh -c "));
    } finally {
      Files.deleteIfExists(arguments);
    }
  }

  @Test
  void thePasswordIsAskedForInAnyLanguage() throws Exception {
    var program = dir.resolve("su");
    Files.writeString(
        program,
        """
        #!/bin/sh
        printf '%s' "$RB_PROMPT" >&2
        read -r word
        [ "$word" = geheim ] || { echo 'su: Fehler bei Authentifizierung' >&2; exit 1; }
        shift 2
        exec sh -c "$1"
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (var prompt :
        List.of("Password: ", "Passwort: ", "Mot de passe : ", "Пароль: ", "密码：", "パスワード: ")) {
      try (var remote = as("rbfree")) {
        var exe = "env RB_PROMPT='" + prompt + "' " + program;
        var right = new Become("su", "rbnone", Secret.of("geheim"), exe, null);
        assertEquals("came\n", remote.run(Command.of("echo came").as(right)).stdout(), prompt);
        var wrong = new Become("su", "rbnone", Secret.of("falsch"), exe, null);
        assertTrue(failure(remote, wrong).contains("Fehler bei Authentifizierung"), prompt);
      }
    }
  }

  @Test
  void filesAreWrittenAndReadAsTheOtherUser(@TempDir Path files) throws Exception {
    try (var remote = as("rbsudo")) {
      var root = become("sudo", "root", PASSWORD);
      for (var size : List.of(10, 100_000)) {
        var bytes = new byte[size];
        new java.util.Random(size).nextBytes(bytes);
        var path = files.resolve("file" + size);
        assertEquals(
            (long) size, remote.put(new ByteArrayInputStream(bytes), path.toString(), root));
        assertArrayEquals(bytes, Files.readAllBytes(path));
        assertEquals("root", Files.getOwner(path).getName());
        var back = new ByteArrayOutputStream();
        remote.get(path.toString(), back, root);
        assertArrayEquals(bytes, back.toByteArray());
      }
    }
  }

  @Test
  void aTimeoutEndsWhatRunsAsTheOtherUser() throws Exception {
    try (var remote = as("rbsudo")) {
      var root = become("sudo", "root", PASSWORD);
      var reply = remote.run(Command.of("sleep 987652").as(root).within(Duration.ofMillis(500)));
      assertTrue(reply.timedOut());
      assertEquals("root\n", remote.run(Command.of("id -un").as(root)).stdout());
      assertEquals(1, remote.run(Command.of("pgrep -f 'sleep 98765[2]'").as(root)).rc());
    }
  }

  @Test
  void theLoginShellMayBeAnyThatKnowsExec() throws Exception {
    for (var user : List.of("rbfish", "rbcsh", "rbloud")) {
      var shell =
          user.equals("rbfish")
              ? "/usr/bin/fish"
              : user.equals("rbcsh") ? "/bin/tcsh" : "/bin/bash";
      if (Files.exists(Path.of(shell))) {
        try (var remote = as(user)) {
          var reply = remote.run(Command.of("printf 'x\\n'; echo err >&2"));
          assertEquals("x\n", reply.stdout(), user);
          assertEquals("err\n", reply.stderr(), user);
        }
      }
    }
  }

  @Test
  void aLoginShellThatGivesNoShellIsExplained() throws Exception {
    for (var user : List.of("rbaway", "rbonly")) {
      try (var remote = as(user)) {
        var e = assertThrows(Unreachable.class, () -> remote.run(Command.of(":")));
        var message = String.valueOf(e.getMessage());
        assertTrue(message.contains("instead of running 'exec sh'"), message);
        assertTrue(
            message.contains(user.equals("rbaway") ? "not available" : "restricted"), message);
      }
    }
  }

  @Test
  void thePasswordStaysOffTheProcessList() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc")), "no /proc here");
    try (var remote = as("rbsudo")) {
      var root = become("sudo", "root", PASSWORD);
      var look =
          "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"
              + " | grep -c '[s]3cret .quo'";
      var seen = remote.run(Command.of(look).as(root));
      assertEquals("0\n", seen.stdout());
    }
  }
}
