package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /**
   * What is the same for mentions of a role that count as one where duplicates are not allowed.
   *
   * @param more variables that the mention gives beside its own
   */
  public String identity(Map<String, @Nullable Object> more) {
    var vars = new TreeMap<>(more);
    vars.putAll(keywords.vars());
    var own =
        by == By.ENTRY ? List.of(params, keywords.list("when"), keywords.list("tags")) : List.of();
    return Arrays.asList(by, own, vars, tasksFrom, varsFrom, defaultsFrom, handlersFrom).toString();
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
