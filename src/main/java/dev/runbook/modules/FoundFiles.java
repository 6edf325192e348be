package dev.runbook.modules;

import dev.runbook.module.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a host has listed for `find`, in the order of Python's `os.walk`: the files of a folder,
/// its folders, then what is in these.
final class FoundFiles {
  private static final Pattern COMPLAINT = Pattern.compile("find: '?(.*?)'?: (.*)");

  /// `rb_list FOLDER -P|-L [-maxdepth N]` prints `ROOT NUL`, then for each entry `TYPE TARGETTYPE
  /// MODE UID GID SIZE INODE DEVICE LINKS ATIME MTIME CTIME USER GROUP` and its path.
  static final String FUNCTIONS =
      """
      rb_list() {
        r=$1 l=$2; shift 2
        if [ ! -d "$r" ]; then printf 'no\\0%s\\0' "$r"; return; fi
        printf 'root\\0%s\\0' "$r"
        case $r in */) ;; *) r=$r/ ;; esac
        if [ "$l" = -P ] && find / -maxdepth 0 -printf '' 2>/dev/null; then
          find "$r" -mindepth 1 "$@" -printf '%y %Y %m %U %G %s %i %D %n %A@ %T@ %C@ %u %g\\0%p\\0'
        else
          find $l "$r" -mindepth 1 "$@" -exec sh -c 'for f; do
            if [ -d "$f" ]; then t=d; else t=-; fi
            stat -c "x%f $t 0 %u %g %s %i %d %h %X %Y %Z %U %G" -- "$f" | tr "\\n" "\\0"; printf "%s\\0" "$f"
          done' _ {} +
        fi
      }
      """;

  /// @param type `f`, `d`, `l` and the others of find's `%y`
  /// @param leads what a link leads to is a folder
  record Entry(
      String path,
      String name,
      int depth,
      char type,
      boolean leads,
      int mode,
      long uid,
      long gid,
      long size,
      long inode,
      long device,
      long links,
      double accessed,
      double modified,
      double created,
      String user,
      String group) {

    double time(FindModule.Stamp stamp) {
      return switch (stamp) {
        case ATIME -> accessed;
        case MTIME -> modified;
        case CTIME -> created;
      };
    }

    Map<String, @Nullable Object> info() {
      var info = new LinkedHashMap<String, @Nullable Object>();
      info.put("mode", "%04o".formatted(mode & 07777));
      info.put("isdir", type == 'd');
      info.put("ischr", type == 'c');
      info.put("isblk", type == 'b');
      info.put("isreg", type == 'f');
      info.put("isfifo", type == 'p');
      info.put("islnk", type == 'l');
      info.put("issock", type == 's');
      info.put("uid", uid);
      info.put("gid", gid);
      info.put("size", size);
      info.put("inode", inode);
      info.put("dev", device);
      info.put("nlink", links);
      info.put("atime", accessed);
      info.put("mtime", modified);
      info.put("ctime", created);
      info.put("gr_name", group);
      info.put("pw_name", user);
      for (var shift : List.of(6, 3, 0)) {
        var who = shift == 6 ? "usr" : shift == 3 ? "grp" : "oth";
        info.put("w" + who, (mode >> shift & 2) != 0);
        info.put("r" + who, (mode >> shift & 4) != 0);
        info.put("x" + who, (mode >> shift & 1) != 0);
      }
      info.put("isuid", (mode & 04000) != 0);
      info.put("isgid", (mode & 02000) != 0);
      return info;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  FoundFiles(byte[] listing, String complaints) {
    var fields = new Fields(listing);
    var root = "";
    var byFolder = new TreeMap<String, List<Entry>>();
    while (fields.more()) {
      var first = fields.next();
      var path = fields.next();
      switch (first) {
        case "no" -> skipped.put(path, "'" + path + "' is not a directory");
        case "root" -> {
          walk(root, byFolder);
          byFolder = new TreeMap<>();
          root = clean(path);
        }
        default -> {
          var entry = entry(first.split(" ", -1), clean(path), root);
          var folder = entry.path().substring(0, Math.max(1, entry.path().lastIndexOf('/')));
          byFolder.computeIfAbsent(folder, _ -> new ArrayList<>()).add(entry);
        }
      }
    }
    walk(root, byFolder);
    for (var line : complaints.lines().toList()) {
      var match = COMPLAINT.matcher(line);
      if (match.matches() && !match.group(2).contains("loop")) {
        var path = clean(match.group(1));
        skipped.put(path, "[Errno 13] " + match.group(2) + ": '" + path + "'");
      }
    }
  }

  private void walk(String folder, Map<String, List<Entry>> byFolder) {
    var inside = byFolder.remove(folder);
    if (inside == null) {
      return;
    }
    var folders = inside.stream().filter(e -> e.type() == 'd' || e.leads()).toList();
    inside.stream().filter(e -> e.type() != 'd' && !e.leads()).forEach(entries::add);
    entries.addAll(folders);
    folders.forEach(e -> walk(e.path(), byFolder));
  }

  private static String clean(String path) {
    var plain = path.replaceAll("/+", "/").replaceAll("(?<=/)\\./", "");
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  private static Entry entry(String[] f, String path, String root) {
    var bits = f[0].startsWith("x") ? Integer.parseInt(f[0].substring(1), 16) : 0;
    var type = f[0].startsWith("x") ? type(bits) : f[0].charAt(0);
    var below = path.substring(root.equals("/") ? 0 : root.length());
    return new Entry(
        path,
        path.substring(path.lastIndexOf('/') + 1),
        (int) below.chars().filter(c -> c == '/').count(),
        type,
        type == 'l' && f[1].equals("d"),
        f[0].startsWith("x") ? bits & 07777 : Integer.parseInt(f[2], 8),
        Long.parseLong(f[3]),
        Long.parseLong(f[4]),
        Long.parseLong(f[5]),
        Long.parseLong(f[6]),
        Long.parseLong(f[7]),
        Long.parseLong(f[8]),
        Double.parseDouble(f[9]),
        Double.parseDouble(f[10]),
        Double.parseDouble(f[11]),
        named(f[12], f[3]),
        named(f[13], f[4]));
  }

  private static String named(String name, String number) {
    return name.equals("UNKNOWN") || name.equals(number) ? "" : name;
  }

  private static char type(int bits) {
    return switch (bits & 0170000) {
      case 0040000 -> 'd';
      case 0100000 -> 'f';
      case 0120000 -> 'l';
      case 0060000 -> 'b';
      case 0020000 -> 'c';
      case 0010000 -> 'p';
      case 0140000 -> 's';
      default -> '?';
    };
  }

  List<Entry> entries() {
    return entries;
  }

  /// Paths that could not be looked at, with the reason.
  Map<String, String> skipped() {
    return skipped;
  }

  /// How many entries were looked at.
  int examined(@Nullable Integer depth) {
    return depth == null
        ? entries.size()
        : (int) entries.stream().filter(e -> e.depth() <= depth + 1).count();
  }
}
