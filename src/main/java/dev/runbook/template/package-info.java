/** Jinja2 as Ansible uses it: text written by a playbook's author becomes values. */
@NullMarked
package dev.runbook.template;

import org.jspecify.annotations.NullMarked;
