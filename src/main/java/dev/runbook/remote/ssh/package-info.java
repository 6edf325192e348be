/// Hosts over SSH: the only package that imports sshj. Keys, agent, known hosts and {@code
/// ~/.ssh/config} mean what they mean to OpenSSH.
@NullMarked
package dev.runbook.remote.ssh;

import org.jspecify.annotations.NullMarked;
