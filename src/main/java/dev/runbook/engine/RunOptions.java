package dev.runbook.engine;

import dev.runbook.module.Target;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.RoleUse;
import dev.runbook.remote.Secret;
import dev.runbook.vars.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked to do, beyond its playbooks and inventory.
 *
 * @param forks how many hosts are worked on at once
 * @param modes check and diff mode
 * @param tags only tasks with one of these; empty means all
 * @param extraVars {@code -e}, raw, above everything
 * @param defaults keywords below those of any play: {@code -b}, {@code -u}, {@code connection} ...
 * @param keyFile {@code --private-key}, or null
 * @param timeout for connecting
 * @param taskTimeout for each task, or null
 * @param ssh further words for connections
 * @param gathering {@code implicit}, {@code explicit} or {@code smart}
 * @param factModules what {@code gather_facts} runs, as {@code ansible_facts_modules} has it
 * @param wordsAreTruths whether {@code set_fact} makes truths of yes, no, true and false
 * @param roleVars whether variables of roles that do not say it are visible to the whole play, or
 *     null where nothing says it: then those of included ones are not
 * @param varsRoot beside what {@code group_vars} and {@code host_vars} are looked for
 * @param configFile the {@code ansible.cfg} that was read, or null
 * @param factCache where facts are kept between runs
 * @param limit patterns that every play's hosts must match too
 * @param missingHandlerFails whether to notify a handler that nobody has is an error
 * @param steps whether to ask before each task
 * @param debugger whether a task that fails is looked at by hand
 * @param debuggerIgnoresErrors whether that is not done where {@code ignore_errors} says so
 * @param startAt a task name or pattern before which tasks are passed over, or null
 * @param pollInterval how often a task with {@code async} is asked whether it has ended
 * @param environment the environment of this process, for lookups
 */
public record RunOptions(
    int forks,
    Set<Target.Mode> modes,
    Set<String> tags,
    Set<String> skipTags,
    Map<String, @Nullable Object> extraVars,
    Keywords defaults,
    @Nullable Secret becomePassword,
    @Nullable Secret connectionPassword,
    @Nullable String keyFile,
    Duration timeout,
    @Nullable Duration taskTimeout,
    boolean hostKeyChecking,
    Ssh ssh,
    String gathering,
    List<String> factModules,
    boolean wordsAreTruths,
    boolean forceHandlers,
    boolean missingHandlerFails,
    boolean steps,
    boolean debugger,
    boolean debuggerIgnoresErrors,
    Scope.Hashes hashes,
    RoleUse.@Nullable Export roleVars,
    VarsRoot varsRoot,
    @Nullable Path configFile,
    FactCache.Settings factCache,
    List<String> limit,
    @Nullable String startAt,
    int verbosity,
    Duration pollInterval,
    Path workingDirectory,
    Map<String, String> environment) {

  /** Ansible's {@code playbook_vars_root}. */
  public enum VarsRoot {
    /** The playbook. */
    TOP,
    /** The role of a task, else its file. */
    BOTTOM,
    /** The roles of a task and its file. */
    ALL
  }

  /**
   * What {@code ssh} would be told, as Ansible's settings of these names have it: texts that a
   * shell would split. Variables of a host replace them.
   *
   * @param retries how often a connection that failed is tried again
   */
  public record Ssh(String args, String commonArgs, String extraArgs, int retries) {}
}
