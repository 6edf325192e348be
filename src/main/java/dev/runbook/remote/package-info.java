/**
 * A host that commands run on: what is asked of it, what it answers, and what it means that it
 * cannot be reached.
 */
@NullMarked
package dev.runbook.remote;

import org.jspecify.annotations.NullMarked;
