/**
 * Runs plays: which step comes when for which host, conditions, loops, blocks, handlers,
 * delegation. Knows no concrete module.
 */
@NullMarked
package dev.runbook.engine;

import org.jspecify.annotations.NullMarked;
