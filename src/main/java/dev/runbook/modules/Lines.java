package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.regex.PythonPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// The lines of a file, and what `lineinfile` does with them: its rules, one by one.
final class Lines {
  private final List<String> lines;
  private final LineinfileModule.Arguments arguments;
  private final String line;
  private final @Nullable PythonPattern regexp;
  private final @Nullable String search;
  private final @Nullable String after;
  private final @Nullable String before;

  Lines(String text, LineinfileModule.Arguments arguments) throws ModuleFailure {
    this.lines = split(text);
    this.arguments = arguments;
    this.line = arguments.line() == null ? "" : EditedFile.bytes(arguments.line());
    this.regexp = arguments.regexp() == null ? null : pattern(arguments.regexp());
    this.search =
        arguments.searchString() == null ? null : EditedFile.bytes(arguments.searchString());
    this.before = arguments.insertbefore();
    this.after =
        before == null && arguments.insertafter() == null ? "EOF" : arguments.insertafter();
  }

  static PythonPattern pattern(String written) throws ModuleFailure {
    try {
      return PythonPattern.ofBytes(EditedFile.bytes(written));
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure(
          "Invalid regular expression '%s': %s".formatted(written, e.getMessage()));
    }
  }

  /// Each with the newline at its end.
  private static List<String> split(String text) {
    var lines = new ArrayList<String>();
    for (var start = 0; start < text.length(); ) {
      var end = text.indexOf('\n', start);
      var next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, next));
      start = next;
    }
    return lines;
  }

  String text() {
    return String.join("", lines);
  }

  /// Removes what matches, and says how many lines that were.
  int remove() {
    var before = lines.size();
    lines.removeIf(current ->
        regexp != null
            ? regexp.isFound(current)
            : search != null ? current.contains(search) : line.equals(bare(current)));
    return before - lines.size();
  }

  private static String bare(String current) {
    var end = current.length();
    while (end > 0 && (current.charAt(end - 1) == '\n' || current.charAt(end - 1) == '\r')) {
      end--;
    }
    return current.substring(0, end);
  }

  private static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }

  /// Puts the line where it belongs; the message is empty when it is there.
  String put() throws ModuleFailure {
    var found = -1;
    Matcher match = null;
    for (var i = 0; i < lines.size(); i++) {
      var matcher = regexp == null ? null : regexp.matcher(lines.get(i));
      if (matcher != null ? matcher.find() : search != null && lines.get(i).contains(search)) {
        found = i;
        match = matcher;
        if (arguments.firstmatch()) {
          break;
        }
      }
    }
    if (found >= 0) {
      var fresh = arguments.backrefs() && match != null && regexp != null ? expanded(match) : line;
      return replace(found, ended(fresh));
    }
    return insert();
  }

  private String expanded(Matcher match) throws ModuleFailure {
    try {
      return java.util.Objects.requireNonNull(regexp).expand(match, line);
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure("Invalid line '%s': %s".formatted(arguments.line(), e.getMessage()));
    }
  }

  private String replace(int at, String fresh) {
    if (lines.get(at).equals(fresh)) {
      return "";
    }
    lines.set(at, fresh);
    return "line replaced";
  }

  /// Nothing matched: the same line elsewhere in the file, or a place for a new one.
  private String insert() throws ModuleFailure {
    var anchor =
        after != null && !after.equals("BOF") && !after.equals("EOF")
            ? after
            : before != null && !before.equals("BOF") ? before : null;
    var pattern = anchor == null ? null : pattern(anchor);
    var same = -1;
    var place = -1;
    for (var i = 0; i < lines.size(); i++) {
      if (line.equals(bare(lines.get(i)))) {
        same = i;
      } else if (pattern != null && pattern.isFound(lines.get(i))) {
        place = after != null ? i + 1 : i;
        if (arguments.firstmatch()) {
          break;
        }
      }
    }
    if (same >= 0) {
      return replace(same, ended(line));
    }
    if (arguments.backrefs()) {
      return "";
    }
    if ("BOF".equals(before) || "BOF".equals(after)) {
      return add(0);
    }
    if ("EOF".equals(after) || place < 0) {
      return add(lines.size());
    }
    if (after != null) {
      var neighbour = lines.get(place == lines.size() ? place - 1 : place);
      return line.equals(bare(neighbour)) ? "" : add(place);
    }
    return add(place);
  }

  private String add(int at) {
    if (at == lines.size() && at > 0) {
      lines.set(at - 1, ended(lines.get(at - 1)));
    }
    lines.add(at, ended(line));
    return "line added";
  }
}
