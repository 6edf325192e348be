package dev.runbook.playbook;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A role as its folder holds it, read for one use.
 *
 * @param name as it was asked for; the full one of a role in a collection
 * @param path its folder
 * @param defaults from {@code defaults/}
 * @param vars from {@code vars/}
 * @param tasks from {@code tasks/}
 * @param handlers from {@code handlers/}
 * @param dependencies the roles that {@code meta/} names, each as a block to run before
 * @param repeat whether it runs each time it is named ({@code allow_duplicates})
 * @param parents names of the roles that named it, nearest first
 * @param includers the roles whose tasks included or imported it, nearest first
 * @param collection the collection that it comes from, or null
 * @param collections where it looks for what it names without a collection
 * @param use the mention that it was read for
 */
public record Role(
    String name,
    Path path,
    Map<String, @Nullable Object> defaults,
    Map<String, @Nullable Object> vars,
    List<Step> tasks,
    List<Step> handlers,
    List<Block> dependencies,
    Repeat repeat,
    List<Role> parents,
    List<Role> includers,
    @Nullable String collection,
    List<String> collections,
    RoleUse use) {

  /** Whether a role that has run is run again. */
  public enum Repeat {
    ONCE,
    ALWAYS
  }

  /** The name without its collection and folders. */
  public String shortName() {
    var bare = collection == null ? name : name.substring(collection.length() + 1);
    return bare.substring(bare.lastIndexOf('/') + 1);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
