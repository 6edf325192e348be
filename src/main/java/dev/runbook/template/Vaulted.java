package dev.runbook.template;

import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/// A value that was written encrypted (`!vault`). It is opened when somebody wants it, once: what
/// is never used needs no password and costs no time.
public final class Vaulted {
  private final String sealed;
  private final Source at;
  private final Written.Vault vault;
  private volatile @Nullable String plain;

  Vaulted(String sealed, Source at, Written.Vault vault) {
    this.sealed = sealed;
    this.at = at;
    this.vault = vault;
  }

  /// The text as it was written, with its header.
  public String sealed() {
    return sealed;
  }

  /// The text that was encrypted; it is data, never a template.
  ///
  /// @throws dev.runbook.yaml.ParseError when there is no password that opens it
  public String plain() {
    var text = plain;
    if (text == null) {
      text = vault.decrypt(sealed, at);
      plain = text;
    }
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Vaulted v && v.sealed.equals(sealed);
  }

  @Override
  public int hashCode() {
    return sealed.hashCode();
  }

  @Override
  public String toString() {
    return plain();
  }
}
