package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is in a folder of the controller, by the rules of Ansible's `copy`.
///
/// @param folders every folder, those above first
/// @param files every file, links to files included when they are followed
/// @param links links that are copied as links
record LocalTree(List<Entry> folders, List<Entry> files, List<Entry> links) {

  /// @param file where it is, links resolved
  /// @param name its path below the destination
  /// @param target what a link says, else empty
  record Entry(Path file, String name, String target) {}

  /// @param folder the folder
  /// @param prefix what comes before every name, empty or ending in a slash
  static LocalTree of(Path folder, String prefix, boolean follow) throws ModuleFailure {
    var tree = new LocalTree(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      if (Files.isSymbolicLink(folder) && !follow) {
        tree.links.add(
            new Entry(
                folder,
                folder.getFileName().toString(),
                Files.readSymbolicLink(folder).toString()));
        return tree;
      }
      if (!prefix.isEmpty()) {
        tree.folders.add(new Entry(folder, prefix.substring(0, prefix.length() - 1), ""));
      }
      tree.walk(folder, prefix, follow, Set.of(folder.toRealPath()));
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + e.getMessage());
    }
    return tree;
  }

  private void walk(Path folder, String prefix, boolean follow, Set<Path> above)
      throws IOException {
    List<Path> content;
    try (var all = Files.list(folder)) {
      // the files of a folder before those below it, as Python's walk has them
      content =
          all.sorted(Comparator.<Path, Boolean>comparing(Files::isDirectory).thenComparing(f -> f))
              .toList();
    }
    for (var file : content) {
      var name = prefix + file.getFileName();
      var link = Files.isSymbolicLink(file);
      if (link && (!follow || !Files.exists(file))) {
        links.add(new Entry(file, name, Files.readSymbolicLink(file).toString()));
      } else if (Files.isDirectory(file)) {
        var real = file.toRealPath();
        if (link && above.contains(real)) {
          // a circle stays a link
          links.add(new Entry(file, name, Files.readSymbolicLink(file).toString()));
          continue;
        }
        folders.add(new Entry(file, name, ""));
        var more = new HashSet<>(above);
        more.add(real);
        walk(file, name + "/", follow, more);
      } else if (Files.isRegularFile(file, link ? new LinkOption[0] : NO_LINKS)) {
        files.add(new Entry(file.toRealPath(), name, ""));
      }
    }
  }

  private static final LinkOption[] NO_LINKS = {LinkOption.NOFOLLOW_LINKS};
}
