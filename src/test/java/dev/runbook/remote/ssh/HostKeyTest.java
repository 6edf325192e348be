package dev.runbook.remote.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Address;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What OpenSSH does with host keys, against a real server.
@Tag("real")
final class HostKeyTest {
  @TempDir static Path dir;
  private static Sshd sshd;
  private static String host;

  @BeforeAll
  static void start() throws Exception {
    sshd = Sshd.start(dir, "HostCertificate " + dir.resolve("host_ed25519-cert.pub"));
    host = "[127.0.0.1]:" + sshd.port();
    Sshd.keygen("ed25519", dir.resolve("ca"));
    Sshd.run(
        List.of(
            "ssh-keygen",
            "-q",
            "-s",
            dir.resolve("ca").toString(),
            "-h",
            "-I",
            "test",
            "-n",
            "127.0.0.1",
            dir.resolve("host_ed25519.pub").toString()));
    Sshd.keygen("ed25519", dir.resolve("other"));
    sshd.restart();
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  @BeforeEach
  void forget() throws Exception {
    Files.deleteIfExists(sshd.knownHosts());
  }

  private static void known(String... lines) throws Exception {
    Files.write(sshd.knownHosts(), List.of(lines));
  }

  private static String key(String name) throws Exception {
    return sshd.publicKey(name);
  }

  private static String echo(SshSettings settings, Address address) throws Exception {
    try (var connections = new SshConnections(settings);
        var remote = connections.remote(address)) {
      return remote.run(Command.of("echo in")).stdout().strip();
    }
  }

  private static void reached(String... options) throws Exception {
    assertEquals("in", echo(sshd.settings(), sshd.address(options)));
  }

  private static String refused(String... options) {
    var e = assertThrows(Unreachable.class, () -> echo(sshd.settings(), sshd.address(options)));
    return String.valueOf(e.getMessage());
  }

  @Test
  void anUnknownHostIsRefusedWithItsKeyAndTheRemedy() throws Exception {
    var message = refused();
    var fingerprint =
        Sshd.run(List.of("ssh-keygen", "-lf", dir.resolve("host_ed25519.pub").toString()))
            .split(" ")[1];
    assertTrue(
        message.startsWith("Failed to connect to the host via ssh: Host key verification failed."),
        message);
    assertTrue(message.contains(host), message);
    assertTrue(message.contains(fingerprint), message);
    assertTrue(message.contains("ssh-keyscan -p " + sshd.port() + " 127.0.0.1 >> "), message);
    assertTrue(message.contains("host_key_checking"), message);
    assertFalse(Files.exists(sshd.knownHosts()));
  }

  @Test
  void aKnownKeyOfEachTypeLetsIn() throws Exception {
    for (var type : List.of("host_ed25519", "host_ecdsa", "host_rsa")) {
      known(host + " " + key(type));
      reached();
    }
  }

  @Test
  void aHashedNameLetsIn() throws Exception {
    known(host + " " + key("host_ed25519"));
    Sshd.run(List.of("ssh-keygen", "-q", "-H", "-f", sshd.knownHosts().toString()));
    assertTrue(Files.readString(sshd.knownHosts()).startsWith("|1|"));
    reached();
  }

  @Test
  void aPatternLetsInAndANegatedOneKeepsOut() throws Exception {
    known("[127.0.0.*]:" + sshd.port() + " " + key("host_ed25519"));
    reached();
    known("!" + host + ",[127.0.0.*]:" + sshd.port() + " " + key("host_ed25519"));
    assertTrue(refused().contains("Host key verification failed"));
    known("!other.example,a.example " + key("host_ed25519"));
    assertTrue(refused().contains("Host key verification failed"));
  }

  @Test
  void aChangedKeyIsRefusedWithThePlaceOfTheOldOneEvenWhenNewOnesAreAccepted() throws Exception {
    known("# first", host + " " + key("other"));
    for (var option : List.of("ask", "accept-new", "yes")) {
      var message = refused("-o", "StrictHostKeyChecking=" + option);
      assertTrue(message.contains("REMOTE HOST IDENTIFICATION HAS CHANGED"), message);
      assertTrue(message.contains(sshd.knownHosts() + ":2"), message);
    }
  }

  @Test
  void aRevokedKeyIsRefusedWhateverElseMatches() throws Exception {
    known("@revoked * " + key("host_ed25519"), host + " " + key("host_ed25519"));
    var message = refused();
    assertTrue(message.contains("revoked in " + sshd.knownHosts() + ":1"), message);
    assertTrue(refused("-o", "StrictHostKeyChecking=no").contains("revoked"));
  }

  @Test
  void aCertificateOfAKnownAuthorityLetsIn() throws Exception {
    known("@cert-authority [127.0.0.1]:* " + key("ca"));
    reached();
    known("@cert-authority [127.0.0.1]:* " + key("other"));
    assertTrue(refused().contains("Host key verification failed"));
    known("@revoked * " + key("ca"), "@cert-authority [127.0.0.1]:* " + key("ca"));
    assertTrue(refused().contains("revoked"));
  }

  @Test
  void anAliasStandsForTheHost() throws Exception {
    known("web1 " + key("host_ed25519"));
    reached("-o", "HostKeyAlias=web1");
    assertTrue(refused().contains("Host key verification failed"));
  }

  @Test
  void newKeysAreWrittenDownWhenTheOptionsSaySo() throws Exception {
    for (var option : List.of("accept-new", "no")) {
      Files.deleteIfExists(sshd.knownHosts());
      var warnings = new ArrayList<String>();
      assertEquals(
          "in",
          echo(
              sshd.settings().warning(warnings::add),
              sshd.address("-o", "StrictHostKeyChecking=" + option)));
      assertEquals(host + " " + key("host_ed25519") + "\n", Files.readString(sshd.knownHosts()));
      assertEquals(
          List.of("Permanently added '" + host + "' (ED25519) to the list of known hosts."),
          warnings);
      reached();
    }
  }

  @Test
  void newKeysAreWrittenHashedWhenTheOptionsSaySo() throws Exception {
    reached("-o", "StrictHostKeyChecking=accept-new", "-o", "HashKnownHosts=yes");
    assertTrue(Files.readString(sshd.knownHosts()).startsWith("|1|"));
    reached();
  }

  @Test
  void uncheckedHostsAreReachedWhateverTheirKey() throws Exception {
    known(host + " " + key("other"));
    var a = sshd.address();
    var unchecked =
        new Address(
            a.name(), a.host(), a.port(), null, null, a.keyFile(), a.timeout(), false, List.of());
    assertEquals("in", echo(sshd.settings(), unchecked));
    assertEquals(host + " " + key("other") + "\n", Files.readString(sshd.knownHosts()));
  }

  @Test
  void theUserIsAskedOnceAndTheAnswerIsWrittenDown() throws Exception {
    var questions = new ArrayList<String>();
    HostKeyPrompt yes =
        question -> {
          questions.add(question);
          return true;
        };
    var settings = sshd.settings().asking(yes);
    try (var connections = new SshConnections(settings);
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one =
          () -> {
            try (var remote = connections.remote(sshd.address())) {
              return remote.run(Command.of("echo in")).stdout().strip();
            }
          };
      for (var answer : pool.invokeAll(List.of(one, one, one))) {
        assertEquals("in", answer.get());
      }
    }
    assertEquals(1, questions.size());
    assertTrue(
        questions.getFirst().startsWith("The authenticity of host '" + host + "'"),
        questions.getFirst());
    assertEquals(host + " " + key("host_ed25519") + "\n", Files.readString(sshd.knownHosts()));
  }

  @Test
  void aUserWhoSaysNoIsNotConnected() {
    var e =
        assertThrows(
            Unreachable.class, () -> echo(sshd.settings().asking(_ -> false), sshd.address()));
    assertTrue(String.valueOf(e.getMessage()).contains("Host key verification failed"));
    assertFalse(Files.exists(sshd.knownHosts()));
  }

  @Test
  void aYesCountsWithoutAFileToWriteItTo() throws Exception {
    var address = sshd.address("-o", "UserKnownHostsFile=/dev/null");
    assertEquals("in", echo(sshd.settings().asking(_ -> true), address));
  }
}
