package dev.runbook.config;

import dev.runbook.text.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for the configuration file, and for what in it has no meaning.
final class Search {
  private Search() {}

  static @Nullable Path find(
      Map<String, String> environment, Path workingDirectory, Path home, Consumer<String> warn) {
    var candidates = new ArrayList<Path>();
    var named = environment.get("ANSIBLE_CONFIG");
    Path wished = null;
    if (named != null) {
      wished = new Paths(environment, workingDirectory, home).resolve(named, workingDirectory);
      if (Files.isDirectory(wished)) {
        wished = wished.resolve("ansible.cfg");
      }
      candidates.add(wished);
    }
    var here = workingDirectory.resolve("ansible.cfg");
    var open = worldWritable(workingDirectory);
    if (!open) {
      candidates.add(here);
    }
    candidates.add(home.resolve(".ansible.cfg"));
    candidates.add(Path.of("/etc/ansible/ansible.cfg"));
    var found = candidates.stream().filter(Files::isReadable).findFirst().orElse(null);
    if (open && Files.exists(here) && (wished == null || !wished.equals(found))) {
      warn.accept(
          "Ansible is being run in a world writable directory ("
              + workingDirectory
              + "), ignoring it as an ansible.cfg source. For more information see"
              + " https://docs.ansible.com/ansible/devel/reference_appendices/config.html"
              + "#cfg-in-world-writable-dir");
    }
    return found;
  }

  private static boolean worldWritable(Path folder) {
    try {
      return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  static List<String> unknown(Map<String, Setting> settings, CfgFile cfg) {
    var known =
        settings.values().stream().flatMap(s -> s.keys().stream()).collect(Collectors.toSet());
    var sections =
        known.stream().map(k -> k.substring(0, k.lastIndexOf('.'))).collect(Collectors.toSet());
    var found = new ArrayList<String>();
    cfg.entries()
        .forEach((name, entry) -> {
          var section = name.substring(0, name.lastIndexOf('.'));
          // Other sections are those of plugins, which may have any.
          if (sections.contains(section) && !known.contains(name)) {
            found.add(entry.at() + ": unknown setting '" + name + "'" + near(name, known));
          }
        });
    return List.copyOf(found);
  }

  private static String near(String name, Set<String> known) {
    var near = Nearest.to(name, known);
    return near == null ? "" : "; did you mean '" + near + "'?";
  }
}
