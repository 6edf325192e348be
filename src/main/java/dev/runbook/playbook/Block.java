package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps that share keywords: a {@code block}, the tasks of an imported file, or a role.
 *
 * @param role the role that the steps belong to, where this enters one, else null
 * @param params what the role use or import passes along as variables
 */
public record Block(
    Kind kind,
    @Nullable Object name,
    List<Step> block,
    List<Step> rescue,
    List<Step> always,
    Keywords keywords,
    @Nullable Role role,
    Map<String, @Nullable Object> params,
    Source at)
    implements Step {

  /** Where a block comes from. */
  public enum Kind {
    /** Written as one. */
    BLOCK,
    /** The tasks of a file that was imported. */
    IMPORT,
    /** A role. */
    ROLE
  }

  /** Steps without a block of their own in the playbook. */
  public static Block of(Kind kind, List<Step> steps, Keywords keywords, Source at) {
    return new Block(kind, null, steps, List.of(), List.of(), keywords, null, Map.of(), at);
  }
}
