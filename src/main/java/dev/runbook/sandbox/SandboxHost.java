package dev.runbook.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A machine that runs and can be logged in to.
///
/// @param name inventory name, and what the machine calls itself
/// @param address where it is reached: all of its ports, unless `published` says otherwise
/// @param port of its sshd
/// @param user a login with sudo without a password; `root` has the same key
/// @param keyFile private key, made for this machine
/// @param knownHostsFile holds the machine's own host key, under the name that OpenSSH looks up
/// @param published port of the machine to port of `address`, where they differ
public record SandboxHost(
    String name,
    String address,
    int port,
    String user,
    Path keyFile,
    Path knownHostsFile,
    Map<Integer, Integer> published) {

  /// A line for an INI inventory, which `ansible-playbook` understands as well.
  public String inventoryLine() {
    return "%s ansible_host=%s ansible_port=%d ansible_user=%s ansible_ssh_private_key_file=%s ansible_ssh_common_args='-o UserKnownHostsFile=%s'"
        .formatted(name, address, port, user, keyFile, knownHostsFile);
  }

  /// The system's own ssh, logging in as that user; words of a remote command may follow. The host
  /// key is checked.
  public List<String> sshWords(String login) {
    return List.of(
        "ssh",
        "-p",
        Integer.toString(port),
        "-i",
        keyFile.toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "UserKnownHostsFile=" + knownHostsFile,
        "-o",
        "LogLevel=ERROR",
        login + "@" + address);
  }
}
