/// Archives: the only package that imports commons-compress.
@NullMarked
package dev.runbook.archive;

import org.jspecify.annotations.NullMarked;
