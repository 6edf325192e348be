package dev.runbook.template.lookups;

import dev.runbook.template.Surroundings;
import dev.runbook.template.value.Paths;
import dev.runbook.template.value.Raised;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds and reads files as Ansible's lookups do.
final class Files {
  private Files() {}

  /// Where a relative name may be, best first.
  static List<Path> candidates(String name, String folder, Surroundings surroundings) {
    var expanded = Paths.expandUser(name, surroundings.environment());
    if (expanded.startsWith("/")) {
      return List.of(Path.of(expanded));
    }
    var all = new LinkedHashSet<Path>();
    for (var base : surroundings.searchPath()) {
      var last = base.getFileName();
      var parent = base.getParent();
      if (last != null && parent != null && last.toString().equals("tasks")) {
        all.add(parent.resolve(folder).resolve(expanded));
      }
      all.add(base.resolve(folder).resolve(expanded));
      all.add(base.resolve(expanded));
    }
    all.add(surroundings.workingDirectory().resolve(folder).resolve(expanded));
    all.add(surroundings.workingDirectory().resolve(expanded));
    return new ArrayList<>(all);
  }

  static @Nullable Path find(String name, String folder, Surroundings surroundings) {
    for (var path : candidates(name, folder, surroundings)) {
      if (java.nio.file.Files.exists(path)) {
        return path.normalize();
      }
    }
    return null;
  }

  static String text(Path path, String encoding) {
    return text(path, encoding, (content, _) -> content);
  }

  static String text(Path path, String encoding, Surroundings.Vault vault) {
    try {
      var bytes = vault.open(java.nio.file.Files.readAllBytes(path), path);
      return Charset.forName(encoding).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Raised.lookup("the file " + path + " is not valid " + encoding);
    } catch (ParseError e) {
      throw Raised.lookup(e.text() + " (" + path + ")");
    } catch (IOException | IllegalArgumentException e) {
      throw Raised.lookup("the file " + path + " could not be read: " + e.getMessage());
    }
  }
}
