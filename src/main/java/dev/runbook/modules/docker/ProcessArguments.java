package dev.runbook.modules.docker;

import dev.runbook.module.Doc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What runs in a container, and as whom.
public record ProcessArguments(
    @Doc("What to run: a command line or a list of words.") @Nullable Object command,
    @Doc("What the command is given to.") @Nullable List<String> entrypoint,
    @Doc("Environment variables; values are strings.") @Nullable Map<String, Object> env,
    @Doc("A file on the host with NAME=value lines.") @Nullable String envFile,
    @Doc("User or user:group, by name or number.") @Nullable String user,
    @Doc("Further groups of the user.") @Nullable List<String> groups,
    @Doc("The folder that the command runs in.") @Nullable String workingDir,
    @Doc("Keep standard input open.") @Nullable Boolean interactive,
    @Doc("Give it a terminal.") @Nullable Boolean tty,
    @Doc("Leave it running; no waits for its end and gives its output.") @Nullable Boolean detach,
    @Doc("Run an init inside that reaps processes.") @Nullable Boolean init,
    @Doc("Its host name.") @Nullable String hostname,
    @Doc("Its domain name.") @Nullable String domainname,
    @Doc("Its labels.") @Nullable Map<String, Object> labels,
    @Doc(
            "How to see whether it is well: test, interval, timeout, start_period, start_interval,"
                + " retries, test_cli_compatible.")
        @Nullable Map<String, Object> healthcheck,
    @Doc("The signal that stops it.") @Nullable String stopSignal,
    @Doc("Seconds until it is killed when it does not stop.") @Nullable Integer stopTimeout,
    @Doc(value = "When it is started again.", dashes = true) @Nullable RestartPolicy restartPolicy,
    @Doc("How often on-failure starts it again.") @Nullable Integer restartRetries,
    @Doc("Where its output is logged.") @Nullable String logDriver,
    @Doc(value = "Options of that driver.", aliases = "log_opt")
        @Nullable Map<String, Object> logOptions,
    @Doc("Remove it when it ends.") @Nullable Boolean autoRemove) {

  /// What the engine does when a container has ended.
  public enum RestartPolicy {
    NO,
    ON_FAILURE,
    ALWAYS,
    UNLESS_STOPPED
  }
}
