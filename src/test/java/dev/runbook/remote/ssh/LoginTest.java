package dev.runbook.remote.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.Address;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import dev.runbook.remote.local.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys, agent and configuration, against a real server.
@Tag("real")
final class LoginTest {
  @TempDir static Path dir;
  private static Sshd sshd;

  @BeforeAll
  static void start() throws Exception {
    sshd = Sshd.start(dir, "TrustedUserCAKeys " + dir.resolve("ca.pub"));
    Sshd.keygen("ed25519", dir.resolve("ca"));
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  private static Address withKey(Path key, String... arguments) {
    return new Address(
        "target",
        "127.0.0.1",
        sshd.port(),
        null,
        null,
        key.toString(),
        Duration.ofSeconds(10),
        true,
        List.of(arguments));
  }

  private static void reached(SshSettings settings, Address address) throws Exception {
    try (var connections = new SshConnections(settings);
        var remote = connections.remote(address)) {
      assertEquals("in\n", remote.run(Command.of("echo in")).stdout());
    }
  }

  private static String refused(SshSettings settings, Address address) {
    var e = assertThrows(Unreachable.class, () -> reached(settings, address));
    return String.valueOf(e.getMessage());
  }

  private static Path authorized(String type, String name, String... more) throws Exception {
    var key = dir.resolve(name);
    Sshd.keygen(type, key, more);
    Files.writeString(
        dir.resolve("authorized_keys"), sshd.publicKey(name) + "\n", StandardOpenOption.APPEND);
    return key;
  }

  @Test
  void keysOfEveryTypeAndFormatLogIn() throws Exception {
    reached(sshd.settings(), withKey(authorized("ed25519", "k_ed25519")));
    reached(sshd.settings(), withKey(authorized("rsa", "k_rsa")));
    reached(sshd.settings(), withKey(authorized("ecdsa", "k_ecdsa")));
    reached(sshd.settings(), withKey(authorized("ecdsa", "k_ecdsa521", "-b", "521", "-N", "")));
    reached(sshd.settings(), withKey(authorized("rsa", "k_rsa_pem", "-m", "PEM", "-N", "")));
    reached(sshd.settings(), withKey(authorized("ecdsa", "k_ecdsa_pem", "-m", "PEM", "-N", "")));
    reached(sshd.settings(), withKey(authorized("rsa", "k_rsa_pkcs8", "-m", "PKCS8", "-N", "")));
    for (var name : List.of("k_ed25519", "k_rsa", "k_rsa_pem", "k_ecdsa_pem", "k_rsa_pkcs8")) {
      Files.delete(dir.resolve(name + ".pub"));
      reached(sshd.settings(), withKey(dir.resolve(name)));
    }
  }

  @Test
  void aCertificateBesideTheKeyLogsIn() throws Exception {
    for (var type : List.of("ed25519", "ecdsa", "rsa")) {
      var key = dir.resolve("signed_" + type);
      Sshd.keygen(type, key);
      assertTrue(refused(sshd.settings(), withKey(key)).contains("Permission denied"));
      var user = System.getProperty("user.name");
      var ca = dir.resolve("ca").toString();
      Sshd.run(List.of("ssh-keygen", "-q", "-s", ca, "-I", "x", "-n", user, key + ".pub"));
      reached(sshd.settings(), withKey(key));
    }
  }

  @Test
  void aKeyThatIsNotAuthorizedIsRefusedInOpensshsWords() throws Exception {
    var key = dir.resolve("stranger");
    Sshd.keygen("ed25519", key);
    var message = refused(sshd.settings(), withKey(key));
    assertTrue(
        message.startsWith(
            "Failed to connect to the host via ssh: "
                + System.getProperty("user.name")
                + "@127.0.0.1: Permission denied (publickey"),
        message);
  }

  @Test
  void aKeyWithAPassphraseSaysWhatToDoAndWorksFromTheAgent() throws Exception {
    var key = authorized("ed25519", "k_locked", "-N", "secret words");
    var message = refused(sshd.settings(), withKey(key));
    assertTrue(
        message.contains(
            "the key " + key + " is protected by a passphrase: add it to ssh-agent (ssh-add"),
        message);
    var pem = authorized("rsa", "k_locked_pem", "-m", "PEM", "-N", "secret words");
    assertTrue(refused(sshd.settings(), withKey(pem)).contains("protected by a passphrase"));
  }

  @Test
  void theAgentsKeysLogIn() throws Exception {
    var socket = dir.resolve("agent.sock");
    var agent = Processes.start(List.of("ssh-agent", "-D", "-a", socket.toString()), Map.of());
    try {
      for (var i = 0; i < 100 && !Files.exists(socket); i++) {
        Thread.sleep(20);
      }
      var settings = sshd.settings().withAgent(socket);
      for (var type : List.of("ed25519", "ecdsa", "rsa")) {
        var key = authorized(type, "k_agent_" + type);
        add(socket, key);
        Files.move(key, dir.resolve("hidden"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        reached(settings, sshd.bare());
        // The named key's other half is in the agent: the file itself is not needed.
        reached(settings, withKey(key, "-o", "IdentitiesOnly=yes"));
        var message = refused(settings, sshd.bare("-o", "IdentitiesOnly=yes"));
        assertTrue(message.contains("Permission denied"), message);
        Sshd.run(List.of("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", "-D"));
      }
    } finally {
      agent.destroy();
    }
  }

  private static void add(Path socket, Path key) throws Exception {
    Sshd.run(List.of("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString()));
  }

  @Test
  void aKeyThatOthersCanReadIsNotUsed() throws Exception {
    var key = authorized("ed25519", "k_open");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    var message = refused(sshd.settings(), withKey(key));
    assertTrue(message.contains("Permissions for '" + key + "' are too open"), message);
  }

  @Test
  void anArgumentThatIsNoOptionIsRefusedAndOptionsWithoutMeaningHereArePassedOver()
      throws Exception {
    var key = dir.resolve("user_key");
    reached(
        sshd.settings(),
        withKey(key, "-C", "-L", "8080:localhost:80", "-4vo", "IdentitiesOnly=yes", "-c", "x"));
    var message = refused(sshd.settings(), withKey(key, "-C", "nonsense", "more"));
    assertTrue(message.contains("the argument 'nonsense' for the host"), message);
  }

  @Test
  void aMissingKeyFileIsNamed() {
    var message = refused(sshd.settings(), withKey(dir.resolve("nowhere")));
    assertTrue(message.contains(dir.resolve("nowhere") + ": No such file"), message);
  }

  @Test
  void theUsualKeysInTheHomeAreTried(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve(".ssh"));
    Files.copy(dir.resolve("user_key"), home.resolve(".ssh/id_ed25519"));
    Files.copy(sshd.knownHosts(), home.resolve(".ssh/known_hosts"));
    reached(sshd.settings().withHome(home), sshd.bare());
  }

  @Test
  void theConfigurationNamesHostPortUserAndKey(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve(".ssh/conf.d"));
    Files.writeString(
        home.resolve(".ssh/config"),
        """
        # a comment
        Include conf.d/*.conf
        Host other
          Port 1
        Host *
          User nobody
          UserKnownHostsFile=%s
        """
            .formatted(sshd.knownHosts()));
    Files.writeString(
        home.resolve(".ssh/conf.d/web.conf"),
        """
        Host web? !web2
          HostName 127.0.0.1
          Port %d
          User %s
          IdentityFile "%s"
        """
            .formatted(sshd.port(), System.getProperty("user.name"), dir.resolve("user_key")));
    var web1 =
        new Address("web1", "web1", null, null, null, null, Duration.ofSeconds(5), true, List.of());
    reached(sshd.settings().withHome(home), web1);
  }

  @Test
  void aHostIsReachedThroughAnotherOne(@TempDir Path home) throws Exception {
    var config = home.resolve("config");
    Files.writeString(
        config,
        """
        Host bastion inner
          HostName 127.0.0.1
          Port %d
          IdentityFile %s
          UserKnownHostsFile %s
        Host inner
          ProxyJump bastion
        """
            .formatted(sshd.port(), dir.resolve("user_key"), sshd.knownHosts()));
    for (var jump : List.of(List.of("-J", "bastion"), List.of("-o", "ProxyJump=bastion,inner"))) {
      var arguments = new java.util.ArrayList<>(List.of("-F", config.toString()));
      arguments.addAll(jump);
      reached(sshd.settings(), sshd.address(arguments.toArray(String[]::new)));
    }
    var inner =
        new Address(
            "inner",
            "inner",
            null,
            null,
            null,
            null,
            Duration.ofSeconds(10),
            true,
            List.of("-F", config.toString()));
    reached(sshd.settings(), inner);
  }

  @Test
  void aHostIsReachedThroughAProgram() throws Exception {
    var forward =
        "ssh -F none -i "
            + dir.resolve("user_key")
            + " -o UserKnownHostsFile="
            + sshd.knownHosts()
            + " -p "
            + sshd.port()
            + " -W %h:%p 127.0.0.1";
    reached(sshd.settings(), sshd.address("-o", "ProxyCommand=" + forward));
  }

  @Test
  void aRefusedConnectionIsToldInOpensshsWords() {
    var nobody =
        new Address("x", "127.0.0.1", 1, null, null, null, Duration.ofSeconds(2), true, List.of());
    assertEquals(
        "Failed to connect to the host via ssh: ssh: connect to host 127.0.0.1 port 1: Connection"
            + " refused",
        refused(sshd.settings(), nobody));
    var unknown =
        new Address(
            "x", "no.such.invalid", null, null, null, null, Duration.ofSeconds(9), true, List.of());
    assertEquals(
        "Failed to connect to the host via ssh: ssh: Could not resolve hostname no.such.invalid:"
            + " Name or service not known",
        refused(sshd.settings(), unknown));
  }
}
