/// The lookups of ansible.builtin: values from files, programs and variables of the controller.
@NullMarked
package dev.runbook.template.lookups;

import org.jspecify.annotations.NullMarked;
