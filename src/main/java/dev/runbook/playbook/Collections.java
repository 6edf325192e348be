package dev.runbook.playbook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Installed collections: folders {@code ansible_collections/NAMESPACE/NAME} below some roots, where
 * {@code NAMESPACE.NAME.X} names a role or playbook.
 *
 * @param roots folders that hold an {@code ansible_collections} folder, or are one
 */
public record Collections(List<Path> roots) {
  private static final Pattern NAME = Pattern.compile("([a-z_]\\w*\\.[a-z_]\\w*)\\.([\\w./-]+)");

  /** A part of a collection that was found: its collection's name, and where it is. */
  public record Found(String collection, String name, Path path) {
    public String fullName() {
      return collection + "." + name;
    }
  }

  /** Is it {@code NAMESPACE.NAME.X}? */
  public static boolean isFullName(String name) {
    return NAME.matcher(name).matches();
  }

  /** These, and the ones beside a playbook. */
  Collections beside(Path playbookDirectory) {
    var all = new ArrayList<Path>();
    all.add(playbookDirectory.resolve("collections"));
    all.addAll(roots);
    return new Collections(all);
  }

  /**
   * A role by its full name, or by its short one in the collections given.
   *
   * @param among names of collections in which to look for a short name
   */
  @Nullable Found role(String name, List<String> among) {
    var full = NAME.matcher(name);
    if (full.matches()) {
      var path = below(full.group(1), "roles/" + full.group(2).replace('.', '/'));
      return path == null || !Files.isDirectory(path)
          ? null
          : new Found(full.group(1), full.group(2), path);
    }
    for (var collection : among) {
      var path = below(collection, "roles/" + name);
      if (path != null && Files.isDirectory(path)) {
        return new Found(collection, name, path);
      }
    }
    return null;
  }

  /** A playbook {@code NAMESPACE.NAME.PLAYBOOK}, or null. */
  public @Nullable Path playbook(String name) {
    var full = NAME.matcher(name);
    if (!full.matches()) {
      return null;
    }
    var bare = full.group(2).replaceFirst("\\.(yml|yaml)$", "").replace('.', '/');
    for (var ending : List.of(".yml", ".yaml")) {
      var path = below(full.group(1), "playbooks/" + bare + ending);
      if (path != null && Files.isRegularFile(path)) {
        return path;
      }
    }
    return null;
  }

  private @Nullable Path below(String collection, String part) {
    for (var root : roots) {
      var folder =
          root.endsWith("ansible_collections") ? root : root.resolve("ansible_collections");
      var path = folder.resolve(collection.replace('.', '/')).resolve(part).normalize();
      if (Files.exists(path)) {
        return path;
      }
    }
    return null;
  }

  /** The collection that a file lies in, or null. */
  static @Nullable String of(Path file) {
    for (var i = file.getNameCount() - 4; i >= 0; i--) {
      if (file.getName(i).toString().equals("ansible_collections")) {
        return file.getName(i + 1) + "." + file.getName(i + 2);
      }
    }
    return null;
  }
}
