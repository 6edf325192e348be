package dev.runbook.cli;

import dev.runbook.Runbook;
import dev.runbook.vault.PasswordSources;
import dev.runbook.vault.PasswordSources.Purpose;
import dev.runbook.vault.PasswordSources.Wanted;
import dev.runbook.vault.VaultSecrets;
import java.io.PrintStream;
import java.util.ArrayList;

/// Vault passwords as the command line and the configuration name them.
final class VaultFlags {
  private VaultFlags() {}

  /// Those of the configuration first, as Ansible has it; files after ids.
  static Wanted wanted(CommandLine line, Runbook runbook, Wanted.Ask ask) {
    var config = runbook.config();
    var ids = new ArrayList<>(config.list("DEFAULT_VAULT_IDENTITY_LIST"));
    ids.addAll(line.all("--vault-id"));
    var files = new ArrayList<>(line.all("--vault-password-file"));
    var configured = config.text("DEFAULT_VAULT_PASSWORD_FILE");
    if (configured != null) {
      files.add(configured);
    }
    return new Wanted(ids, files, ask);
  }

  static VaultSecrets load(Wanted wanted, Runbook runbook, Purpose purpose, PrintStream err) {
    var match =
        runbook.config().flag("DEFAULT_VAULT_ID_MATCH")
            ? VaultSecrets.IdMatch.EXACT
            : VaultSecrets.IdMatch.ANY;
    return new PasswordSources(
            runbook.workingDirectory(),
            new Person(err)::password,
            text -> err.println("[WARNING]: " + text))
        .load(wanted, purpose, match)
        .salted(runbook.config().text("VAULT_ENCRYPT_SALT"));
  }
}
