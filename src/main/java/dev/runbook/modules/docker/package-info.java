/// What the Docker modules share: the comparison of what is wanted with what there is.
@NullMarked
package dev.runbook.modules.docker;

import org.jspecify.annotations.NullMarked;
