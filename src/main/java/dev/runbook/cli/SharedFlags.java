package dev.runbook.cli;

/** Flags that several programs have, with the same words and the same meaning. */
final class SharedFlags {
  static final Flag INVENTORY =
      Flag.with(
          "SOURCE",
          "inventory: file, folder, executable, or 'host1,host2,'; may be repeated",
          "-i",
          "--inventory",
          "--inventory-file");

  static final Flag EXTRA_VARS =
      Flag.with(
          "VARS",
          "variables: key=value, YAML/JSON, or @file; may be repeated",
          "-e",
          "--extra-vars");

  static final Flag ASK_VAULT =
      Flag.plain("ask for the vault password", "-J", "--ask-vault-password", "--ask-vault-pass");

  static final Flag VAULT_ID =
      Flag.with("ID", "vault identity: [label@]prompt or file; may be repeated", "--vault-id");

  static final Flag VAULT_FILE =
      Flag.with(
          "FILE", "file with the vault password", "--vault-password-file", "--vault-pass-file");

  static final Flag HELP = Flag.plain("tell how to use it", "-h", "--help");

  private SharedFlags() {}
}
