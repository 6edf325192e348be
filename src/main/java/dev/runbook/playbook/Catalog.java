package dev.runbook.playbook;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The modules that exist, as far as reading a playbook needs to know them. */
public interface Catalog {

  /**
   * The full name for a name as written ({@code copy}, {@code ansible.legacy.copy}), or null when
   * there is no such module.
   */
  @Nullable String resolve(String written);

  /** Takes the modules in a folder too, in place of others with their names. */
  void library(Path folder);

  /**
   * Whether Ansible has a module of this name, in itself or in a collection, that we do not have: a
   * playbook that names it is right, and only a run that comes to it fails.
   */
  boolean isElsewhere(String written);

  /**
   * Whether text after the module's name is one argument, not {@code key=value} pairs: the keys it
   * still takes, or null.
   */
  @Nullable Set<String> freeForm(String module);

  /**
   * Whether text without a key is allowed among the arguments at all: {@code include: FILE k=v}.
   */
  boolean takesText(String module);

  /** What is wrong with the names of a task's arguments. */
  List<Fault> check(String module, Set<String> arguments);

  /** All short names, for suggestions. */
  Collection<String> names();

  /**
   * @param argument the key that it is about, or null
   */
  record Fault(@Nullable String argument, String text, @Nullable String hint) {}
}
