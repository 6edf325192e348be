/** Real hosts for tests, and the tests of what makes them. */
@NullMarked
package dev.runbook.sandbox;

import org.jspecify.annotations.NullMarked;
