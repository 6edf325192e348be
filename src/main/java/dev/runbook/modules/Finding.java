package dev.runbook.modules;

import dev.runbook.module.Fields;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One search of `find`: the host lists its folders in one round trip, what is wanted is picked
/// here; only contents and checksums, when they are asked for, need another.
final class Finding {
  /// Contents are fetched in portions of at most this many bytes, larger files alone: of what a
  /// command prints no more than 16 MiB are kept.
  private static final long PORTION = 8 << 20;

  /// So many files are read by one program.
  private static final int TOGETHER = 256;

  private static final Pattern DENIED =
      Pattern.compile("(?m)^find: [`'‘]?(.*?)['’]?: Permission denied$");

  /// @param now the host's time in seconds
  record Entry(String path, Map<String, @Nullable Object> stat, double now) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean is(String type) {
      return Boolean.TRUE.equals(stat.get(type));
    }

    long size() {
      return stat.get("size") instanceof Long size ? size : 0;
    }

    int mode() {
      return Integer.parseInt(String.valueOf(stat.get("mode")), 8);
    }
  }

  /// A path of the task and what lies below, by folder.
  private record Tree(
      String path, boolean folder, Map<String, List<Entry>> folders, String complaints) {}

  private final FindModule.Arguments arguments;
  private final Predicate<String> name;
  private final Target target;
  private final List<Entry> found = new ArrayList<>();
  private final Map<String, Object> skipped = new LinkedHashMap<>();
  private long examined;
  private boolean warned;
  private boolean full;

  Finding(FindModule.Arguments arguments, Predicate<String> name, Target target) {
    this.arguments = arguments;
    this.name = name;
    this.target = target;
  }

  void search(Predicate<Entry> age, Predicate<Long> size, Predicate<Integer> mode)
      throws ModuleFailure, Unreachable {
    var content = arguments.contains() == null ? null : PythonPattern.ofText(arguments.contains());
    for (var tree : trees()) {
      if (!tree.folder()) {
        skip(tree.path(), "'" + tree.path() + "' is not a directory");
        continue;
      }
      var wanted = new ArrayList<Entry>();
      walk(
          tree,
          normal(tree.path()),
          1,
          entry -> {
            if (fits(entry, size) && age.test(entry) && mode.test(entry.mode())) {
              wanted.add(entry);
            }
          });
      var denied = DENIED.matcher(tree.complaints());
      while (denied.find()) {
        var path = normal(denied.group(1));
        skipped.put(path, "[Errno 13] Permission denied: '" + path + "'");
      }
      if (content == null || arguments.fileType() != FindModule.Type.FILE) {
        wanted.forEach(this::add);
      } else {
        contents(tree, wanted, content);
      }
      if (full) {
        break;
      }
    }
    if (arguments.getChecksum()) {
      checksums();
    }
  }

  private boolean fits(Entry entry, Predicate<Long> size) {
    if (!name.test(entry.name()) || entry.name().startsWith(".") && !arguments.hidden()) {
      return false;
    }
    return switch (arguments.fileType()) {
      case ANY -> !entry.is("isreg") || size.test(entry.size());
      case DIRECTORY -> entry.is("isdir");
      case FILE -> entry.is("isreg") && size.test(entry.size());
      case LINK -> entry.is("islnk");
    };
  }

  private void add(Entry entry) {
    if (!full) {
      found.add(entry);
      full = arguments.limit() != null && found.size() == arguments.limit();
    }
  }

  private void skip(String path, String why) {
    target.warn("Skipped '" + path + "' path due to this access issue: " + why);
    skipped.put(path, why);
    warned = true;
  }

  /// As Python's `os.walk`: what is in a folder, then the folders in it.
  private void walk(
      Tree tree, String folder, int level, java.util.function.Consumer<Entry> examine) {
    var entries = tree.folders().getOrDefault(folder, List.of());
    examined += entries.size();
    var depth = arguments.depth();
    if (depth != null && depth != 0 && level > depth) {
      return;
    }
    for (var folders : List.of(false, true)) {
      entries.stream().filter(e -> e.is("isdir") == folders).forEach(examine);
    }
    for (var entry : entries) {
      if (tree.folders().containsKey(entry.path())) {
        walk(tree, entry.path(), level + 1, examine);
      }
    }
  }

  private static String normal(String path) {
    return Path.of(path).normalize().toString();
  }

  private List<Tree> trees() throws ModuleFailure, Unreachable {
    var depth = arguments.levels();
    var script = new StringBuilder("export LC_ALL=C\ndate +%%s; printf '\\0'\n".formatted());
    for (var path : arguments.paths()) {
      script.append(
          """
          p=%s
          printf '%%s\\0' "$p"
          if [ -d "$p" ]; then
            case $p in -*) q=./$p ;; *) q=$p ;; esac
            printf '1\\0'
            { e=$(find %s "$q" -mindepth 1%s -exec sh -c '
              n=$#
              printf "%%s\\0" "$n" "$@"
              o=$(stat -c "%s" -- "$@" 2>/dev/null) || o=$(
                for f; do stat -c "%s" -- "$f" 2>/dev/null || printf "%s"; done)
              printf "%%s\\0" "$o"' sh {} + 2>&1 >&3); } 3>&1
            printf '\\0%%s\\0' "$e"
          else
            printf '\\0'
          fi
          """
              .formatted(
                  Quote.path(path),
                  arguments.follow() ? "-L" : "-H",
                  depth == Integer.MAX_VALUE ? "" : " -maxdepth " + depth,
                  StatModule.FORMAT,
                  StatModule.FORMAT,
                  "?\\n".repeat(StatModule.LINES)));
    }
    var fields = new Fields(target.ask(script.toString()).out());
    var now = Double.parseDouble(fields.line());
    var trees = new ArrayList<Tree>();
    while (fields.more()) {
      var path = fields.next();
      var folder = fields.next().equals("1");
      var folders = new LinkedHashMap<String, List<Entry>>();
      if (folder) {
        for (var count = fields.next(); !count.isEmpty(); count = fields.next()) {
          portion(fields, Integer.parseInt(count), now, folders);
        }
      }
      trees.add(new Tree(path, folder, folders, folder ? fields.next() : ""));
    }
    return trees;
  }

  /// Reads what the shell told of some paths: their names, then the lines of `stat` for each.
  private static void portion(
      Fields fields, int count, double now, Map<String, List<Entry>> folders) {
    var paths = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      paths.add(normal(fields.next()));
    }
    var lines = fields.next().split("\n", -1);
    for (var i = 0; i < count; i++) {
      var at = i * StatModule.LINES;
      if (at + StatModule.LINES > lines.length || lines[at].equals("?")) {
        continue;
      }
      var stat = new LinkedHashMap<String, @Nullable Object>();
      var path = paths.get(i);
      StatModule.numbers(
          stat, Arrays.stream(lines, at, at + StatModule.LINES).collect(Collectors.joining("\n")));
      List.of("device_type", "blocks", "block_size").forEach(stat::remove);
      stat.putIfAbsent("pw_name", "");
      stat.putIfAbsent("gr_name", "");
      var slash = path.lastIndexOf('/');
      var parent = slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
      folders.computeIfAbsent(parent, _ -> new ArrayList<>()).add(new Entry(path, stat, now));
    }
  }

  /// Takes the files whose content matches; one that cannot be read as text ends the search of its
  /// path.
  private void contents(Tree tree, List<Entry> wanted, PythonPattern pattern)
      throws ModuleFailure, Unreachable {
    Charset encoding;
    try {
      encoding =
          arguments.encoding() == null
              ? StandardCharsets.UTF_8
              : Charset.forName(arguments.encoding());
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      if (!wanted.isEmpty()) {
        skip(tree.path(), "unknown encoding: " + arguments.encoding());
      }
      return;
    }
    for (var from = 0; from < wanted.size() && !full; ) {
      var to = from + 1;
      for (var bytes = wanted.get(from).size(); to < wanted.size(); to++) {
        bytes += wanted.get(to).size();
        if (bytes > PORTION) {
          break;
        }
      }
      var portion = wanted.subList(from, to);
      from = to;
      var contents = read(portion);
      for (var entry : portion) {
        var content = contents.get(entry);
        try {
          if (content != null && matches(pattern, content, encoding)) {
            add(entry);
          }
        } catch (CharacterCodingException e) {
          skip(
              tree.path(),
              "Failed to read the file %s due to an encoding error. current encoding: %s"
                  .formatted(
                      entry.path(),
                      arguments.encoding() == null
                          ? "None (default determined by the Python built-in function \"open\")"
                          : arguments.encoding()));
          return;
        }
      }
    }
  }

  /// Many at once, cut by their sizes; one by one only where these do not add up.
  private Map<Entry, byte[]> read(List<Entry> entries) throws ModuleFailure, Unreachable {
    if (entries.getFirst().size() > PORTION) {
      var content = new ByteArrayOutputStream();
      target.get(entries.getFirst().path(), content);
      return Map.of(entries.getFirst(), content.toByteArray());
    }
    var fields =
        fields(
            entries,
            "xargs -0 -n " + TOGETHER + " sh -c ",
            "cat -- \"$@\" 2>/dev/null | base64 | tr -d \"\\n\"; printf \"\\0\"",
            target);
    var contents = new HashMap<Entry, byte[]>();
    var doubtful = new ArrayList<Entry>();
    for (var from = 0; from < entries.size(); from += TOGETHER) {
      var some = entries.subList(from, Math.min(from + TOGETHER, entries.size()));
      var bytes = java.util.Base64.getDecoder().decode(fields.next());
      if (bytes.length != some.stream().mapToLong(Entry::size).sum()) {
        doubtful.addAll(some); // unreadable, changed meanwhile, or made by the kernel
        continue;
      }
      var at = 0;
      for (var entry : some) {
        contents.put(entry, Arrays.copyOfRange(bytes, at, at += (int) entry.size()));
      }
    }
    if (!doubtful.isEmpty()) {
      contents.putAll(oneByOne(doubtful));
    }
    return contents;
  }

  private Map<Entry, byte[]> oneByOne(List<Entry> entries) throws ModuleFailure, Unreachable {
    var fields =
        each(
            entries,
            "if [ -r \"$f\" ]; then printf 1; base64 <\"$f\" | tr -d \"\\n\"; fi; printf \"\\0\"",
            target);
    var contents = new LinkedHashMap<Entry, byte[]>();
    for (var entry : entries) {
      var said = fields.next();
      if (!said.isEmpty()) {
        contents.put(entry, java.util.Base64.getDecoder().decode(said.substring(1)));
      }
    }
    return contents;
  }

  /// What a command prints for each file, `$f`; their number has no limit.
  private static Fields each(List<Entry> files, String command, Target target)
      throws ModuleFailure, Unreachable {
    var loop = "for f; do " + command + "; done 2>/dev/null";
    return fields(files, "xargs -0 sh -c ", loop, target);
  }

  private static Fields fields(List<Entry> files, String xargs, String command, Target target)
      throws ModuleFailure, Unreachable {
    var names = files.stream().map(Entry::path).collect(Collectors.joining("\0"));
    var script = xargs + Quote.sh(command) + " sh";
    var stdin = names.getBytes(StandardCharsets.UTF_8);
    return new Fields(target.ask(Command.of(script).withStdin(stdin)).out());
  }

  private boolean matches(PythonPattern pattern, byte[] content, Charset encoding)
      throws CharacterCodingException {
    var text =
        encoding
            .newDecoder()
            .decode(ByteBuffer.wrap(content))
            .toString()
            .replace("\r\n", "\n")
            .replace('\r', '\n');
    if (arguments.readWholeFile()) {
      return pattern.isFound(text);
    }
    for (var start = 0; start < text.length(); ) {
      var end = text.indexOf('\n', start) + 1;
      end = end == 0 ? text.length() : end;
      if (pattern.matcher(text.substring(start, end)).lookingAt()) {
        return true;
      }
      start = end;
    }
    return false;
  }

  private void checksums() throws ModuleFailure, Unreachable {
    var files = found.stream().filter(e -> e.is("isreg")).toList();
    if (files.isEmpty()) {
      return;
    }
    var sum = arguments.checksumAlgorithm().name().toLowerCase(Locale.ROOT) + "sum";
    var fields = each(files, sum + " <\"$f\"; printf \"\\0\"", target);
    for (var file : files) {
      var checksum = fields.word();
      if (!checksum.isEmpty()) {
        file.stat().put("checksum", checksum);
      }
    }
  }

  Result result() {
    var files = new ArrayList<Map<String, @Nullable Object>>();
    for (var entry : found) {
      var file = new LinkedHashMap<String, @Nullable Object>();
      file.put("path", entry.path());
      file.putAll(entry.stat());
      files.add(file);
    }
    var msg =
        warned
            ? "Not all paths examined, check warnings for details"
            : full ? "Limit of matches reached" : "All paths examined";
    return Result.unchanged()
        .with("files", files)
        .with("msg", msg)
        .with("matched", (long) found.size())
        .with("examined", examined)
        .with("skipped_paths", skipped);
  }
}
