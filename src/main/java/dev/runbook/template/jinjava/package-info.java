/** Filters, tests and functions that were written for jinjava, in templates of playbooks. */
@NullMarked
package dev.runbook.template.jinjava;

import org.jspecify.annotations.NullMarked;
