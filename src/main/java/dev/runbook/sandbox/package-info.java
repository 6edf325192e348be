/**
 * Disposable Debian machines on this machine, reached over real OpenSSH: what a playbook runs on
 * when no inventory is named, and what the tests run on.
 */
@NullMarked
package dev.runbook.sandbox;

import org.jspecify.annotations.NullMarked;
