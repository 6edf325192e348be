/// The tests of Jinja2 and of ansible.builtin: what stands behind `is`.
@NullMarked
package dev.runbook.template.tests;

import org.jspecify.annotations.NullMarked;
