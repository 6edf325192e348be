/** The command line: Ansible's flags and exit codes, turned into one call of the facade. */
@NullMarked
package dev.runbook.cli;

import org.jspecify.annotations.NullMarked;
