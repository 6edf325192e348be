/// IP addresses, networks and hardware addresses, as Python's `netaddr` and `ipaddress` see them.
@NullMarked
package dev.runbook.template.net;

import org.jspecify.annotations.NullMarked;
