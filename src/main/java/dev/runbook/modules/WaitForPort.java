package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Command;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Connects to a port from the host, with what is there for it: bash, else a netcat.
final class WaitForPort implements WaitForModule.Look {
  private final WaitForModule.Arguments arguments;
  private final Target target;
  private final @Nullable PythonPattern wanted;

  WaitForPort(WaitForModule.Arguments arguments, Target target) throws ModuleFailure {
    this.arguments = arguments;
    this.target = target;
    var regex = arguments.searchRegex();
    this.wanted = regex == null ? null : SearchRegex.lines(regex);
  }

  @Override
  public @Nullable Map<String, ?> now(Duration left) throws ModuleFailure, Unreachable {
    var seconds = Math.max(1, Math.min(arguments.connectTimeout(), left.toSeconds() + 1));
    var reads = arguments.state().there() && wanted != null;
    var reply =
        target.ask(
            Command.of(
                """
                rb_h=%s rb_p=%d
                if command -v bash >/dev/null; then
                  timeout %d bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 1; %s' "$rb_h" "$rb_p" 2>/dev/null
                elif command -v nc >/dev/null; then
                  %s
                else
                  exit 91
                fi
                """
                    .formatted(
                        Quote.sh(arguments.host()),
                        arguments.port(),
                        seconds,
                        reads ? "dd bs=64k count=1 <&3; timeout 1 cat <&3" : ":",
                        reads
                            ? "timeout " + seconds + " nc \"$rb_h\" \"$rb_p\" </dev/null"
                            : "nc -z -w "
                                + seconds
                                + " \"$rb_h\" \"$rb_p\" </dev/null >/dev/null 2>&1")));
    if (reply.rc() == 91) {
      throw new ModuleFailure("to look at a port, the host needs bash or nc");
    }
    if (!arguments.state().there()) {
      return reply.ok() ? null : Map.of();
    }
    if (wanted == null || !reads) {
      return reply.ok() ? Map.of() : null;
    }
    // a service that goes on talking is cut off by the timeout: what it said counts
    return wanted.matcher(reply.stdout()).find() ? Map.of() : null;
  }
}
