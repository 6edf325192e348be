/// Ansible Vault: encrypted files and values, and the passwords that open them.
@NullMarked
package dev.runbook.vault;

import org.jspecify.annotations.NullMarked;
