package dev.runbook.template.lookups;

import dev.runbook.template.value.Letters;
import dev.runbook.template.value.Paths;
import dev.runbook.template.value.Raised;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `file`, `fileglob` and `template`.
final class FileLookups {
  private static final List<String> TEMPLATE_OPTIONS =
      List.of(
          "variable_start_string",
          "variable_end_string",
          "comment_start_string",
          "comment_end_string",
          "trim_blocks",
          "lstrip_blocks",
          "block_start_string",
          "block_end_string",
          "newline_sequence");

  private FileLookups() {}

  static void addTo(Map<String, Lookup> all) {
    all.put("file", FileLookups::file);
    all.put("unvault", FileLookups::unvault);
    all.put("fileglob", FileLookups::glob);
    all.put("template", FileLookups::template);
  }

  private static List<@Nullable Object> file(Request r) {
    r.allow("lstrip", "rstrip");
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var path = Files.find(term, "files", r.context().surroundings());
      if (path == null) {
        throw Raised.lookup(
            "The 'file' lookup had an issue accessing the file '"
                + term
                + "'. file not found, use -vvvvv to see paths searched");
      }
      found.add(
          Letters.strip(plain(r, path), null, r.truth("lstrip", false), r.truth("rstrip", true)));
    }
    return found;
  }

  /// The content of a file without the cut that `file` makes at its end.
  private static List<@Nullable Object> unvault(Request r) {
    r.allow();
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var path = Files.find(term, "files", r.context().surroundings());
      if (path == null) {
        throw Raised.lookup("Unable to find file matching \"" + term + "\" ");
      }
      found.add(plain(r, path));
    }
    return found;
  }

  private static String plain(Request r, Path path) {
    return Files.text(path, "UTF-8", r.context().surroundings().vault());
  }

  private static List<@Nullable Object> glob(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var name = Paths.base(term);
      var folders = new ArrayList<Path>();
      if (!name.equals(term)) {
        var folder = Files.find(Paths.folder(term), "files", r.context().surroundings());
        if (folder != null) {
          folders.add(folder);
        }
      } else {
        for (var base : r.context().surroundings().searchPath()) {
          folders.add(base.resolve("files"));
          folders.add(base);
        }
        folders.add(r.context().surroundings().workingDirectory().resolve("files"));
        folders.add(r.context().surroundings().workingDirectory());
      }
      for (var folder : folders) {
        var matches =
            Paths.glob(folder.toAbsolutePath() + "/" + name).stream()
                .filter(java.nio.file.Files::isRegularFile)
                .map(Path::toString)
                .toList();
        if (!matches.isEmpty()) {
          found.addAll(matches);
          break;
        }
      }
    }
    return found;
  }

  private static List<@Nullable Object> template(Request r) {
    var known = new ArrayList<>(TEMPLATE_OPTIONS);
    known.addAll(List.of("convert_data", "jinja2_native", "template_vars"));
    r.allow(known.toArray(String[]::new));
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var path = Files.find(term, "templates", r.context().surroundings());
      if (path == null) {
        throw Raised.lookup("the template file " + term + " could not be found for the lookup");
      }
      var more = TemplateVariables.of(path, term);
      if (r.option("template_vars") instanceof Map<?, ?> own) {
        own.forEach((key, value) -> more.put(String.valueOf(key), value));
      }
      var options = new LinkedHashMap<>(r.options());
      options.keySet().retainAll(TEMPLATE_OPTIONS);
      found.add(r.context().renderFile(plain(r, path), path.toString(), more, options));
    }
    return found;
  }
}
