package dev.runbook.remote.ssh;

/// Asks the user whether an unknown host key may be trusted. Called for one host at a time.
@FunctionalInterface
public interface HostKeyPrompt {

  /// @param question OpenSSH's words: the host, the key's type and fingerprint, "Are you sure ..."
  /// @return true to trust the key and write it into the user's known hosts file
  boolean accept(String question);
}
