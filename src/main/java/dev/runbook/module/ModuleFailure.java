package dev.runbook.module;

import dev.runbook.remote.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task failed on a host: {@code msg} and whatever else the result should carry ({@code rc},
 * {@code stderr} ...).
 */
public final class ModuleFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Result result;

  public ModuleFailure(String msg) {
    this(msg, Map.of());
  }

  public ModuleFailure(String msg, Map<String, ? extends @Nullable Object> values) {
    super(msg);
    this.result = Result.unchanged().withAll(values);
  }

  /** A task that failed after it changed something, with a whole result. */
  public ModuleFailure(String msg, Result result) {
    super(msg);
    this.result = result;
  }

  /** A command of the module's own went wrong. */
  public static ModuleFailure of(String msg, Reply reply) {
    return new ModuleFailure(
        msg, Map.of("rc", (long) reply.rc(), "stdout", reply.stdout(), "stderr", reply.stderr()));
  }

  public String msg() {
    var message = getMessage();
    return message == null ? "" : message;
  }

  /** The further values of the result. */
  public Result result() {
    return result;
  }
}
