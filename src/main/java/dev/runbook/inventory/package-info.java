/// The hosts that a run is about: files, scripts and plugins that name them, their groups and
/// variables, and the pattern language that selects among them.
@NullMarked
package dev.runbook.inventory;

import org.jspecify.annotations.NullMarked;
