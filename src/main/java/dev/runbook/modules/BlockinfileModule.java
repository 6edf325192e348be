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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps a block of lines between two marker lines in a file, or keeps it out.
@Name("ansible.builtin.blockinfile")
final class BlockinfileModule implements TaskModule<BlockinfileModule.Arguments> {

  enum State {
    ABSENT,
    PRESENT
  }

  record Arguments(
      @Doc(
              value = "The file.",
              aliases = {"dest", "destfile", "name"})
          String path,
      @Doc(value = "Whether the block shall be there.", byDefault = "present") State state,
      @Doc(
              value = "The marker lines; {mark} in them is marker_begin or marker_end.",
              byDefault = "# {mark} ANSIBLE MANAGED BLOCK")
          String marker,
      @Doc(value = "The block; an empty one is removed.", aliases = "content", byDefault = "")
          String block,
      @Doc("EOF or a pattern: where the block goes when it is new.") @Nullable String insertafter,
      @Doc("BOF or a pattern: where the block goes when it is new.") @Nullable String insertbefore,
      @Doc(value = "Make the file when it is not there.", byDefault = "no") boolean create,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc("A command that checks the file before it takes its place; %s stands for it.")
          @Nullable String validate,
      @Doc(value = "What {mark} is in the first marker line.", byDefault = "BEGIN")
          String markerBegin,
      @Doc(value = "What {mark} is in the last marker line.", byDefault = "END") String markerEnd,
      @Doc(value = "An empty line before the block.", byDefault = "no") boolean prependNewline,
      @Doc(value = "An empty line after the block.", byDefault = "no") boolean appendNewline,
      @Flat FileAttributes attributes) {

    Arguments {
      if (insertbefore != null && insertafter != null) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: insertbefore|insertafter");
      }
    }
  }

  private static final Pattern LINE = Pattern.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$");

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var file = EditedFile.read(arguments.path(), arguments.attributes(), target);
    var text = file.text();
    if (text == null && !arguments.create()) {
      throw new ModuleFailure(
          "Path %s does not exist !".formatted(file.path()), Map.of("rc", 257L));
    }
    if (text == null && arguments.state() == State.ABSENT) {
      return Result.unchanged().with("msg", "File %s not present".formatted(file.path()));
    }
    var block = block(arguments);
    var fresh = edit(arguments, text == null ? "" : text, block);
    var msg =
        text == null
            ? "File created"
            : text.equals(fresh) ? "" : block.isEmpty() ? "Block removed" : "Block inserted";
    var options =
        new EditedFile.Options(arguments.attributes(), arguments.validate(), arguments.backup());
    var written = file.write(fresh, msg, options, target);
    var result = Result.of(written.plan()).with("msg", written.msg());
    return written.backup() == null ? result : result.with("backup_file", written.backup());
  }

  private static String marker(Arguments arguments, String mark) {
    return EditedFile.bytes(arguments.marker().replace("{mark}", mark)) + "\n";
  }

  /// The lines of the block with its markers; none when it shall not be there.
  private static List<String> block(Arguments arguments) {
    if (arguments.state() == State.ABSENT || arguments.block().isEmpty()) {
      return List.of();
    }
    var text = EditedFile.bytes(arguments.block());
    var lines = new ArrayList<String>();
    lines.add(marker(arguments, arguments.markerBegin()));
    lines.addAll(lines(text.endsWith("\n") ? text : text + "\n"));
    lines.add(marker(arguments, arguments.markerEnd()));
    return lines;
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    var matcher = LINE.matcher(text);
    while (matcher.find()) {
      if (!matcher.group().isEmpty()) {
        lines.add(matcher.group());
      }
    }
    return lines;
  }

  private static String edit(Arguments arguments, String text, List<String> block)
      throws ModuleFailure {
    var lines = lines(text);
    var begin = lines.lastIndexOf(marker(arguments, arguments.markerBegin()));
    var end = lines.lastIndexOf(marker(arguments, arguments.markerEnd()));
    int at;
    if (begin < 0 || end < 0) {
      at = place(arguments, text, lines);
    } else {
      at = Math.min(begin, end);
      lines.subList(at, Math.max(begin, end) + 1).clear();
    }
    if (at > 0 && !lines.get(at - 1).endsWith("\n")) {
      lines.set(at - 1, lines.get(at - 1) + "\n");
    }
    var whole = new ArrayList<>(block);
    if (arguments.prependNewline() && at > 0 && !lines.get(at - 1).isBlank() && !block.isEmpty()) {
      whole.addFirst("\n");
    }
    if (arguments.appendNewline()
        && at < lines.size()
        && !lines.get(at).isBlank()
        && !block.isEmpty()) {
      whole.add("\n");
    }
    lines.addAll(at, whole);
    return String.join("", lines);
  }

  private static int place(Arguments arguments, String text, List<String> lines)
      throws ModuleFailure {
    var after = arguments.insertafter();
    var before = arguments.insertbefore();
    var anchor =
        after != null && !after.equals("EOF")
            ? after
            : before != null && !before.equals("BOF") ? before : null;
    if (anchor == null) {
      return before != null ? 0 : lines.size();
    }
    var pattern = Lines.pattern(anchor);
    var found = -1;
    if (pattern.isMultiline()) {
      var matcher = pattern.matcher(text);
      if (matcher.find()) {
        var until = after != null ? matcher.end() : matcher.start();
        found = (int) text.substring(0, until).chars().filter(c -> c == '\n').count();
      }
    } else {
      for (var i = 0; i < lines.size(); i++) {
        found = pattern.isFound(lines.get(i)) ? i : found;
      }
    }
    return found < 0 ? lines.size() : after != null ? found + 1 : found;
  }
}
