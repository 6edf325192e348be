/** This machine as a host: the only package that starts processes. */
@NullMarked
package dev.runbook.remote.local;

import org.jspecify.annotations.NullMarked;
