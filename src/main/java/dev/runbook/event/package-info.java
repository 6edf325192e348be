/** What happens in a run, as a sealed vocabulary that reports and embedding programs listen to. */
@NullMarked
package dev.runbook.event;

import org.jspecify.annotations.NullMarked;
