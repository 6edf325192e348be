package dev.runbook.modules;

import dev.runbook.module.Fields;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.modules.SyncTree.Entry;
import dev.runbook.modules.SyncTree.Kind;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the host has of a tree that is brought to it, seen in one round trip.
///
/// @param path the folder that all names are below
/// @param exists whether it is there
/// @param single the name of the one file, where one file is brought
/// @param known by name
/// @param sums SHA-1 of regular files, where contents are compared
/// @param others files that the tree does not name, where such are removed
/// @param otherFolders folders likewise
record SyncState(
    String path,
    boolean exists,
    boolean tar,
    String single,
    long uid,
    long gid,
    int umask,
    Map<String, Long> uids,
    Map<String, Long> gids,
    Map<String, Seen> known,
    Map<String, String> sums,
    Map<String, String> links,
    List<String> others,
    List<String> otherFolders) {

  /// @param type the file type's bits, as stat(2) has them
  record Seen(int type, int mode, long uid, long gid, long size, long modified) {
    boolean folder() {
      return type == 0040000;
    }

    boolean regular() {
      return type == 0100000;
    }
  }

  /// Names on one command line.
  private static final int CHUNK = 500;

  boolean root() {
    return uid == 0;
  }

  @Nullable Seen seen(String name) {
    return known.get(name);
  }

  static SyncState ask(String dest, SyncTree tree, SyncOptions options, Target target)
      throws ModuleFailure, Unreachable {
    var owners = new TreeSet<String>();
    var groups = new TreeSet<String>();
    for (var entry : tree.entries()) {
      owners.add(entry.owner());
      groups.add(entry.group());
    }
    var script = new StringBuilder("d=" + Quote.path(dest) + "\nn=\n");
    if (tree.single()) {
      // a file may be given its new name
      script.append("n=").append(Quote.sh(tree.entries().getFirst().name())).append('\n');
      script.append(
          "case $d in */) ;; *) if [ ! -d \"$d\" ]; then n=${d##*/}; case $d in */*) d=${d%/*}/ ;;"
              + " *) d=. ;; esac; fi ;; esac\n");
    }
    script.append("while :; do case $d in ?*/) d=${d%/} ;; *) break ;; esac; done\n");
    script.append("printf '%s\\0%s\\0' \"$d\" \"$n\"\n");
    script.append("id -u; printf '\\0'; id -g; printf '\\0'; umask; printf '\\0'\n");
    script.append("command -v tar >/dev/null && printf y; printf '\\0'\n");
    for (var owner : owners) {
      script.append("id -u -- %s 2>/dev/null; printf '\\0'\n".formatted(Quote.sh(owner)));
    }
    for (var group : groups) {
      script.append(
          "awk -F: -v g=%s '$1 == g { print $3; exit }' /etc/group; printf '\\0'\n"
              .formatted(Quote.sh(group)));
    }
    script.append("cd -- \"$d/\" 2>/dev/null || exit 0\nprintf 'y\\0'\n");
    script.append(
        "rb_stat() { stat -c '%f %u %g %s %Y %n' -- \"$@\" 2>/dev/null; printf '\\0'; }\n");
    script.append(
        "rb_sums() { find \"$@\" -maxdepth 0 -type f -exec sha1sum -- {} + 2>/dev/null; printf"
            + " '\\0'; }\n");
    var chunks = chunks(tree);
    for (var chunk : chunks) {
      var words = tree.single() ? "\"./$n\"" : Quote.words(chunk);
      script.append("rb_stat ").append(words).append('\n');
      if (options.checksum()) {
        script.append("rb_sums ").append(words).append('\n');
      }
    }
    for (var entry : tree.entries()) {
      if (entry.kind() == Kind.LINK) {
        script.append(
            "readlink -- %s 2>/dev/null; printf '\\0'\n".formatted(Quote.sh("./" + entry.name())));
      }
    }
    var root = tree.entries().isEmpty() ? null : tree.entries().getFirst();
    if (options.delete() && root != null && root.kind() == Kind.FOLDER) {
      var from = Quote.sh(root.name().equals(".") ? "." : "./" + root.name());
      script.append("[ ! -d %1$s ] || { find %1$s -mindepth 1 ! -type d -print0; printf '\\0'; ");
      script.append("find %1$s -mindepth 1 -type d -print0; }\n");
      script.replace(0, script.length(), script.toString().replace("%1$s", from));
    }
    var fields = new Fields(target.ask(script.toString()).out());
    return read(fields, tree, options, chunks, List.copyOf(owners), List.copyOf(groups));
  }

  private static List<List<String>> chunks(SyncTree tree) {
    var names = tree.entries().stream().map(e -> "./" + e.name()).toList();
    var chunks = new ArrayList<List<String>>();
    for (var i = 0; i < names.size(); i += CHUNK) {
      chunks.add(names.subList(i, Math.min(names.size(), i + CHUNK)));
    }
    return chunks;
  }

  private static SyncState read(
      Fields fields,
      SyncTree tree,
      SyncOptions options,
      List<List<String>> chunks,
      List<String> owners,
      List<String> groups) {
    var path = fields.next();
    var single = fields.next();
    var uid = Long.parseLong(fields.line());
    var gid = Long.parseLong(fields.line());
    var umask = Integer.parseInt(fields.line().strip(), 8);
    var tar = fields.next().equals("y");
    var uids = numbers(fields, owners);
    var gids = numbers(fields, groups);
    var known = new HashMap<String, Seen>();
    var sums = new HashMap<String, String>();
    var links = new HashMap<String, String>();
    var others = new ArrayList<String>();
    var otherFolders = new ArrayList<String>();
    var exists = fields.next().equals("y");
    if (exists) {
      for (var chunk : chunks) {
        var names = tree.single() ? List.of("./" + single) : chunk;
        seen(fields.next(), names, known);
        if (options.checksum()) {
          RemoteList.sums(fields.next(), names, sums);
        }
      }
      for (var entry : tree.entries()) {
        if (entry.kind() == Kind.LINK) {
          links.put(entry.name(), fields.line());
        }
      }
      others(fields, others);
      others(fields, otherFolders);
      var named = tree.entries().stream().map(Entry::name).toList();
      others.removeAll(named);
      otherFolders.removeAll(named);
    }
    return new SyncState(
        path,
        exists,
        tar,
        single,
        uid,
        gid,
        umask,
        uids,
        gids,
        known,
        sums,
        links,
        others,
        otherFolders);
  }

  private static Map<String, Long> numbers(Fields fields, List<String> names) {
    var numbers = new HashMap<String, Long>();
    for (var name : names) {
      var said = fields.line().strip();
      if (!said.isEmpty()) {
        numbers.put(name, Long.parseLong(said));
      }
    }
    return numbers;
  }

  private static void others(Fields fields, List<String> names) {
    while (fields.more()) {
      var name = fields.next();
      if (name.isEmpty()) {
        return;
      }
      names.add(name.substring(2));
    }
  }

  /// The answers come in the order of the names; what is not there is left out.
  private static void seen(String said, List<String> names, Map<String, Seen> known) {
    var at = 0;
    for (var name : names) {
      var words = said.substring(at, Math.min(said.length(), at + 120)).split(" ", 6);
      if (words.length < 6) {
        continue;
      }
      var start = at + 5;
      for (var i = 0; i < 5; i++) {
        start += words[i].length();
      }
      if (said.startsWith(name + "\n", start)) {
        var bits = Integer.parseInt(words[0], 16);
        var numbers = List.of(words).subList(1, 5).stream().map(Long::parseLong).toList();
        known.put(
            name.substring(2),
            new Seen(
                bits & 0170000,
                bits & 07777,
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3)));
        at = start + name.length() + 1;
      }
    }
  }
}
