package dev.runbook.remote.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is done about keys that are not known: asks the user, one host at a time, writes accepted
/// keys down, and says why others are refused.
final class HostKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SshSettings settings;
  private final Runnable written;
  private final ReentrantLock asking = new ReentrantLock();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  /// @param written is told that a known hosts file has changed
  HostKeys(SshSettings settings, Runnable written) {
    this.settings = settings;
    this.written = written;
  }

  /// True for a key that the user has said yes to in this run.
  boolean accepted(String host, HostKey key) {
    return accepted.contains(host + " " + key.fingerprint());
  }

  /// Asks about an unknown key.
  ///
  /// @return true when the user trusts it now: connect again
  boolean accepts(SshOptions options, HostKeyCheck check) {
    var key = check.presented();
    if (key == null
        || settings.prompt() == null
        || options.strict() != SshOptions.Strict.ASK
        || !(check.verdict() instanceof KnownHosts.Unknown)) {
      return false;
    }
    asking.lock();
    try {
      if (KnownHosts.read(options.knownHosts()).judge(options.knownAs(), key)
          instanceof KnownHosts.Trusted) {
        return true;
      }
      var question =
          "The authenticity of host '"
              + options.knownAs()
              + "' can't be established.\n"
              + key.shortType()
              + " key fingerprint is "
              + key.fingerprint()
              + ".\nAre you sure you want to continue connecting (yes/no)? ";
      if (!settings.prompt().accept(question)) {
        return false;
      }
      accepted.add(options.knownAs() + " " + key.fingerprint());
      var _ = write(options, key);
      return true;
    } finally {
      asking.unlock();
    }
  }

  /// Writes down a key that was accepted without asking, as OpenSSH does.
  void remember(SshOptions options, HostKeyCheck check) {
    var key = check.presented();
    if (key == null || check.verdict() instanceof KnownHosts.Trusted) {
      return;
    }
    if (check.verdict() instanceof KnownHosts.Changed changed) {
      settings
          .warn()
          .accept(
              "the host key of "
                  + options.knownAs()
                  + " has changed (known: "
                  + changed.old().place()
                  + "); host key checking is off, so no password is sent to it");
      return;
    }
    asking.lock();
    try {
      if (KnownHosts.read(options.knownHosts()).judge(options.knownAs(), key)
              instanceof KnownHosts.Unknown
          && write(options, key)) {
        settings
            .warn()
            .accept(
                "Permanently added '"
                    + options.knownAs()
                    + "' ("
                    + key.shortType()
                    + ") to the list of known hosts.");
      }
    } finally {
      asking.unlock();
    }
  }

  private boolean write(SshOptions options, HostKey key) {
    var files = options.userKnownHosts();
    if (files.isEmpty() || files.getFirst().equals(Path.of("/dev/null"))) {
      return false;
    }
    var file = files.getFirst();
    var host = options.hashesKnownHosts() ? hashed(options.knownAs()) : options.knownAs();
    try {
      if (file.getParent() != null && !Files.exists(file.getParent())) {
        Files.createDirectories(
            file.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      var lead = endsMidLine(file) ? "\n" : "";
      Files.writeString(
          file,
          lead + host + " " + key.text() + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      settings
          .warn()
          .accept(
              "Failed to add the host to the list of known hosts ("
                  + file
                  + "): "
                  + e.getMessage());
      return false;
    }
    written.run();
    return true;
  }

  private static boolean endsMidLine(Path file) throws IOException {
    return Files.exists(file)
        && Files.size(file) > 0
        && !Files.readString(file, StandardCharsets.ISO_8859_1).endsWith("\n");
  }

  private static String hashed(String host) {
    var salt = new byte[20];
    RANDOM.nextBytes(salt);
    var base64 = Base64.getEncoder();
    return "|1|"
        + base64.encodeToString(salt)
        + "|"
        + base64.encodeToString(HostPatterns.Hashed.hash(salt, host));
  }

  /// Why the key was refused and what to do, or null when it was not.
  @Nullable String refusal(SshOptions options, HostKeyCheck check) {
    var key = check.presented();
    var verdict = check.verdict();
    if (key == null || verdict == null) {
      return null;
    }
    var host = options.knownAs();
    var shown = key.shortType() + " key " + key.fingerprint();
    var file =
        options.userKnownHosts().isEmpty()
            ? "known_hosts"
            : options.userKnownHosts().getFirst().toString();
    return switch (verdict) {
      case KnownHosts.Trusted() -> null;
      case KnownHosts.Unknown() ->
          options.strict() == SshOptions.Strict.ACCEPT_ANY
                  || options.strict() == SshOptions.Strict.ACCEPT_NEW
              ? null
              : "Host key verification failed. No key of "
                  + host
                  + " is known, and it presents the "
                  + shown
                  + ". If that is its key, add it to "
                  + file
                  + " (ssh-keyscan"
                  + (options.port() == 22 ? " " : " -p " + options.port() + " ")
                  + options.host()
                  + " >> "
                  + file
                  + "), or set host_key_checking = False to trust any host";
      case KnownHosts.Changed(var old) ->
          options.strict() == SshOptions.Strict.ACCEPT_ANY
              ? null
              : "Host key verification failed. REMOTE HOST IDENTIFICATION HAS CHANGED: "
                  + host
                  + " presents the "
                  + shown
                  + ", but "
                  + old.place()
                  + " has another "
                  + old.type()
                  + " key. Someone may be listening, or the host was installed anew: then remove"
                  + " the old key (ssh-keygen -R '"
                  + host
                  + "' -f "
                  + old.file()
                  + ")";
      case KnownHosts.Revoked(var line) ->
          "Host key verification failed. The "
              + shown
              + " of "
              + host
              + " is marked as revoked in "
              + line.place();
    };
  }
}
