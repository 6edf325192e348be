package dev.runbook.vars;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run learns about one host: facts, set facts and registered results, included variables.
 * Written by the host's own thread; read by all ({@code hostvars}).
 */
public final class HostStore {
  /**
   * Variables that say how a host is reached or what runs there: never taken from what a host says
   * of itself.
   */
  private static final Set<String> CONNECTION =
      Set.of(
          "ansible_connection",
          "ansible_host",
          "ansible_port",
          "ansible_user",
          "ansible_password",
          "ansible_timeout",
          "ansible_pipelining",
          "ansible_remote_tmp",
          "ansible_private_key_file",
          "ansible_facts",
          "ansible_delegated_vars",
          "ansible_async_dir",
          "ansible_shell_type",
          "ansible_shell_executable");

  private volatile Consumer<Map<String, @Nullable Object>> learned = _ -> {};
  private volatile Map<String, @Nullable Object> facts = Map.of();
  private volatile Map<String, @Nullable Object> injected = Map.of();
  private final Map<String, @Nullable Object> set =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, @Nullable Object> included =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, Boolean> flags = new ConcurrentHashMap<>();

  /** {@code ansible_facts}: names without their prefix. */
  public Map<String, @Nullable Object> facts() {
    return facts;
  }

  /** The facts as variables of their own, {@code ansible_hostname}. */
  public Map<String, @Nullable Object> injected() {
    return injected;
  }

  /** {@code set_fact} and {@code register}. */
  public Map<String, @Nullable Object> set() {
    return set;
  }

  /** {@code include_vars}. */
  public Map<String, @Nullable Object> included() {
    return included;
  }

  /**
   * Takes what a module reported as {@code ansible_facts}; names that would change how the host is
   * reached are dropped.
   */
  public synchronized void learn(Map<String, ? extends @Nullable Object> reported) {
    var nextFacts = new LinkedHashMap<>(facts);
    var nextInjected = new LinkedHashMap<>(injected);
    reported.forEach((name, value) -> {
      if (dangerous(name)) {
        return;
      }
      nextInjected.put(name, value);
      nextFacts.put(
          name.startsWith("ansible_") && !name.equals("ansible_local")
              ? name.substring("ansible_".length())
              : name,
          value);
    });
    facts = nextFacts;
    injected = nextInjected;
    learned.accept(nextInjected);
  }

  /** Tells somebody all facts whenever there are new ones. */
  public void onLearned(Consumer<Map<String, @Nullable Object>> listener) {
    learned = listener;
  }

  private static boolean dangerous(String name) {
    return CONNECTION.contains(name)
        || name.startsWith("ansible_become")
        || name.startsWith("ansible_ssh_") && !name.startsWith("ansible_ssh_host_key_")
        || name.startsWith("ansible_") && name.endsWith("_interpreter")
        || name.startsWith("discovered_interpreter_");
  }

  public void set(String name, @Nullable Object value) {
    set.put(name, value);
  }

  public void include(Map<String, ? extends @Nullable Object> variables, Scope.Hashes hashes) {
    hashes.add(included, variables);
  }

  /** {@code meta: clear_facts}. */
  public synchronized void forgetFacts() {
    facts = Map.of();
    injected = Map.of();
  }

  /** Remembers that something was done for this host in this run, such as gathering facts. */
  public boolean once(String what) {
    return flags.putIfAbsent(what, true) == null;
  }
}
