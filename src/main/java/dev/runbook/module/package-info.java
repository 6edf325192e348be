/**
 * What the author of a module sees: arguments as a record, a target to ask and change, a result to
 * give back.
 */
@NullMarked
package dev.runbook.module;

import org.jspecify.annotations.NullMarked;
