/// The filters of Jinja2, of ansible.builtin, and the most used ones of other collections.
@NullMarked
package dev.runbook.template.filters;

import org.jspecify.annotations.NullMarked;
