package dev.runbook.playbook;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a role: {@code PART/main.yml}, or the ones that a mention names in their place. */
final class RoleFolder {
  private final Path role;
  private final Settings settings;
  private final Files files;

  RoleFolder(Path role, Settings settings, Files files) {
    this.role = role;
    this.settings = settings;
    this.files = files;
  }

  /** The file of a part, or null when the role has none. */
  @Nullable Path file(String part, @Nullable String named, Source at) {
    for (var candidate : candidates(part, named, at)) {
      if (java.nio.file.Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    return missing(part, named, at);
  }

  /** The variables of a part; for these a folder {@code main} stands for all files in it. */
  Map<String, @Nullable Object> variables(String part, @Nullable String named, Source at) {
    for (var candidate : candidates(part, named, at)) {
      if (java.nio.file.Files.exists(candidate)) {
        return files.variables(candidate);
      }
    }
    missing(part, named, at);
    return Map.of();
  }

  private List<Path> candidates(String part, @Nullable String named, Source at) {
    var folder = role.resolve(part);
    var name = named == null ? "main" : named;
    if (!folder.resolve(name).normalize().startsWith(folder)) {
      throw new ParseError(
          at,
          "Failed loading '"
              + settings.shown(folder.resolve(name))
              + "' for role as it is not inside the expected role path: '"
              + settings.shown(folder)
              + "'");
    }
    // a name that somebody gave is tried as it is first, main last
    var endings =
        named == null
            ? List.of(".yml", ".yaml", ".json", "")
            : List.of("", ".yml", ".yaml", ".json");
    return endings.stream().map(ending -> folder.resolve(name + ending)).toList();
  }

  private @Nullable Path missing(String part, @Nullable String named, Source at) {
    if (named == null) {
      return null;
    }
    throw new ParseError(
        at,
        "Could not find specified file in role: " + part + "/" + named,
        "Looked in " + settings.shown(role.resolve(part)) + ".");
  }

  /**
   * The task that holds what is passed against {@code argument_specs}, before all others of the
   * role; null when the role says nothing about this entry.
   */
  @Nullable Task argumentCheck(Role asked, RoleUse use, Node.@Nullable Mapping meta) {
    var entry = use.tasksFrom() == null ? "main" : use.tasksFrom();
    if (!(specs(meta) instanceof Node.Mapping specs)
        || !(specs.get(entry) instanceof Node.Mapping spec)
        || spec.entries().isEmpty()) {
      return null;
    }
    var options = settings.written().value(spec.get("options"));
    var context = new LinkedHashMap<String, @Nullable Object>();
    context.put("argument_spec_name", entry);
    context.put("name", asked.shortName());
    context.put("path", role.toString());
    context.put("type", "role");
    var args = new LinkedHashMap<String, @Nullable Object>();
    args.put("argument_spec", options == null ? Map.of() : options);
    args.put("provided_arguments", use.params());
    args.put("validate_args_context", context);
    var text = "Validating arguments against arg spec '" + entry + "'";
    if (spec.get("short_description") instanceof Node.Scalar brief) {
      text += " - " + brief.text();
    }
    return new Task(
        text,
        "ansible.builtin.validate_argument_spec",
        "ansible.builtin.validate_argument_spec",
        args,
        null,
        null,
        new Keywords(Map.of("tags", List.of("always")), Map.of(), Map.of()),
        Map.of(),
        role.resolve("tasks").resolve("main.yml"),
        use.at());
  }

  /** A file of its own comes before {@code meta/main.yml}; the two are not combined. */
  private @Nullable Node specs(Node.@Nullable Mapping meta) {
    for (var name : List.of("argument_specs.yml", "argument_specs.yaml")) {
      var file = role.resolve("meta").resolve(name);
      if (java.nio.file.Files.isRegularFile(file)) {
        return files.yaml(file) instanceof Node.Mapping own ? own.get("argument_specs") : null;
      }
    }
    return meta == null ? null : meta.get("argument_specs");
  }
}
