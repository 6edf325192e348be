package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What a controller's folder or file has to bring, those above first.
///
/// @param entries everything
/// @param single whether it is one file
record SyncTree(List<Entry> entries, boolean single) {

  enum Kind {
    FOLDER,
    FILE,
    LINK
  }

  /// @param file where it is
  /// @param name its path below the destination; `.` is the destination itself
  /// @param mode permission bits, `--chmod` applied
  /// @param modified seconds since 1970
  /// @param target what a link says, else empty
  record Entry(
      Kind kind,
      Path file,
      String name,
      int mode,
      long size,
      long modified,
      String owner,
      String group,
      String target) {

    /// As rsync names it: with a slash behind a folder.
    String shown() {
      return kind == Kind.FOLDER ? name + "/" : name;
    }
  }

  static SyncTree of(Path source, boolean contentOnly, SyncOptions options) throws ModuleFailure {
    var entries = new ArrayList<Entry>();
    try {
      add(source, contentOnly ? "." : source.getFileName().toString(), "", options, entries);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + e.getMessage());
    }
    var single = entries.size() == 1 && entries.getFirst().kind() == Kind.FILE;
    return new SyncTree(List.copyOf(entries), single);
  }

  private static void add(
      Path file, String name, String filtered, SyncOptions options, List<Entry> entries)
      throws IOException {
    var link = Files.isSymbolicLink(file) && !options.copyLinks() && !name.equals(".");
    var follow = link ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
    if (link && !options.links()) {
      return;
    }
    var kind = link ? Kind.LINK : Files.isDirectory(file) ? Kind.FOLDER : Kind.FILE;
    if (kind == Kind.FILE && !Files.isRegularFile(file)
        || kind == Kind.FOLDER && !options.recursive()) {
      return;
    }
    var all = Files.readAttributes(file, "unix:mode,size,lastModifiedTime,owner,group", follow);
    entries.add(entry(kind, file, name, all, options));
    if (kind != Kind.FOLDER) {
      return;
    }
    List<Path> content;
    try (var listed = Files.list(file)) {
      content = listed.sorted().toList();
    }
    // what is no folder first, then each folder with its content, as rsync goes
    for (var folders : List.of(false, true)) {
      for (var below : content) {
        var last = below.getFileName().toString();
        var path = filtered.isEmpty() && name.equals(".") ? last : start(name, filtered) + last;
        var folder =
            Files.isDirectory(below) && (options.copyLinks() || !Files.isSymbolicLink(below));
        if (folder == folders && !options.leavesOut(path, folder)) {
          add(below, name.equals(".") ? last : name + "/" + last, path, options, entries);
        }
      }
    }
  }

  /// The path that filters see begins with the name of the folder that is brought.
  private static String start(String name, String filtered) {
    return (filtered.isEmpty() ? name : filtered) + "/";
  }

  private static Entry entry(
      Kind kind, Path file, String name, Map<String, Object> all, SyncOptions options)
      throws IOException {
    var bits = ((Number) Objects.requireNonNull(all.get("mode"))).intValue() & 07777;
    return new Entry(
        kind,
        file,
        name,
        options.mode(bits, kind == Kind.FOLDER),
        ((Number) Objects.requireNonNull(all.get("size"))).longValue(),
        ((FileTime) Objects.requireNonNull(all.get("lastModifiedTime"))).to(TimeUnit.SECONDS),
        String.valueOf(all.get("owner")),
        String.valueOf(all.get("group")),
        kind == Kind.LINK ? Files.readSymbolicLink(file).toString() : "");
  }
}
