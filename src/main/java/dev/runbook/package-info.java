/** Runs Ansible playbooks from Java: the embedding facade, where everything is wired together. */
@NullMarked
package dev.runbook;

import org.jspecify.annotations.NullMarked;
