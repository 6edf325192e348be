package dev.runbook;

import dev.runbook.engine.Modules;
import dev.runbook.modules.ProjectModule;
import dev.runbook.playbook.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The modules that projects bring themselves: in {@code library} beside a playbook or in a role,
 * and in the folders that the configuration names.
 */
final class ProjectLibraries {
  /** Files that lie beside modules and are none. */
  private static final Set<String> OTHER =
      Set.of("pyc", "pyo", "swp", "bak", "rpm", "md", "txt", "rst", "yaml", "yml", "ini", "json");

  private final Modules modules;
  private final Set<Path> seen = new HashSet<>();
  private final Map<String, Path> files = new HashMap<>();

  ProjectLibraries(Modules modules, List<String> folders, Path workingDirectory) {
    this.modules = modules;
    for (var folder : folders) {
      add(workingDirectory.resolve(folder));
    }
  }

  void add(Path folder) {
    if (!seen.add(folder.normalize()) || !Files.isDirectory(folder)) {
      return;
    }
    try (var found = Files.walk(folder, 5)) {
      found.filter(Files::isRegularFile).sorted().forEach(this::take);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(Path file) {
    var name = file.getFileName().toString();
    var dot = name.lastIndexOf('.');
    if (dot == 0 || dot > 0 && OTHER.contains(name.substring(dot + 1)) || name.startsWith("__")) {
      return;
    }
    var short_ = dot > 0 ? name.substring(0, dot) : name;
    if (files.putIfAbsent(short_, file) == null) {
      modules.addOwn(short_, () -> new ProjectModule(file));
    }
  }

  boolean has(String name) {
    return files.containsKey(name);
  }

  /** Why a module cannot be run at all, or null. */
  Catalog.@Nullable Fault refused(String name) {
    var file = files.get(name);
    if (file == null || !ProjectModule.needsAnsible(file)) {
      return null;
    }
    return new Catalog.Fault(
        null,
        "the module " + name + " is Python code that needs Ansible itself: " + file,
        "Modules of a project run when they are programs of their own: scripts with an"
            + " interpreter that the host has, or binaries.");
  }
}
