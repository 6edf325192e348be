package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Base64;

/** Reads a file of the host, as base64. */
@Name("ansible.builtin.slurp")
final class SlurpModule implements TaskModule<SlurpModule.Arguments> {

  record Arguments(@Doc(value = "The file to read; not a folder.", aliases = "path") String src) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var src = arguments.src();
    var reply =
        target.ask(
            """
            f=%s
            [ -e "$f" ] || case $(LC_ALL=C ls -dL -- "$f" 2>&1) in
              *"Permission denied") exit 46 ;;
              *"Not a directory") echo "Not a directory" >&2; exit 47 ;;
              *) exit 44 ;;
            esac
            [ -d "$f" ] && exit 45
            [ -r "$f" ] || exit 46
            exec cat <"$f"
            """
                .formatted(Quote.sh(src)));
    if (!reply.ok()) {
      throw new ModuleFailure(
          switch (reply.rc()) {
            case 44 -> "file not found: " + src;
            case 45 -> "source is a directory and must be a file: " + src;
            case 46 -> "file is not readable: " + src;
            default -> "unable to slurp file: " + reply.stderr().strip();
          });
    }
    return Result.unchanged()
        .with("content", Base64.getEncoder().encodeToString(reply.out()))
        .with("source", src)
        .with("encoding", "base64");
  }
}
