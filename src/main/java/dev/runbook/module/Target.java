package dev.runbook.module;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import dev.runbook.remote.Command;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The host that a task works on, with the task's become user, environment and modes already
 * applied.
 */
public final class Target {

  /** What may be done, and what is to be shown. */
  public enum Mode {
    /** Nothing may be changed. */
    CHECK,
    /** Changes are shown. */
    DIFF
  }

  private final String host;
  private final Remote remote;
  private final @Nullable Become become;
  private final Map<String, String> environment;
  private final Set<Mode> modes;
  private final @Nullable Duration timeout;
  private final Controller controller;
  private final Function<String, @Nullable Object> variables;
  private final Consumer<String> warn;
  private final @Nullable Consumer<String> output;

  public Target(
      String host,
      Remote remote,
      @Nullable Become become,
      Map<String, String> environment,
      Set<Mode> modes,
      @Nullable Duration timeout,
      Controller controller,
      Function<String, @Nullable Object> variables,
      Consumer<String> warn,
      @Nullable Consumer<String> output) {
    this.host = host;
    this.remote = remote;
    this.become = become;
    this.environment = environment;
    this.modes = modes;
    this.timeout = timeout;
    this.controller = controller;
    this.variables = variables;
    this.warn = warn;
    this.output = output;
  }

  /** The same without listeners, for work that goes on for so long after its task is over. */
  public Target alone(Duration limit) {
    return new Target(
        host, remote, become, environment, modes, limit, controller, variables, _ -> {}, null);
  }

  /** The inventory's name of the host. */
  public String host() {
    return host;
  }

  public boolean checking() {
    return modes.contains(Mode.CHECK);
  }

  public boolean diffing() {
    return modes.contains(Mode.DIFF);
  }

  public Set<Mode> modes() {
    return modes;
  }

  public Controller controller() {
    return controller;
  }

  public @Nullable Become become() {
    return become;
  }

  /** The task's {@code environment:}. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The value of a variable of the host, {@code ansible_facts}, or null when it has none. */
  public @Nullable Object variable(String name) {
    return variables.apply(name);
  }

  public void warn(String text) {
    warn.accept(text);
  }

  /**
   * Runs a script that only looks, in one round trip: in check mode too. A script that fails is a
   * reply.
   */
  public Reply ask(String script) throws ModuleFailure, Unreachable {
    return ask(Command.of(script));
  }

  /**
   * The same with standard input, a time limit or a listener of its own; user, environment and the
   * task's limit are filled in.
   */
  public Reply ask(Command command) throws ModuleFailure, Unreachable {
    var limit = command.timeout() == null ? timeout : command.timeout();
    var variables = new java.util.LinkedHashMap<>(environment);
    variables.putAll(command.environment());
    try {
      var reply = remote.run(command.as(become).withEnvironment(variables).within(limit));
      if (reply.timedOut() && command.timeout() == null) {
        throw overdue(limit == null ? Duration.ZERO : limit);
      }
      return reply;
    } catch (BecomeFailed e) {
      throw failure(e);
    }
  }

  /** How long the task may take, or null for as long as it needs. */
  public @Nullable Duration timeout() {
    return timeout;
  }

  /** The failure of a task that took longer than it may. */
  public ModuleFailure overdue(Duration limit) {
    return new ModuleFailure(
        "The action failed to execute in the expected time frame (%d) and was terminated"
            .formatted(limit.toSeconds()),
        Map.of("timedout", Map.of("period", limit.toSeconds())));
  }

  /** Starts the list of changes. */
  public Plan plan() {
    return new Plan(this);
  }

  /** Streams content into a temporary file on the host, mode 0600, owned by the become user. */
  public void put(InputStream content, String path) throws ModuleFailure, Unreachable {
    try {
      remote.put(content, path, become);
    } catch (BecomeFailed e) {
      throw failure(e);
    } catch (IOException e) {
      throw new ModuleFailure("cannot write " + path + ": " + e.getMessage());
    }
  }

  /** Streams a file of the host into {@code sink}. */
  public void get(String path, OutputStream sink) throws ModuleFailure, Unreachable {
    try {
      remote.get(path, sink, become);
    } catch (BecomeFailed e) {
      throw failure(e);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + path + ": " + e.getMessage());
    }
  }

  /** Starts a command with raw streams. */
  public Duplex open(String command) throws ModuleFailure, Unreachable {
    try {
      return remote.open(command, become);
    } catch (BecomeFailed e) {
      throw failure(e);
    }
  }

  /**
   * Takes lines that are worth showing while the task runs, or null when nobody looks: for {@link
   * Command#telling}. A script that only looks has none.
   */
  public @Nullable Consumer<String> output() {
    return output;
  }

  /** The connection itself, without the task's user and environment. */
  public Remote remote() {
    return remote;
  }

  private static ModuleFailure failure(BecomeFailed e) {
    return new ModuleFailure(String.valueOf(e.getMessage()));
  }
}
