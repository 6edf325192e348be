package dev.runbook.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;

/** All that can be seen of a tree: names, kinds, modes, owners, times and contents. */
record Snapshot(TreeMap<String, String> files) {

  static Snapshot of(Path root) throws IOException {
    var files = new TreeMap<String, String>();
    try (var all = Files.walk(root)) {
      for (var file : all.toList()) {
        var seen =
            new TreeMap<>(
                Files.readAttributes(
                    file, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS));
        var content =
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString()
                : Files.isRegularFile(file) ? Arrays.hashCode(Files.readAllBytes(file)) : "";
        files.put(root.relativize(file).toString(), seen + " " + content);
      }
    }
    return new Snapshot(files);
  }
}
