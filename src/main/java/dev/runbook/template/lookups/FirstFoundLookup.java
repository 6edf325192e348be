package dev.runbook.template.lookups;

import dev.runbook.template.value.Paths;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `first_found`: the first of several files that exists.
final class FirstFoundLookup implements Lookup {
  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow("files", "paths", "skip", "subdir");
    var names = new ArrayList<@Nullable Object>();
    var skip = collect(r.terms(), r.options(), names, 0);
    if (r.terms().isEmpty()) {
      skip = one(null, r.options(), names);
    }
    for (var name : names) {
      if (name == null || name instanceof Undefined) {
        continue;
      }
      var path = Files.find(Text.str(name), r.text("subdir", "files"), r.context().surroundings());
      if (path != null) {
        var found = new ArrayList<@Nullable Object>();
        found.add(path.toString());
        return found;
      }
    }
    if (skip) {
      return new ArrayList<>();
    }
    throw Raised.lookup("No file was found when using first_found.");
  }

  private static boolean collect(
      List<? extends @Nullable Object> terms,
      Map<String, @Nullable Object> options,
      List<@Nullable Object> names,
      int depth) {
    if (depth > 100) {
      throw Raised.limit("the terms of first_found are nested too deeply");
    }
    var skip = false;
    for (var term : terms) {
      switch (term) {
        case Map<?, ?> own -> {
          var inline = new LinkedHashMap<String, @Nullable Object>();
          own.forEach((key, value) -> inline.put(Text.str(key), value));
          skip = one(null, inline, names);
        }
        case List<?> list -> skip = collect(Values.cast(list), options, names, depth + 1);
        case null ->
            throw Raised.lookup(
                "Invalid term supplied, can handle string, mapping or list of strings but got:"
                    + " NoneType");
        default -> skip = one(term, options, names);
      }
    }
    return skip;
  }

  private static boolean one(
      @Nullable Object term, Map<String, @Nullable Object> options, List<@Nullable Object> names) {
    var files = split(options.get("files"), ",;");
    var paths = split(options.get("paths"), ",:;");
    if (!paths.isEmpty()) {
      for (var path : paths) {
        for (var file : files) {
          names.add(Paths.join(List.of(path, file)));
        }
      }
    } else if (!files.isEmpty()) {
      names.addAll(files);
    } else if (term != null) {
      names.add(term);
    }
    var skip = options.get("skip");
    return skip instanceof String text
        ? text.equalsIgnoreCase("true") || text.equalsIgnoreCase("yes")
        : Values.truth(skip);
  }

  private static List<String> split(@Nullable Object value, String separators) {
    var parts = new ArrayList<String>();
    switch (value) {
      case null -> {}
      case List<?> list -> list.forEach(one -> parts.addAll(split(one, separators)));
      case Undefined _ -> {}
      default -> {
        for (var part : Text.str(value).split("[" + separators + "]", -1)) {
          parts.add(part);
        }
      }
    }
    return parts;
  }
}
