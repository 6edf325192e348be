/// Python's values as templates know them: printing, comparing, counting, and the methods they
/// have.
@NullMarked
package dev.runbook.template.value;

import org.jspecify.annotations.NullMarked;
