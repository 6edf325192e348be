package dev.runbook.remote;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX sh script to run on a host.
 *
 * @param script text for {@code sh}; runs in a subshell of the persistent shell, so it may {@code
 *     exit}, {@code cd} and set variables
 * @param stdin what the script reads; empty means {@code /dev/null}
 * @param environment variables exported for this script only
 * @param become who it runs as, or null for the login user
 * @param timeout after which the process group is killed and the reply says so, or null for none
 * @param output receives each complete line of standard output and error while it runs, or null
 */
public record Command(
    String script,
    byte[] stdin,
    Map<String, String> environment,
    @Nullable Become become,
    @Nullable Duration timeout,
    @Nullable Consumer<String> output) {

  private static final byte[] NOTHING = new byte[0];

  public static Command of(String script) {
    return new Command(script, NOTHING, Map.of(), null, null, null);
  }

  public Command withStdin(byte[] bytes) {
    return new Command(script, bytes, environment, become, timeout, output);
  }

  public Command withEnvironment(Map<String, String> variables) {
    return new Command(script, stdin, variables, become, timeout, output);
  }

  public Command as(@Nullable Become user) {
    return new Command(script, stdin, environment, user, timeout, output);
  }

  public Command within(@Nullable Duration limit) {
    return new Command(script, stdin, environment, become, limit, output);
  }

  public Command telling(@Nullable Consumer<String> listener) {
    return new Command(script, stdin, environment, become, timeout, listener);
  }
}
