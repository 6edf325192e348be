/// The Docker engine of a host, over any pair of streams that reaches it: a local socket, or
/// `docker system dial-stdio` at the far end of an SSH channel.
@NullMarked
package dev.runbook.docker;

import org.jspecify.annotations.NullMarked;
