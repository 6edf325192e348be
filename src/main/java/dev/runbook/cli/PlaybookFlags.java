package dev.runbook.cli;

import java.util.List;

/** The flags of {@code ansible-playbook}, today's and the old ones. */
final class PlaybookFlags {
  private PlaybookFlags() {}

  static final List<Flag> ALL =
      List.of(
          SharedFlags.INVENTORY,
          Flag.with("PATTERN", "further limit the hosts", "-l", "--limit"),
          SharedFlags.EXTRA_VARS,
          Flag.with("TAGS", "only run plays and tasks with these tags", "-t", "--tags"),
          Flag.with("TAGS", "leave out plays and tasks with these tags", "--skip-tags"),
          Flag.plain("change nothing; tell what would be changed", "-C", "--check"),
          Flag.plain("show what changes, before and after", "-D", "--diff"),
          Flag.with("N", "how many hosts at once (default 5)", "-f", "--forks"),
          Flag.with("NAME", "begin at the task of this name", "--start-at-task"),
          Flag.plain("check the playbook, run nothing", "--syntax-check"),
          Flag.plain("list the tasks that would be run", "--list-tasks"),
          Flag.plain("list the tags there are", "--list-tags"),
          Flag.plain("list the hosts that would be worked on", "--list-hosts"),
          Flag.plain("run handlers even if a task fails", "--force-handlers"),
          Flag.plain("forget cached facts", "--flush-cache"),
          Flag.plain("confirm each task before it runs", "--step"),
          Flag.with("USER", "log in as this user", "-u", "--user"),
          Flag.plain("ask for the login password", "-k", "--ask-pass"),
          Flag.with(
              "FILE",
              "file with the login password",
              "--connection-password-file",
              "--conn-pass-file"),
          Flag.with("FILE", "private key to log in with", "--private-key", "--key-file"),
          Flag.with("TYPE", "connection: ssh or local", "-c", "--connection"),
          Flag.with("SECONDS", "how long connecting may take (default 10)", "-T", "--timeout"),
          Flag.with("SECONDS", "how long each task may take", "--task-timeout"),
          Flag.with(
              "ARGS", "further words as for ssh (-o Name=value, -J host ...)", "--ssh-common-args"),
          Flag.with("ARGS", "further words as for ssh", "--ssh-extra-args"),
          Flag.with("ARGS", "accepted, has no effect", "--sftp-extra-args"),
          Flag.with("ARGS", "accepted, has no effect", "--scp-extra-args"),
          Flag.plain(
              "run tasks as another user (root)", "-b", "--become", "-s", "--sudo", "-S", "--su"),
          Flag.with("METHOD", "how to become the other user: sudo, su, doas", "--become-method"),
          Flag.with(
              "USER",
              "which user to become",
              "--become-user",
              "-U",
              "--sudo-user",
              "-R",
              "--su-user"),
          Flag.plain(
              "ask for the password of sudo",
              "-K",
              "--ask-become-pass",
              "--ask-sudo-pass",
              "--ask-su-pass"),
          Flag.with(
              "FILE",
              "file with the password of sudo",
              "--become-password-file",
              "--become-pass-file"),
          SharedFlags.ASK_VAULT,
          SharedFlags.VAULT_ID,
          SharedFlags.VAULT_FILE,
          Flag.with(
              "PATH",
              "folders with modules of your own, with : between them",
              "-M",
              "--module-path"),
          Flag.plain("tell more; up to -vvvv", "-v", "--verbose"),
          Flag.plain("tell the version", "--version"),
          SharedFlags.HELP);
}
