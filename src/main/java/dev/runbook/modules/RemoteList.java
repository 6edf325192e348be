package dev.runbook.modules;

import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState.Stat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a host has of a tree that shall come to it.
///
/// @param dest the folder, as the task gives it
record RemoteList(String dest, FileAttributes attributes, LocalTree tree) {
  /// Names on one command line.
  private static final int CHUNK = 500;

  /// @param path the folder without a slash at the end
  /// @param exists whether it is there
  /// @param tar whether the host has tar
  /// @param uid of the user who works there
  /// @param stats by name below the folder
  /// @param sums SHA-1 of the regular files
  /// @param links what the links say
  record Listed(
      String path,
      boolean exists,
      boolean tar,
      long uid,
      long gid,
      FileAttributes.Known known,
      Map<String, Stat> stats,
      Map<String, String> sums,
      Map<String, String> links) {}

  Listed ask(Target target) throws ModuleFailure, Unreachable {
    var names = new ArrayList<String>();
    tree.folders().forEach(e -> names.add("./" + e.name()));
    tree.files().forEach(e -> names.add("./" + e.name()));
    tree.links().forEach(e -> names.add("./" + e.name()));
    var chunks = new ArrayList<List<String>>();
    for (var i = 0; i < names.size(); i += CHUNK) {
      chunks.add(names.subList(i, Math.min(names.size(), i + CHUNK)));
    }
    var script = new StringBuilder();
    script.append(
        """
        d=%s
        d=${d%%/}
        printf '%%s\\0' "$d"
        if [ -d "$d/" ]; then printf '1\\0'; else printf '\\0'; fi
        if command -v tar >/dev/null 2>&1; then printf '1\\0'; else printf '\\0'; fi
        id -u; printf '\\0'
        id -g; printf '\\0'
        """
            .formatted(Quote.path(dest)));
    script.append(attributes.questions("\"$d\""));
    script.append(
        """
        cd "$d/" 2>/dev/null || exit 0
        rb_list() {
          stat -c '%f %u %g %s %Y %n' -- "$@" 2>/dev/null
          printf '\\0'
          find "$@" -maxdepth 0 -type f -exec sha1sum -- {} + 2>/dev/null
          printf '\\0'
        }
        """);
    for (var chunk : chunks) {
      script.append("rb_list ").append(Quote.words(chunk)).append('\n');
    }
    for (var link : tree.links()) {
      script.append("readlink -- ").append(Quote.sh("./" + link.name()));
      script.append(" 2>/dev/null; printf '\\0'\n");
    }
    return read(new Fields(target.ask(script.toString()).out()), chunks);
  }

  private Listed read(Fields fields, List<List<String>> chunks) {
    var path = fields.next();
    var exists = fields.next().equals("1");
    var tar = fields.next().equals("1");
    var uid = Long.parseLong(fields.line());
    var gid = Long.parseLong(fields.line());
    var known = attributes.known(fields);
    var stats = new HashMap<String, Stat>();
    var sums = new HashMap<String, String>();
    var links = new HashMap<String, String>();
    if (fields.more()) {
      for (var chunk : chunks) {
        stats(fields.next(), chunk, stats);
        sums(fields.next(), chunk, sums);
      }
      for (var link : tree.links()) {
        var said = fields.line();
        if (!said.isEmpty()) {
          links.put(link.name(), said);
        }
      }
    }
    return new Listed(path, exists, tar, uid, gid, known, stats, sums, links);
  }

  /// The answers come in the order of the names; what is not there is left out. So a name may hold
  /// anything, newlines too.
  private static void stats(String said, List<String> names, Map<String, Stat> stats) {
    var at = 0;
    for (var name : names) {
      var words = said.substring(at, Math.min(said.length(), at + 100)).split(" ", 6);
      if (words.length < 6) {
        continue;
      }
      var start = at + words[0].length() + words[1].length() + words[2].length();
      start += words[3].length() + words[4].length() + 5;
      if (said.startsWith(name + "\n", start)) {
        var bits = Integer.parseInt(words[0], 16);
        var stat =
            new Stat(
                bits & 0170000,
                bits & 07777,
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                0,
                0,
                1,
                "",
                "",
                "",
                words[4]);
        stats.put(name.substring(2), stat);
        at = start + name.length() + 1;
      }
    }
  }

  static void sums(String said, List<String> names, Map<String, String> sums) {
    var at = 0;
    for (var name : names) {
      var escaped = said.startsWith("\\", at);
      var start = at + (escaped ? 1 : 0);
      if (said.length() < start + 42) {
        return;
      }
      // coreutils marks such a line, and writes these two characters as escapes
      var written = escaped ? name.replace("\\", "\\\\").replace("\n", "\\n") : name;
      if (said.startsWith(written + "\n", start + 42)) {
        sums.put(name.substring(2), said.substring(start, start + 40));
        at = start + 42 + written.length() + 1;
      }
    }
  }
}
