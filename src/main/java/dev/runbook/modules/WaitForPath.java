package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks whether a file is there, and what it holds: only what was added since the last look comes
/// over, so that a long log costs little. A file that was written anew is read from its start.
final class WaitForPath implements WaitForModule.Look {
  /// What may stand before a new piece of the file and belong to a match, in characters.
  private static final int OVERLAP = 64 << 10;

  private final WaitForModule.Arguments arguments;
  private final Target target;
  private final @Nullable PythonPattern wanted;
  private long offset;
  private String sum = "";
  private String tail = "";

  WaitForPath(WaitForModule.Arguments arguments, Target target) throws ModuleFailure {
    this.arguments = arguments;
    this.target = target;
    var regex = arguments.searchRegex();
    this.wanted = regex == null ? null : SearchRegex.lines(regex);
  }

  @Override
  public @Nullable Map<String, ?> now(Duration left) throws ModuleFailure, Unreachable {
    var path = Words.expanded(String.valueOf(arguments.path()));
    var there = arguments.state().there();
    var read =
        there && wanted != null
            ? """
            [ -r "$rb_f" ] || exit 1
            rb_sum() { head -c "$1" -- "$rb_f" | cksum | cut -d' ' -f1; }
            rb_o=%d
            [ $rb_o = 0 ] || [ "$(rb_sum $rb_o)" = '%s' ] || rb_o=0
            rb_n=$((rb_o + 8388608)) rb_l=$(wc -c <"$rb_f")
            [ $rb_n -lt $rb_l ] || rb_n=$((rb_l))
            echo $rb_o $(rb_sum $rb_n)
            head -c $rb_n -- "$rb_f" | tail -c +$((rb_o + 1))
            """
                .formatted(offset, sum)
            : "";
    var reply = target.ask("rb_f=%s; [ -e \"$rb_f\" ] || exit 1\n%s".formatted(path, read));
    if (!there) {
      return reply.ok() ? null : Map.of();
    }
    if (!reply.ok()) {
      return null;
    }
    return wanted == null ? Map.of() : search(reply.out(), wanted);
  }

  private @Nullable Map<String, ?> search(byte[] out, PythonPattern pattern) {
    var end = 0;
    while (end < out.length && out[end] != '\n') {
      end++;
    }
    var head = new String(out, 0, end, StandardCharsets.UTF_8).split(" ", 2);
    if (head[0].equals("0")) {
      offset = 0;
      tail = "";
    }
    sum = head[head.length - 1];
    var count = Math.max(0, out.length - end - 1);
    offset += count;
    var text = tail + new String(out, out.length - count, count, StandardCharsets.UTF_8);
    var match = pattern.matcher(text);
    if (match.find()) {
      return SearchRegex.groups(pattern, match);
    }
    tail = text.substring(Math.max(0, text.length() - OVERLAP));
    return null;
  }
}
