package dev.runbook.template.filters;

import dev.runbook.template.value.Context;
import dev.runbook.template.value.Paths;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ansible's filters on file names, as Python's `os.path` and `ntpath` work.
final class PathFilters {
  private PathFilters() {}

  static void addTo(Table table) {
    table
        .add("basename", "", (x, _) -> Paths.base(Text.str(x)))
        .add("dirname", "", (x, _) -> Paths.folder(Text.str(x)))
        .add(
            "expanduser",
            "",
            (x, a) -> Paths.expandUser(Text.str(x), a.context().surroundings().environment()))
        .add(
            "expandvars",
            "",
            (x, a) -> Paths.expandVariables(Text.str(x), a.context().surroundings().environment()))
        .add("path_join", "", (x, _) -> join(x))
        .add("realpath", "", (x, a) -> real(Text.str(x), a.context()))
        .add(
            "relpath",
            "start=null",
            (x, a) ->
                Paths.relative(
                    absolute(Text.str(x), a.context()),
                    absolute(a.at(0) == null ? "." : a.text(0), a.context())))
        .add("normpath", "", (x, _) -> Paths.normal(Text.str(x)))
        .add("commonpath", "", (x, _) -> common(x))
        .add("splitext", "", (x, _) -> Paths.splitExtension(Text.str(x)))
        .add("win_basename", "", (x, _) -> windows(Text.str(x)).get(1))
        .add("win_dirname", "", (x, _) -> windows(Text.str(x)).get(0))
        .add("win_splitdrive", "", (x, _) -> drive(Text.str(x)))
        .add("fileglob", "", (x, a) -> files(Text.str(x), a.context()));
  }

  private static Object join(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (!(value instanceof List<?> list)) {
      throw Raised.filter(
          "|path_join expects string or sequence, got " + Values.typeName(value) + " instead.");
    }
    return Paths.join(list.stream().map(Text::str).toList());
  }

  private static String absolute(String path, Context context) {
    return Paths.normal(
        path.startsWith("/")
            ? path
            : context.surroundings().workingDirectory().toAbsolutePath() + "/" + path);
  }

  private static Object real(String path, Context context) {
    var whole = Path.of(absolute(path, context));
    var tail = new ArrayList<String>();
    var at = whole;
    while (at != null && !Files.exists(at)) {
      var name = at.getFileName();
      if (name != null) {
        tail.addFirst(name.toString());
      }
      at = at.getParent();
    }
    try {
      var found = (at == null ? Path.of("/") : at).toRealPath();
      for (var name : tail) {
        found = found.resolve(name);
      }
      return found.toString();
    } catch (java.io.IOException e) {
      return whole.toString();
    }
  }

  private static Object common(@Nullable Object value) {
    var paths = Values.items(value).stream().map(Text::str).toList();
    if (paths.isEmpty()) {
      throw Raised.filter("commonpath() arg is an empty sequence");
    }
    List<String> shared = List.of(paths.getFirst().split("/+", -1));
    for (var path : paths) {
      if (path.startsWith("/") != paths.getFirst().startsWith("/")) {
        throw Raised.filter("Can't mix absolute and relative paths");
      }
      var parts = path.split("/+", -1);
      var same = 0;
      while (same < shared.size() && same < parts.length && shared.get(same).equals(parts[same])) {
        same++;
      }
      shared = shared.subList(0, same);
    }
    var joined = String.join("/", shared);
    return joined.isEmpty() && paths.getFirst().startsWith("/") ? "/" : joined;
  }

  private static Tuple drive(String path) {
    if (path.length() >= 2 && path.charAt(1) == ':') {
      return Tuple.of(path.substring(0, 2), path.substring(2));
    }
    var slashed = path.replace('/', '\\');
    if (slashed.startsWith("\\\\") && !slashed.startsWith("\\\\\\")) {
      var host = slashed.indexOf('\\', 2);
      var share = host < 0 ? -1 : slashed.indexOf('\\', host + 1);
      if (host > 0 && share != host + 1) {
        var end = share < 0 ? path.length() : share;
        return Tuple.of(path.substring(0, end), path.substring(end));
      }
    }
    return Tuple.of("", path);
  }

  /// Python's `ntpath.split`.
  private static Tuple windows(String path) {
    var parts = drive(path);
    var rest = Text.str(parts.get(1));
    var cut = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1;
    var head = rest.substring(0, cut);
    var stripped = head.replaceAll("[/\\\\]+$", "");
    return Tuple.of(
        Text.str(parts.get(0)) + (stripped.isEmpty() ? head : stripped), rest.substring(cut));
  }

  private static Object files(String pattern, Context context) {
    var found = new ArrayList<@Nullable Object>();
    for (var path : Paths.glob(absolute(pattern, context))) {
      if (Files.isRegularFile(path)) {
        found.add(path.toString());
      }
    }
    return found;
  }
}
