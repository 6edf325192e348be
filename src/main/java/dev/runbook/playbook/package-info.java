/**
 * What was written: plays, blocks, tasks and roles with their places, and the loader that reads
 * them. Nothing here is evaluated.
 */
@NullMarked
package dev.runbook.playbook;

import org.jspecify.annotations.NullMarked;
