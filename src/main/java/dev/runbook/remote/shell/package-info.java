/// One persistent {@code sh} per user on a host, spoken to in framed scripts, over whatever carries
/// its streams: an SSH channel, a local process, a container.
@NullMarked
package dev.runbook.remote.shell;

import org.jspecify.annotations.NullMarked;
