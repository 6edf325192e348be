/** Python's regular expressions and globs, written in Java's dialect. */
@NullMarked
package dev.runbook.regex;

import org.jspecify.annotations.NullMarked;
