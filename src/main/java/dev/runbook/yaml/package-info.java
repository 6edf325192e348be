/** Reads YAML 1.1 into nodes that know their file, line and column. */
@NullMarked
package dev.runbook.yaml;

import org.jspecify.annotations.NullMarked;
