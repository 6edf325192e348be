package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Command;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Carries a script of the controller to the host, runs it there and removes it.
@Name(value = "ansible.builtin.script", async = false)
final class ScriptModule implements TaskModule<ScriptModule.Arguments> {
  /// Text up to this size goes within the command itself, in the same round trip.
  private static final int SMALL = 32 << 10;

  /// Makes a private folder where programs may be run: a `/tmp` that is mounted noexec is no such.
  private static final String FOLDER =
      """
      for rb_b in "${TMPDIR:-/tmp}" "$HOME"; do
        rb_d=$(mktemp -d "$rb_b/.runbook-XXXXXXXX") || exit
        : >"$rb_d/x"; chmod 700 "$rb_d/x"
        if [ -x "$rb_d/x" ]; then break; fi
        rm -rf "$rb_d"
      done
      """;

  record Arguments(
      @Doc(value = "The script and its arguments.", freeForm = true) @Nullable String cmd,
      @Doc("An absolute path on the host to change into first.") @Nullable String chdir,
      @Doc("A path; when it exists, nothing is run.") @Nullable String creates,
      @Doc("A path; when it does not exist, nothing is run.") @Nullable String removes,
      @Doc("The program to run the script with.") @Nullable String executable,
      @Doc(value = "Whether a script in a vault is decrypted.", byDefault = "yes")
          boolean decrypt) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var cmd = arguments.cmd() == null ? "" : arguments.cmd().strip();
    var chdir = arguments.chdir();
    if (chdir != null && !chdir.startsWith("/")) {
      throw new ModuleFailure(
          "chdir " + chdir + " must be an absolute path for a Unix-aware remote node");
    }
    var words = Words.split(cmd);
    if (words.isEmpty()) {
      throw new ModuleFailure("one of the following is required: _raw_params, cmd");
    }
    var source = target.controller().find("files", words.getFirst());
    var condition = condition(arguments);
    if (target.checking()) {
      return check(condition, target);
    }
    var reply =
        execute(
            condition,
            source.getFileName().toString(),
            target.controller().read(source),
            runs(arguments, source, Words.rest(cmd)),
            target.output(),
            target);
    if (reply.stdout().startsWith("\036")) {
      return skipped(reply);
    }
    var result =
        Said.with(Result.changed().with("rc", (long) reply.rc()), reply.stdout(), reply.stderr());
    if (!reply.ok()) {
      throw new ModuleFailure("non-zero return code", result);
    }
    return result;
  }

  private static Result check(String condition, Target target) throws ModuleFailure, Unreachable {
    if (condition.isEmpty()) {
      return Result.skipped("Check mode is not supported for this task.");
    }
    var reply = target.ask(condition);
    return reply.stdout().startsWith("\036") ? skipped(reply) : Result.changed();
  }

  private static Result skipped(Reply reply) {
    return Result.skipped(reply.stdout().substring(1));
  }

  /// Carries a file to a folder of the host that is nobody else's and runs commands there.
  ///
  /// @param condition what comes before; its output from `\036` on ends all
  /// @param runs the commands; the folder is `$rb_d`
  /// @param output takes the lines that are worth showing
  static Reply execute(
      String condition,
      String file,
      byte[] content,
      String runs,
      @Nullable Consumer<String> output,
      Target target)
      throws ModuleFailure, Unreachable {
    var name = Quote.sh(file);
    var text = new String(content, StandardCharsets.UTF_8);
    if (content.length <= SMALL
        && text.indexOf('\0') < 0
        && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), content)) {
      var write = "printf %s " + Quote.sh(text) + " >\"$rb_d\"/" + name + " || exit\n";
      return target.ask(Command.of(condition + FOLDER + write + runs).telling(output));
    }
    var made = target.ask(condition + FOLDER + "printf %s \"$rb_d\"");
    if (!made.ok() || made.stdout().startsWith("\036")) {
      return made;
    }
    target.put(new ByteArrayInputStream(content), made.stdout() + "/" + file);
    return target.ask(Command.of("rb_d=" + Quote.sh(made.stdout()) + "\n" + runs).telling(output));
  }

  /// The arguments are read by a shell of the host, as Ansible has it: `$HOME` means its home
  /// there.
  private static String runs(Arguments arguments, Path source, String rest) {
    var executable = arguments.executable() == null ? "" : arguments.executable() + " ";
    var chdir = arguments.chdir() == null ? "" : "cd " + Words.expanded(arguments.chdir()) + " && ";
    return """
    rb_p="$rb_d"/%s
    chmod 700 "$rb_p"
    ( %sexec /bin/sh -c %s "$rb_p" )
    rb_r=$?
    rm -rf "$rb_d"
    exit $rb_r
    """
        .formatted(
            Quote.sh(source.getFileName().toString()),
            chdir,
            Quote.sh(executable + "\"$0\"" + rest));
  }

  private static String condition(Arguments arguments) {
    var script = new StringBuilder();
    if (arguments.creates() != null) {
      var path = Words.expanded(arguments.creates());
      var told = Quote.sh(arguments.creates() + " exists, matching creates option");
      script.append(
          "if [ -e %s ] || [ -L %s ]; then printf '\\036%%s' %s; exit; fi\n"
              .formatted(path, path, told));
    }
    if (arguments.removes() != null) {
      var path = Words.expanded(arguments.removes());
      var told = Quote.sh(arguments.removes() + " does not exist, matching removes option");
      script.append(
          "if ! [ -e %s ] && ! [ -L %s ]; then printf '\\036%%s' %s; exit; fi\n"
              .formatted(path, path, told));
    }
    return script.toString();
  }
}
