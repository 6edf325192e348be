/// Reads JSON into plain values and writes it as Python's `json` module does.
@NullMarked
package dev.runbook.json;

import org.jspecify.annotations.NullMarked;
