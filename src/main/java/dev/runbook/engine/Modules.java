package dev.runbook.engine;

import dev.runbook.module.ArgumentProblems;
import dev.runbook.module.Declaration;
import dev.runbook.module.Detachable;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The modules of a run by their full names; a module is made, and its record read, when a task
 * first names it.
 */
public final class Modules {
  private final Map<String, Supplier<TaskModule<?>>> makers = new HashMap<>();
  private final Map<String, String> shortNames = new HashMap<>();
  private final Map<String, Loaded<?>> loaded = new ConcurrentHashMap<>();

  /** A module with its arguments' declaration. */
  public record Loaded<A extends Record>(
      TaskModule<A> module, Declaration<A> declaration, Name.CheckMode checkMode, boolean async) {

    static <A extends Record> Loaded<A> of(TaskModule<A> module) {
      var name = module.getClass().getAnnotation(Name.class);
      return new Loaded<>(
          module,
          Declaration.of(module),
          name == null ? Name.CheckMode.FULL : name.checkMode(),
          name == null || name.async());
    }

    Result run(Map<String, ? extends @Nullable Object> arguments, Target target)
        throws ArgumentProblems, ModuleFailure, Unreachable {
      return module.run(declaration.bind(arguments), target);
    }

    /** The script with which the host does the work alone; null when the module has none. */
    @Nullable String detached(Map<String, ? extends @Nullable Object> arguments, Target target)
        throws ArgumentProblems, ModuleFailure {
      return module instanceof Detachable<A> detachable
          ? detachable.detached(declaration.bind(arguments), target)
          : null;
    }
  }

  /** Makes a module known under its names. */
  public void add(TaskModule<?> module) {
    var name = module.getClass().getAnnotation(Name.class);
    if (name == null) {
      throw new IllegalArgumentException(module.getClass() + " has no @Name");
    }
    add(name.value(), () -> module);
    for (var alias : name.aliases()) {
      shortNames.putIfAbsent(last(alias), name.value());
      shortNames.put(alias, name.value());
    }
  }

  /** Makes a module of the project known: its short name means it, whatever else has that name. */
  public void addOwn(String name, Supplier<TaskModule<?>> maker) {
    var fullName = "ansible.legacy." + name;
    makers.put(fullName, maker);
    shortNames.put(name, fullName);
    loaded.remove(fullName);
  }

  private void add(String fullName, Supplier<TaskModule<?>> maker) {
    makers.put(fullName, maker);
    shortNames.putIfAbsent(last(fullName), fullName);
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The full name for a full, legacy or short one; null when there is no such module. */
  public @Nullable String resolve(String written) {
    if (makers.containsKey(written)) {
      return written;
    }
    var known = shortNames.get(written);
    if (known != null) {
      return known;
    }
    if (written.startsWith("ansible.legacy.") || written.startsWith("ansible.builtin.")) {
      return shortNames.get(last(written));
    }
    return null;
  }

  public Collection<String> names() {
    return new TreeSet<>(shortNames.keySet());
  }

  /** The module of a full name that {@link #resolve} gave. */
  public Loaded<?> get(String fullName) {
    return loaded.computeIfAbsent(
        fullName,
        name -> {
          var maker = makers.get(name);
          if (maker == null) {
            throw new IllegalArgumentException("no module " + name);
          }
          return Loaded.of(maker.get());
        });
  }

  public boolean has(String fullName) {
    return makers.containsKey(fullName);
  }
}
