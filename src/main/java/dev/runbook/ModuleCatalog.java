package dev.runbook;

import dev.runbook.engine.Modules;
import dev.runbook.playbook.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells the loader which modules and actions there are and what they take. */
final class ModuleCatalog implements Catalog {
  private static final Set<String> COMMAND =
      Set.of(
          "creates",
          "removes",
          "chdir",
          "executable",
          "warn",
          "stdin",
          "stdin_add_newline",
          "strip_empty_ends",
          "expand_argument_vars",
          "_uses_shell");

  private static final Map<String, Set<String>> FREE_FORM =
      Map.of(
          "ansible.builtin.command", COMMAND,
          "ansible.builtin.shell", COMMAND,
          "ansible.builtin.script", COMMAND,
          "ansible.builtin.raw", Set.of("executable"));

  private static final Set<String> TEXT =
      Set.of(
          "add_host",
          "group_by",
          "include",
          "include_tasks",
          "include_role",
          "include_vars",
          "import_tasks",
          "import_role",
          "import_playbook",
          "meta",
          "set_fact");

  /** The arguments of the play's own actions; null means any. */
  private static final Map<String, @Nullable Set<String>> ACTIONS = actions();

  private final Modules modules;
  private final ProjectLibraries libraries;

  ModuleCatalog(Modules modules, ProjectLibraries libraries) {
    this.modules = modules;
    this.libraries = libraries;
  }

  @Override
  public void library(Path folder) {
    libraries.add(folder);
  }

  private static Map<String, @Nullable Set<String>> actions() {
    var all = new LinkedHashMap<String, @Nullable Set<String>>();
    for (var name : TEXT) {
      all.put(name, null);
    }
    all.put("debug", Set.of("msg", "var", "verbosity"));
    all.put("assert", Set.of("that", "fail_msg", "msg", "success_msg", "quiet"));
    all.put("fail", Set.of("msg"));
    all.put("pause", Set.of("minutes", "seconds", "prompt", "echo"));
    all.put("validate_argument_spec", null);
    all.put("set_stats", Set.of("data", "per_host", "aggregate"));
    return all;
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public @Nullable String resolve(String written) {
    var bare =
        written.startsWith("ansible.builtin.") || written.startsWith("ansible.legacy.")
            ? last(written)
            : written;
    if (!written.startsWith("ansible.builtin.") && libraries.has(bare)) {
      return "ansible.legacy." + bare;
    }
    if (ACTIONS.containsKey(bare)) {
      return "ansible.builtin." + bare;
    }
    return modules.resolve(written);
  }

  @Override
  public boolean isElsewhere(String written) {
    var isAnsibles =
        written.startsWith("ansible.builtin.") || written.startsWith("ansible.legacy.");
    if (written.split("\\.", -1).length >= 3 && !isAnsibles) {
      return true;
    }
    return Elsewhere.NAMES.contains(isAnsibles ? last(written) : written);
  }

  /** Read only for a name that is not ours. */
  private static final class Elsewhere {
    private static final Set<String> NAMES = read();

    private static Set<String> read() {
      try (var list = ModuleCatalog.class.getResourceAsStream("modules-elsewhere.txt")) {
        var text = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
        return Set.of(text.strip().split("\\s+"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public @Nullable Set<String> freeForm(String module) {
    return FREE_FORM.get(module);
  }

  @Override
  public boolean takesText(String module) {
    if (FREE_FORM.containsKey(module) || TEXT.contains(last(module))) {
      return true;
    }
    return modules.has(module) && modules.get(module).declaration().freeForm() != null;
  }

  @Override
  public List<Fault> check(String module, Set<String> arguments) {
    if (module.startsWith("ansible.legacy.")) {
      var refused = libraries.refused(last(module));
      return refused == null ? List.of() : List.of(refused);
    }
    if (!modules.has(module)) {
      var known = ACTIONS.get(last(module));
      if (known == null) {
        return List.of();
      }
      var unknown = new TreeSet<>(arguments);
      unknown.removeAll(known);
      if (unknown.isEmpty()) {
        return List.of();
      }
      var near = dev.runbook.text.Nearest.to(unknown.first(), known);
      return List.of(
          new Fault(
              unknown.first(),
              refusal(last(module), String.join(", ", unknown), known),
              near == null
                  ? "Supported are " + String.join(", ", new TreeSet<>(known)) + "."
                  : "Did you mean '" + near + "'?"));
    }
    return modules.get(module).declaration().check(arguments).stream()
        .map(p -> new Fault(p.argument(), p.text(), p.hint()))
        .toList();
  }

  /** Some of Ansible's actions have their arguments checked as modules have. */
  private static String refusal(String action, String unknown, Set<String> known) {
    return Set.of("assert", "debug", "pause").contains(action)
        ? "Unsupported parameters for ("
            + action
            + ") module: "
            + unknown
            + ". Supported parameters include: "
            + String.join(", ", new TreeSet<>(known))
            + "."
        : "Invalid options for " + action + ": " + unknown;
  }

  @Override
  public Collection<String> names() {
    var all = new TreeSet<>(modules.names());
    all.addAll(ACTIONS.keySet());
    return all;
  }
}
