package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Makes an empty file or folder with a name that nobody can guess, for its owner alone.
@Name(value = "ansible.builtin.tempfile", checkMode = Name.CheckMode.NONE)
final class TempfileModule implements TaskModule<TempfileModule.Arguments> {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_";

  enum State {
    FILE,
    DIRECTORY
  }

  record Arguments(
      @Doc(value = "What to make.", byDefault = "file") State state,
      @Doc("The folder to make it in; by default that for temporary files.") @Nullable String path,
      @Doc(value = "How its name begins.", byDefault = "ansible.") String prefix,
      @Doc(value = "How its name ends.", byDefault = "") String suffix) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    // Python's tempfile would leave the folder by a prefix such as ../x
    if (arguments.prefix().contains("/") || arguments.suffix().contains("/")) {
      throw new ModuleFailure("prefix and suffix are parts of a name and must not contain '/'");
    }
    var name = Quote.sh(arguments.prefix() + letters() + arguments.suffix());
    var folder = arguments.path() == null ? "${TMPDIR:-/tmp}" : Quote.path(arguments.path());
    // noclobber opens with O_EXCL: what is there already, a link too, is never taken for ours
    var make =
        arguments.state() == State.FILE ? "set -C; umask 077; : >\"$p\"" : "mkdir -m 700 -- \"$p\"";
    var script =
        FileState.FUNCTIONS
            + """
            d=%s
            p=${d%%/}/%s
            [ -d "$d" ] || { printf "[Errno 2] No such file or directory: '%%s'" "$p" >&2; exit 1; }
            ( %s ) || exit 1
            rb_see "$p"
            """
                .formatted(folder, name, make);
    var reply = target.ask(script);
    if (!reply.ok()) {
      throw new ModuleFailure(reply.stderr().strip());
    }
    var made = new Fields(reply.out()).state();
    return Result.changed().with("path", made.path()).withAll(made.info());
  }

  private static String letters() {
    return new SecureRandom()
        .ints(8, 0, LETTERS.length())
        .collect(
            StringBuilder::new, (text, i) -> text.append(LETTERS.charAt(i)), StringBuilder::append)
        .toString();
  }
}
