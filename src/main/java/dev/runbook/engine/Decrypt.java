package dev.runbook.engine;

import dev.runbook.yaml.Source;

/** Decrypts the content of vault files that modules copy. */
@FunctionalInterface
public interface Decrypt {
  byte[] bytes(byte[] vaultText, Source at);
}
