package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.template.Templar;
import dev.runbook.vars.Context;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code include_vars}: variables of a file or of the files below a folder. */
final class IncludeVars {
  private final PlayRun play;
  private final Context where;

  IncludeVars(PlayRun play, Context where) {
    this.play = play;
    this.where = where;
  }

  Outcome run(Map<String, @Nullable Object> args, Templar templar) {
    var file = args.get("_raw_params") != null ? args.get("_raw_params") : args.get("file");
    var dir = args.get("dir");
    if (file == null && dir == null) {
      return Outcome.failed("include_vars needs a file or a dir");
    }
    var files = new ArrayList<Path>();
    var values = new LinkedHashMap<String, @Nullable Object>();
    try {
      if (dir != null) {
        files.addAll(below(find(templar.text(dir)), args, templar));
      } else {
        files.add(find(templar.text(file)));
      }
      for (var each : files) {
        values.putAll(play.run.loader.variables(each));
      }
    } catch (ParseError e) {
      return Outcome.failed(e.at() + ": " + e.text());
    } catch (IOException e) {
      return Outcome.failed(String.valueOf(e.getMessage()));
    }
    var named = args.get("name");
    var facts = new LinkedHashMap<String, @Nullable Object>();
    if (named == null) {
      facts.putAll(values);
    } else {
      facts.put(templar.text(named), values);
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("ansible_facts", facts);
    result.put("ansible_included_var_files", files.stream().map(Path::toString).toList());
    result.put("_ansible_include_vars", true);
    return Outcome.of(Event.Status.OK, result);
  }

  private Path find(String name) throws IOException {
    var looked = new LinkedHashSet<Path>();
    for (var folder : play.searchPath(where)) {
      looked.add(folder.resolve("vars").resolve(name));
      looked.add(folder.resolve(name));
    }
    for (var candidate : looked) {
      if (Files.exists(candidate)) {
        return candidate.normalize();
      }
    }
    throw new IOException(
        "Could not find or access '"
            + name
            + "'\nSearched in:\n\t"
            + String.join("\n\t", looked.stream().map(Path::toString).toList())
            + " on the Ansible Controller.");
  }

  private static List<Path> below(Path folder, Map<String, @Nullable Object> args, Templar templar)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a directory");
    }
    var depth = args.get("depth");
    var levels = depth == null ? 0 : Integer.parseInt(templar.text(depth));
    var matching = args.get("files_matching");
    var pattern = matching == null ? null : Pattern.compile(templar.text(matching));
    var extensions =
        args.get("extensions") instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of("yaml", "yml", "json");
    var ignored =
        args.get("ignore_files") instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.<String>of();
    try (var walk = Files.walk(folder, levels == 0 ? Integer.MAX_VALUE : levels)) {
      return walk.filter(Files::isRegularFile)
          .filter(p -> {
            var name = String.valueOf(p.getFileName());
            return extensions.contains(name.substring(name.lastIndexOf('.') + 1))
                && !ignored.contains(name)
                && (pattern == null || pattern.matcher(name).find());
          })
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }
}
