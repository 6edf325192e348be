package dev.runbook.modules.facts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `mounts`: the file systems that lie on a device or come over the net, with their sizes.
public final class MountFacts {
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  private MountFacts() {}

  static void mounts(Answers answers, Map<String, @Nullable Object> facts) {
    var sizes = new HashMap<String, String[]>();
    var late = new HashSet<String>();
    for (var line : answers.lines("statfs")) {
      var words = line.split(" ", 7);
      if (line.startsWith("timeout ")) {
        late.add(line.substring("timeout ".length()));
      } else if (words.length == 7) {
        sizes.put(words[6], words);
      }
    }
    var bound = bound(answers);
    var uuids = DeviceFacts.uuids(answers);
    var mounts = new LinkedHashMap<String, Map<String, @Nullable Object>>();
    for (var line : answers.lines("mtab")) {
      var fields = line.strip().split("\\s+");
      if (fields.length < 4) {
        continue;
      }
      var device = plain(fields[0]);
      var on = !device.startsWith("/") && !device.startsWith("\\") && !device.contains(":/");
      if (on || fields[2].equals("none")) {
        continue;
      }
      var path = plain(fields[1]);
      var mount = new LinkedHashMap<String, @Nullable Object>();
      mount.put("mount", path);
      mount.put("device", device);
      mount.put("fstype", plain(fields[2]));
      mount.put("options", plain(fields[3]) + (bound.contains(path) ? ",bind" : ""));
      if (fields.length > 5) {
        mount.put("dump", Long.valueOf(fields[4]));
        mount.put("passno", Long.valueOf(fields[5]));
      }
      if (late.contains(path)) {
        mount.put("note", "Could not get extra information due to timeout");
      } else {
        var size = sizes.get(path);
        if (size != null) {
          size(size, mount);
        }
        mount.put("uuid", uuids.getOrDefault(device, "N/A"));
      }
      mounts.put(path, mount);
    }
    facts.put("mounts", List.copyOf(mounts.values()));
  }

  /// Adds what `stat -f -c "%S %s %b %a %c %d"` said to a mount.
  public static void size(String[] words, Map<String, @Nullable Object> mount) {
    var fragment = Long.parseLong(words[0]);
    var total = Long.parseLong(words[2]);
    var available = Long.parseLong(words[3]);
    var inodes = Long.parseLong(words[4]);
    var free = Long.parseLong(words[5]);
    mount.put("size_total", fragment * total);
    mount.put("size_available", fragment * available);
    mount.put("block_size", Long.valueOf(words[1]));
    mount.put("block_total", total);
    mount.put("block_available", available);
    mount.put("block_used", total - available);
    mount.put("inode_total", inodes);
    mount.put("inode_available", free);
    mount.put("inode_used", inodes - free);
  }

  /// Mounts that show a folder of their file system, not its root.
  private static Set<String> bound(Answers answers) {
    var bound = new HashSet<String>();
    for (var line : answers.lines("mountinfo")) {
      var words = line.split(" ");
      if (words.length > 5 && !words[3].equals("/")) {
        bound.add(plain(words[4]));
      }
    }
    return bound;
  }

  /// A field of `/etc/mtab` without its octal escapes.
  public static String plain(String text) {
    return text.indexOf('\\') < 0
        ? text
        : ESCAPE
            .matcher(text)
            .replaceAll(m ->
                java.util.regex.Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(m.group(1), 8))));
  }
}
