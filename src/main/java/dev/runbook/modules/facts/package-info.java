/// What the `setup` module finds out about a host: the questions as POSIX sh, and how the answers
/// become Ansible's facts.
@NullMarked
package dev.runbook.modules.facts;

import org.jspecify.annotations.NullMarked;
