/** Tells what happens in a run: on the terminal in Ansible's default look. */
@NullMarked
package dev.runbook.report;

import org.jspecify.annotations.NullMarked;
