package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Result;
import dev.runbook.remote.Reply;
import java.util.List;
import java.util.regex.Pattern;

/// What a program printed, as results carry it: whole, and as the lines that Python's `splitlines`
/// makes of it.
final class Said {
  private static final Pattern LINE_END =
      Pattern.compile("\r\n|[\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029]");

  private Said() {}

  static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    var lines = LINE_END.split(text, -1);
    var count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
    return List.of(lines).subList(0, count);
  }

  static Result with(Result result, String stdout, String stderr) {
    return result
        .with("stdout", stdout)
        .with("stdout_lines", lines(stdout))
        .with("stderr", stderr)
        .with("stderr_lines", lines(stderr));
  }

  /// A module's own program failed: `msg` with everything it said.
  static ModuleFailure failure(String msg, Reply reply) {
    var result =
        with(Result.unchanged().with("rc", (long) reply.rc()), reply.stdout(), reply.stderr());
    return new ModuleFailure(msg, result);
  }
}
