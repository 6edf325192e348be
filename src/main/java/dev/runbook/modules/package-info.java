/** The modules: one file each, a record of arguments and what to do with them on a host. */
@NullMarked
package dev.runbook.modules;

import org.jspecify.annotations.NullMarked;
