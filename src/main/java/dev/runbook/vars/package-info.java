/**
 * Which value a variable has for a host in a task: the layers, their precedence, the magic
 * variables.
 */
@NullMarked
package dev.runbook.vars;

import org.jspecify.annotations.NullMarked;
