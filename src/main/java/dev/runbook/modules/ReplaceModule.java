package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Unreachable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replaces every place in a file that matches a pattern.
@Name("ansible.builtin.replace")
final class ReplaceModule implements TaskModule<ReplaceModule.Arguments> {

  record Arguments(
      @Doc(
              value = "The file.",
              aliases = {"dest", "destfile", "name"})
          String path,
      @Doc("The pattern, Python's; ^ and $ match at every line.") String regexp,
      @Doc(value = "What comes in its place; groups as \\1 or \\g<name>.", byDefault = "")
          String replace,
      @Doc("Only what comes after this pattern is looked at.") @Nullable String after,
      @Doc("Only what comes before this pattern is looked at.") @Nullable String before,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc("A command that checks the file before it takes its place; %s stands for it.")
          @Nullable String validate,
      @Doc(value = "How the file's characters are written.", byDefault = "utf-8") String encoding,
      @Flat FileAttributes attributes) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var file = EditedFile.read(arguments.path(), arguments.attributes(), target);
    var bytes = file.text();
    if (bytes == null) {
      throw new ModuleFailure(
          "Path %s does not exist !".formatted(file.path()), Map.of("rc", 257L));
    }
    var encoding = encoding(arguments.encoding());
    var text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), encoding);
    String fresh;
    String msg;
    try {
      var from = 0;
      var to = text.length();
      var section = section(arguments);
      if (section != null) {
        var pattern = PythonPattern.dotAll(section);
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
          return Result.unchanged()
              .with("rc", 0L)
              .with(
                  "msg",
                  "Pattern for before/after params did not match the given file: " + section);
        }
        from = matcher.start(pattern.group("subsection"));
        to = matcher.end(pattern.group("subsection"));
      }
      var replaced =
          PythonPattern.multiline(arguments.regexp())
              .replaceAll(text.substring(from, to), arguments.replace());
      fresh = text.substring(0, from) + replaced.text() + text.substring(to);
      msg = fresh.equals(text) ? "" : replaced.count() + " replacements made";
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure("Unable to process replace due to error: " + e.getMessage());
    }
    var options =
        new EditedFile.Options(
            arguments.attributes(), arguments.validate(), arguments.backup(), "");
    // bytes that are none of the encoding's stay as they are when nothing is replaced
    var content =
        msg.isEmpty() ? bytes : new String(fresh.getBytes(encoding), StandardCharsets.ISO_8859_1);
    var written = file.write(content, msg, options, target);
    var result =
        Result.of(written.plan()).with("rc", 0L).with("msg", written.msg()).tellingOneDiff();
    return written.backup() == null ? result : result.with("backup_file", written.backup());
  }

  private static @Nullable String section(Arguments arguments) {
    var after = arguments.after();
    var before = arguments.before();
    if (after != null && !after.isEmpty()) {
      return before == null || before.isEmpty()
          ? after + "(?P<subsection>.*)"
          : after + "(?P<subsection>.*?)" + before;
    }
    return before == null || before.isEmpty() ? null : "(?P<subsection>.*)" + before;
  }

  private static Charset encoding(String name) throws ModuleFailure {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new ModuleFailure("unknown encoding: " + name);
    }
  }
}
