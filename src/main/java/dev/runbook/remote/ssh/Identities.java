package dev.runbook.remote.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/// The keys to offer: the one named for the host, then the agent's, then those of the
/// configuration, or else the usual files in `~/.ssh`.
final class Identities implements AutoCloseable {
  private static final List<String> USUAL =
      List.of("~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ed25519");
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final SSHClient client;
  private final SshOptions options;
  private final List<String> notes;
  private @Nullable Agent agent;

  /// @param notes receives why a key could not be used, for the user to read when no other worked
  Identities(SSHClient client, SshOptions options, List<String> notes) {
    this.client = client;
    this.options = options;
    this.notes = notes;
  }

  List<AuthMethod> candidates() {
    var held = agentKeys();
    var named = new ArrayList<Path>();
    if (options.ownIdentity() != null) {
      named.add(options.ownIdentity());
    }
    named.addAll(options.identities());
    var files =
        named.isEmpty() ? USUAL.stream().map(options::path).filter(Files::exists).toList() : named;

    var methods = new ArrayList<AuthMethod>();
    var offered = new ArrayList<byte[]>();
    if (options.ownIdentity() != null) {
      add(methods, offered, options.ownIdentity(), held);
    }
    for (var key : held) {
      if (!options.identitiesOnly()
          && offered.stream().noneMatch(o -> Arrays.equals(o, key.blob()))) {
        addAgent(methods, offered, key);
      }
    }
    for (var file : files) {
      if (!file.equals(options.ownIdentity())) {
        add(methods, offered, file, held);
      }
    }
    return methods;
  }

  private List<Agent.Identity> agentKeys() {
    var socket = options.agent();
    if (socket == null || !Files.exists(socket)) {
      return List.of();
    }
    try {
      var connected = Agent.connect(socket);
      agent = connected;
      return connected.identities();
    } catch (IOException e) {
      notes.add("ssh-agent at " + socket + ": " + e.getMessage());
      return List.of();
    }
  }

  /// A key file, or the same key in the agent: that one needs no passphrase.
  private void add(
      List<AuthMethod> methods, List<byte[]> offered, Path file, List<Agent.Identity> held) {
    var blob = publicKey(file);
    if (blob != null && offered.stream().anyMatch(o -> Arrays.equals(o, blob))) {
      return;
    }
    for (var key : held) {
      if (blob != null && Arrays.equals(key.blob(), blob)) {
        addAgent(methods, offered, key);
        return;
      }
    }
    if (!usable(file)) {
      return;
    }
    if (Files.exists(Path.of(file + "-cert.pub"))) {
      // sshj reads the certificate that lies beside the key.
      load(methods, file, passphrase -> client.loadKeys(file.toString(), passphrase));
    }
    load(
        methods,
        file,
        passphrase ->
            client.loadKeys(Files.readString(file, StandardCharsets.ISO_8859_1), null, passphrase));
    if (blob != null) {
      offered.add(blob);
    }
  }

  private interface Loader {
    KeyProvider load(PasswordFinder passphrase) throws IOException;
  }

  private void addAgent(List<AuthMethod> methods, List<byte[]> offered, Agent.Identity key) {
    try {
      if (agent != null) {
        methods.add(new AgentAuth(agent, key));
        offered.add(key.blob());
      }
    } catch (IOException e) {
      notes.add("ssh-agent's key " + key.comment() + ": " + e.getMessage());
    }
  }

  private static byte @Nullable [] publicKey(Path file) {
    try {
      var words = Files.readString(Path.of(file + ".pub")).split("\\s+");
      return words.length < 2 ? null : Base64.getDecoder().decode(words[1]);
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private boolean usable(Path file) {
    if (!Files.exists(file)) {
      notes.add("no such identity: " + file + ": No such file or directory");
      return false;
    }
    if (tooOpen(file)) {
      notes.add(
          "Permissions for '"
              + file
              + "' are too open: a private key must not be accessible by others (chmod 600 "
              + file
              + ")");
      return false;
    }
    return true;
  }

  /// Adds the key, or a note for the user.
  private void load(List<AuthMethod> methods, Path file, Loader loader) {
    var passphrase = new NoPassphrase();
    try {
      var keys = loader.load(passphrase);
      keys.getPrivate();
      methods.add(new AuthPublickey(keys));
    } catch (IOException | RuntimeException e) {
      notes.add(
          passphrase.asked
              ? "the key "
                  + file
                  + " is protected by a passphrase: add it to ssh-agent (ssh-add "
                  + file
                  + ")"
              : "Load key \"" + file + "\": " + e.getMessage());
    }
  }

  private static boolean tooOpen(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      return permissions.stream().anyMatch(OF_OTHERS::contains)
          && Files.getOwner(file, new LinkOption[0])
              .getName()
              .equals(System.getProperty("user.name"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
  }

  /// Has none to give, but remembers that it was asked.
  private static final class NoPassphrase implements PasswordFinder {
    private boolean asked;

    @Override
    public char[] reqPassword(Resource<?> resource) {
      asked = true;
      throw new IllegalStateException("a passphrase is needed");
    }

    @Override
    public boolean shouldRetry(Resource<?> resource) {
      return false;
    }
  }
}
