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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sets or removes one option of a file in sections.
@Name("community.general.ini_file")
final class IniFileModule implements TaskModule<IniFileModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT
  }

  record Arguments(
      @Doc(value = "The file.", aliases = "dest") String path,
      @Doc("The section; none for what stands before the first.") @Nullable String section,
      @Doc("The option; none for the section as a whole.") @Nullable String option,
      @Doc("Its value.") @Nullable String value,
      @Doc("Its values, one line for each.") @Nullable List<String> values,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc(value = "Whether it shall be there.", byDefault = "present") State state,
      @Doc(value = "There are no other values.", byDefault = "yes") boolean exclusive,
      @Doc(value = "Write no blanks around =.", byDefault = "no") boolean noExtraSpaces,
      @Doc(value = "Leave blanks around = as they are.", byDefault = "no") boolean ignoreSpaces,
      @Doc(value = "Make the file when it is not there.", byDefault = "yes") boolean create,
      @Doc(value = "The option may stand alone.", byDefault = "no") boolean allowNoValue,
      @Doc(value = "Put the option in place of one that is commented out.", byDefault = "yes")
          boolean modifyInactiveOption,
      @Doc(value = "Follow links; always done.", byDefault = "no") boolean follow,
      @Flat FileAttributes attributes) {

    Arguments {
      if (value != null && values != null) {
        throw new IllegalArgumentException("parameters are mutually exclusive: value|values");
      }
      if (state == State.PRESENT
          && option != null
          && value == null
          && (values == null || values.isEmpty())
          && !allowNoValue) {
        throw new IllegalArgumentException(
            "Parameter 'value(s)' must be defined if state=present and allow_no_value=False.");
      }
    }

    List<@Nullable String> wanted() {
      var all = new ArrayList<@Nullable String>();
      if (values != null) {
        all.addAll(values);
      } else if (value != null || option != null && state == State.PRESENT) {
        all.add(value);
      }
      return all;
    }

    String line(@Nullable String text) {
      return text == null ? option + "\n" : option + (noExtraSpaces ? "=" : " = ") + text + "\n";
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var file = EditedFile.read(a.path(), a.attributes(), target);
    if (file.text() == null && !a.create()) {
      throw new ModuleFailure(
          "Destination %s does not exist!".formatted(file.path()), java.util.Map.of("rc", 257L));
    }
    var text = file.text() == null ? "" : file.text();
    var lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    lines.removeIf(String::isEmpty);
    if (!lines.isEmpty() && !lines.getLast().endsWith("\n")) {
      lines.set(lines.size() - 1, lines.getLast() + "\n");
    }
    var msg = edit(lines, a);
    var fresh = msg.isEmpty() ? text : String.join("", lines);
    var options = new EditedFile.Options(a.attributes(), null, a.backup());
    // a file that is not there is made, though it be empty
    var written = file.write(fresh, msg, options, target);
    var result =
        Result.of(written.plan())
            .with("msg", written.msg().isEmpty() ? "OK" : written.msg())
            .with("path", file.path())
            .tellingOneDiff();
    return written.backup() == null ? result : result.with("backup_file", written.backup());
  }

  private static String edit(List<String> lines, Arguments a) {
    var start = 0;
    var found = a.section() == null;
    if (!found) {
      var head = "[" + EditedFile.bytes(String.valueOf(a.section())) + "]";
      for (var i = 0; i < lines.size() && !found; i++) {
        if (lines.get(i).strip().equals(head) || lines.get(i).strip().startsWith(head + " ")) {
          start = i + 1;
          found = true;
        }
      }
    }
    if (!found) {
      return a.state() == State.ABSENT ? "" : added(lines, a);
    }
    var end = start;
    while (end < lines.size() && !lines.get(end).startsWith("[")) {
      end++;
    }
    var inside = lines.subList(start, end);
    if (a.option() == null) {
      if (a.state() == State.PRESENT || a.section() == null) {
        return "";
      }
      lines.subList(start - 1, end).clear();
      return "section removed";
    }
    return a.state() == State.PRESENT ? present(inside, a) : absent(inside, a);
  }

  private static String added(List<String> lines, Arguments a) {
    if (!lines.isEmpty() && !lines.getLast().isBlank()) {
      lines.add("\n");
    }
    lines.add("[" + EditedFile.bytes(String.valueOf(a.section())) + "]\n");
    if (a.option() == null) {
      return "only section added";
    }
    for (var value : a.wanted()) {
      lines.add(EditedFile.bytes(a.line(value)));
    }
    return "section and option added";
  }

  private static Pattern active(Arguments a) {
    return Pattern.compile(
        "\\s*("
            + Pattern.quote(EditedFile.bytes(String.valueOf(a.option())))
            + ")[ \t]*(=|$)[ \t]*(.*)");
  }

  private static Pattern any(Arguments a) {
    var comment = a.modifyInactiveOption() ? "[#;]?[ \t]*" : "\\s*";
    return Pattern.compile(
        comment
            + "("
            + Pattern.quote(EditedFile.bytes(String.valueOf(a.option())))
            + ")[ \t]*(=|$)[ \t]*(.*)");
  }

  private static @Nullable String value(Matcher match) {
    return match.group(2).isEmpty() ? null : match.group(3).strip();
  }

  private static String present(List<String> inside, Arguments a) {
    var left = new ArrayList<@Nullable String>();
    a.wanted().forEach(v -> left.add(v == null ? null : EditedFile.bytes(v)));
    var before = List.copyOf(inside);
    var done = new boolean[inside.size()];
    var pattern = any(a);
    // lines that have a wanted value first, then those that can take one
    for (var i = 0; i < inside.size(); i++) {
      var match = pattern.matcher(inside.get(i).stripTrailing());
      if (match.matches() && left.remove(value(match))) {
        done[i] = true;
        var fresh = line(a, value(match));
        var commented = inside.get(i).stripLeading().matches("(?s)[#;].*");
        if (!a.ignoreSpaces() || commented) {
          inside.set(i, fresh);
        }
      }
    }
    if (a.exclusive()) {
      for (var i = inside.size() - 1; i >= 0; i--) {
        var match = pattern.matcher(inside.get(i).stripTrailing());
        if (done[i] || !match.matches()) {
          continue;
        }
        var first = first(inside, done, pattern);
        if (first != i || left.isEmpty()) {
          if (active(a).matcher(inside.get(i).stripTrailing()).matches()) {
            inside.remove(i);
          }
          continue;
        }
        inside.set(i, line(a, left.removeFirst()));
        done[i] = true;
      }
    }
    var changed = !before.equals(inside);
    if (!left.isEmpty()) {
      var at = inside.size();
      while (at > 0 && inside.get(at - 1).matches("(?s)[ \t]*(?:[#;].*)?\n?")) {
        at--;
      }
      for (var value : left) {
        inside.add(at++, line(a, value));
      }
      return "option added";
    }
    return changed ? "option changed" : "";
  }

  private static int first(List<String> inside, boolean[] done, Pattern pattern) {
    for (var i = 0; i < inside.size(); i++) {
      if (!done[i] && pattern.matcher(inside.get(i).stripTrailing()).matches()) {
        return i;
      }
    }
    return -1;
  }

  private static String line(Arguments a, @Nullable String value) {
    var option = EditedFile.bytes(String.valueOf(a.option()));
    return value == null
        ? option + "\n"
        : option + (a.noExtraSpaces() ? "=" : " = ") + value + "\n";
  }

  private static String absent(List<String> inside, Arguments a) {
    var values = a.wanted().stream().map(v -> v == null ? null : EditedFile.bytes(v)).toList();
    var pattern = active(a);
    var removed =
        inside.removeIf(text -> {
          var match = pattern.matcher(text.stripTrailing());
          return match.matches()
              && (a.exclusive() || values.isEmpty() || values.contains(value(match)));
        });
    return removed ? "option changed" : "";
  }
}
