/** Words for people: the name that somebody most probably meant. */
@NullMarked
package dev.runbook.text;

import org.jspecify.annotations.NullMarked;
