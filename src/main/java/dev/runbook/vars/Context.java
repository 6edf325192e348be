package dev.runbook.vars;

import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a play a step stands: what is inherited from the play, roles, includes and blocks around
 * it. A chain from the innermost outwards.
 *
 * @param parent the next one outwards, or null for the play
 * @param params variables that a role use or an include passes along, above all but extra variables
 * @param role the role that begins here, or null
 * @param file the file whose steps these are: relative names are looked for beside it
 */
public record Context(
    @Nullable Context parent,
    Keywords keywords,
    Map<String, @Nullable Object> params,
    @Nullable Role role,
    Path file) {

  public static Context play(Keywords keywords, Path file) {
    return new Context(null, keywords, Map.of(), null, file);
  }

  public Context within(
      Keywords inner, Map<String, @Nullable Object> passed, @Nullable Role entered, Path in) {
    return new Context(this, inner, passed, entered, in);
  }

  /** The same place with a task's own keywords. */
  public Context of(Keywords task) {
    return new Context(this, task, Map.of(), null, file);
  }

  /** The role that the step belongs to, or null. */
  public @Nullable Role currentRole() {
    for (var c = this; c != null; c = c.parent) {
      if (c.role != null) {
        return c.role;
      }
    }
    return null;
  }

  /** The innermost place that has a keyword, or null. */
  public @Nullable Keywords having(String keyword) {
    for (var c = this; c != null; c = c.parent) {
      if (c.keywords.has(keyword)) {
        return c.keywords;
      }
    }
    return null;
  }

  /** All places that have a keyword, outermost first. */
  public List<Keywords> all(String keyword) {
    var found = new ArrayList<Keywords>();
    for (var c = this; c != null; c = c.parent) {
      if (c.keywords.has(keyword)) {
        found.add(c.keywords);
      }
    }
    Collections.reverse(found);
    return found;
  }
}
