package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps a line in a file, or keeps it out.
@Name("ansible.builtin.lineinfile")
final class LineinfileModule implements TaskModule<LineinfileModule.Arguments> {

  private static final String EMPTY =
      "The %s is an empty string, which will match every line in the file. This may have unintended"
          + " consequences, such as replacing the last line in the file rather than appending.";

  enum State {
    ABSENT,
    PRESENT
  }

  record Arguments(
      @Doc(
              value = "The file.",
              aliases = {"dest", "destfile", "name"})
          String path,
      @Doc(value = "Whether the line shall be there.", byDefault = "present") State state,
      @Doc(value = "The line that is replaced or removed: a Python pattern.", aliases = "regex")
          @Nullable String regexp,
      @Doc("The line that is replaced or removed: a text in it.") @Nullable String searchString,
      @Doc(value = "The line.", aliases = "value") @Nullable String line,
      @Doc("EOF, BOF or a pattern: where the line goes when it is new.")
          @Nullable String insertafter,
      @Doc("BOF or a pattern: where the line goes when it is new.") @Nullable String insertbefore,
      @Doc(value = "Groups of regexp may stand in the line.", byDefault = "no") boolean backrefs,
      @Doc(value = "Make the file when it is not there.", byDefault = "no") boolean create,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc(value = "The first line that matches counts, not the last.", byDefault = "no")
          boolean firstmatch,
      @Doc("A command that checks the file before it takes its place; %s stands for it.")
          @Nullable String validate,
      @Flat FileAttributes attributes) {

    Arguments {
      refuse(insertbefore != null && insertafter != null, "insertbefore|insertafter");
      refuse(regexp != null && searchString != null, "regexp|search_string");
      refuse(backrefs && searchString != null, "backrefs|search_string");
      if (state == State.PRESENT && backrefs && regexp == null) {
        throw new IllegalArgumentException("regexp is required with backrefs=true");
      }
      if (state == State.PRESENT && line == null) {
        throw new IllegalArgumentException("line is required with state=present");
      }
      if (state == State.ABSENT && regexp == null && searchString == null && line == null) {
        throw new IllegalArgumentException(
            "one of line, search_string, or regexp is required with state=absent");
      }
    }

    private static void refuse(boolean both, String names) {
      if (both) {
        throw new IllegalArgumentException("parameters are mutually exclusive: " + names);
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if ("".equals(arguments.regexp())) {
      target.warn(
          EMPTY.formatted("regular expression")
              + " If this is desired, use '^' to match every line in the file and avoid this"
              + " warning.");
    }
    if ("".equals(arguments.searchString())) {
      target.warn(EMPTY.formatted("search string"));
    }
    var file = EditedFile.read(arguments.path(), arguments.attributes(), target);
    var options =
        new EditedFile.Options(arguments.attributes(), arguments.validate(), arguments.backup());
    var text = file.text();
    if (arguments.state() == State.ABSENT) {
      if (text == null) {
        return Result.unchanged().with("msg", "file not present");
      }
      var lines = new Lines(text, arguments);
      var found = lines.remove();
      var msg = found == 0 ? "" : found + " line(s) removed";
      return result(file.write(lines.text(), msg, options, target)).with("found", (long) found);
    }
    if (text == null && !arguments.create()) {
      throw new ModuleFailure(
          "Destination %s does not exist !".formatted(file.path()), Map.of("rc", 257L));
    }
    var lines = new Lines(text == null ? "" : text, arguments);
    var msg = lines.put();
    if (msg.isEmpty() && text == null) {
      return Result.unchanged().with("msg", "").with("backup", "");
    }
    return result(file.write(lines.text(), msg, options, target));
  }

  private static Result result(EditedFile.Written written) {
    return Result.of(written.plan())
        .with("msg", written.msg())
        .with("backup", written.backup() == null ? "" : written.backup());
  }
}
