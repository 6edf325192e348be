package dev.runbook.template;

import dev.runbook.template.value.Raised;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the files that templates include: in `templates/` and the folder itself of every folder of
/// the search path, then beside the including file.
final class TemplateFiles {
  private TemplateFiles() {}

  record Found(Path path, String text) {}

  static @Nullable Found find(String name, @Nullable String from, Surroundings surroundings) {
    var parts = new ArrayList<String>();
    for (var part : name.split("/", -1)) {
      if (part.equals("..")) {
        // Jinja2 refuses to leave its folders.
        return null;
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    var relative = String.join("/", parts);
    if (relative.isEmpty()) {
      return null;
    }
    for (var folder : folders(from, surroundings)) {
      Path path;
      try {
        path = folder.resolve(relative);
      } catch (InvalidPathException e) {
        return null;
      }
      if (Files.isRegularFile(path)) {
        try {
          return new Found(path, Files.readString(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw Raised.of("could not read " + path + ": " + e.getMessage());
        }
      }
    }
    return null;
  }

  private static List<Path> folders(@Nullable String from, Surroundings surroundings) {
    var bases = new ArrayList<>(surroundings.searchPath());
    bases.add(surroundings.workingDirectory());
    if (from != null && from.indexOf('/') >= 0) {
      var parent = Path.of(from).getParent();
      if (parent != null) {
        bases.add(parent);
      }
    }
    var folders = new ArrayList<Path>();
    for (var base : bases) {
      folders.add(base.resolve("templates"));
      folders.add(base);
    }
    return folders;
  }
}
