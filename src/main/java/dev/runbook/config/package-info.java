/// What `ansible.cfg` and the `ANSIBLE_*` environment variables say, under Ansible's names, with
/// the place where each value comes from.
@NullMarked
package dev.runbook.config;

import org.jspecify.annotations.NullMarked;
