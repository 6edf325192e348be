package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mention of a role.
 *
 * @param name raw
 * @param keywords what the mention adds
 * @param params further keys of a role entry, which are variables of the role
 * @param tasksFrom, varsFrom, defaultsFrom, handlersFrom the files in place of {@code main}, or
 *     null
 * @param by where the mention stands
 * @param export what {@code public} says, or null
 * @param check whether what is passed is held against the role's {@code argument_specs}
 * @param allowDuplicates as the mention says, or null for what the role says
 */
public record RoleUse(
    Object name,
    Keywords keywords,
    Map<String, @Nullable Object> params,
    @Nullable String tasksFrom,
    @Nullable String varsFrom,
    @Nullable String defaultsFrom,
    @Nullable String handlersFrom,
    @Nullable Boolean allowDuplicates,
    ArgumentCheck check,
    @Nullable Export export,
    By by,
    Source at) {

  /** {@code rolespec_validate}. */
  public enum ArgumentCheck {
    YES,
    NO
  }

  /** A mention may be an entry of a list of roles, or a task. */
  public enum By {
    ENTRY,
    TASK
  }

  /** Whether the variables of a role are visible outside of it. */
  public enum Export {
    PUBLIC,
    PRIVATE
  }

  /** A mention of nothing but the name. */
  public static RoleUse of(Object name, Source at) {
    return new RoleUse(
        name,
        Keywords.NONE,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        ArgumentCheck.YES,
        null,
        By.ENTRY,
        at);
  }
}
