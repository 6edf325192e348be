/** Python's regular expressions, written in Java's dialect. */
@NullMarked
package dev.runbook.regex;

import org.jspecify.annotations.NullMarked;
