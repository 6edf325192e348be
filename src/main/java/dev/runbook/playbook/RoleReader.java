package dev.runbook.playbook;

import dev.runbook.text.Nearest;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds roles and reads their folders. */
final class RoleReader {
  private final Loader loader;
  private final Settings settings;
  private final Files files;
  private final KeywordReader keywords;

  RoleReader(Loader loader, Settings settings, Files files, KeywordReader keywords) {
    this.loader = loader;
    this.settings = settings;
    this.files = files;
    this.keywords = keywords;
  }

  /** The entries of a play's {@code roles:} or of a role's {@code dependencies:}. */
  List<Block> list(@Nullable Node node, Loader.Place place) {
    var found = new ArrayList<Block>();
    switch (node) {
      case null -> {}
      case Node.Scalar s when s.value() == null -> {}
      case Node.Sequence list -> {
        for (var item : list.items()) {
          loader.guarded(() -> found.add(use(entry(item), place)));
        }
      }
      case Node other ->
          throw new ParseError(
              other.at(),
              "A malformed role declaration was encountered: a list of roles is expected",
              "Begin each role with '- '.");
    }
    return found;
  }

  private RoleUse entry(Node item) {
    switch (item) {
      case Node.Scalar s -> {
        var name = settings.written().value(s);
        if (name == null) {
          throw new ParseError(s.at(), "a role has no name");
        }
        return RoleUse.of(name, s.at());
      }
      case Node.Mapping m -> {
        var named = m.get("role") != null ? m.get("role") : m.get("name");
        var name = named == null ? null : settings.written().value(named);
        if (named == null || name == null) {
          if (m.get("src") instanceof Node.Scalar src) {
            return RoleUse.of(src.text(), src.at());
          }
          throw new ParseError(
              m.at(), "role definitions must contain a role name", "Add 'role: NAME'.");
        }
        var params = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : m.entries()) {
          var key = entry.name();
          if (!Words.ROLE.contains(key)
              && !Words.LEGACY.contains(key)
              && !key.equals("role")
              && !key.equals("name")) {
            params.put(key, settings.written().value(entry.value()));
          }
        }
        return new RoleUse(
            name,
            withoutName(keywords.read(m, Words.ROLE)),
            params,
            null,
            null,
            null,
            null,
            null,
            named.at());
      }
      case Node.Sequence s -> throw new ParseError(s.at(), "a role must be a name or a mapping");
    }
  }

  private static Keywords withoutName(Keywords words) {
    var values = new LinkedHashMap<>(words.values());
    values.remove("name");
    return new Keywords(values, words.vars(), words.places());
  }

  /** {@code import_role}: the role's block, read now. */
  Block imported(Task task, Loader.Place place) {
    return use(useOf(task), place);
  }

  /**
   * What an {@code import_role} or {@code include_role} task says; its arguments must be final or
   * render early.
   */
  static RoleUse useOf(Task task) {
    var args = task.args();
    var name = args.get("name") != null ? args.get("name") : args.get("role");
    if (name == null) {
      throw new ParseError(
          task.at(), "'name' is a required field for " + task.action() + ".", "Add 'name: ROLE'.");
    }
    return new RoleUse(
        name,
        withoutName(task.keywords()),
        java.util.Map.of(),
        text(args.get("tasks_from")),
        text(args.get("vars_from")),
        text(args.get("defaults_from")),
        text(args.get("handlers_from")),
        args.containsKey("allow_duplicates")
            ? KeywordReader.isTrue(args.get("allow_duplicates"))
            : Boolean.TRUE,
        task.placeOf("name"));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  Block use(RoleUse use, Loader.Place place) {
    var params = new LinkedHashMap<>(use.keywords().vars());
    params.putAll(use.params());
    var known = place.with(params);
    var name = settings.early().text(use.name(), known.vars());
    var path = find(name, place, use.at());
    settings.catalog().library(path.resolve("library"));
    var parents = new ArrayList<Role>();
    if (place.role() != null) {
      parents.add(place.role());
      parents.addAll(place.role().parents());
    }
    if (place.chain().contains(path) && place.chain().size() > 60) {
      throw new ParseError(
          use.at(),
          "A recursion loop was detected with the roles specified: "
              + String.join(" -> ", parents.stream().map(Role::name).toList()));
    }
    var shell =
        new Role(
            name,
            path,
            files.variables(from(path, "defaults", use.defaultsFrom(), use.at())),
            files.variables(from(path, "vars", use.varsFrom(), use.at())),
            List.of(),
            List.of(),
            List.of(),
            Role.Repeat.ONCE,
            List.copyOf(parents));
    var meta = Files.find(path.resolve("meta"), "main");
    var metaNode = meta == null ? null : files.yaml(meta);
    var inside = known.with(shell.defaults()).with(shell.vars()).with(params).of(shell).in(path);
    if (parents.size() > 30) {
      throw new ParseError(
          use.at(),
          "A recursion loop was detected with the roles specified: " + name + " depends on itself");
    }
    var dependencies =
        metaNode instanceof Node.Mapping m
            ? list(m.get("dependencies"), meta == null ? inside : inside.in(meta))
            : List.<Block>of();
    var allow =
        use.allowDuplicates() != null && use.allowDuplicates()
            || metaNode instanceof Node.Mapping m
                && m.get("allow_duplicates") instanceof Node.Scalar s
                && KeywordReader.isTrue(s.value());
    var tasksFile = from(path, "tasks", use.tasksFrom(), use.at());
    var handlersFile = from(path, "handlers", use.handlersFrom(), use.at());
    var role =
        new Role(
            name,
            path,
            shell.defaults(),
            shell.vars(),
            tasksFile == null
                ? List.of()
                : loader.steps(files.yaml(tasksFile), inside.in(tasksFile)),
            handlersFile == null
                ? List.of()
                : loader.steps(files.yaml(handlersFile), inside.in(handlersFile)),
            dependencies,
            allow ? Role.Repeat.ALWAYS : Role.Repeat.ONCE,
            shell.parents());
    return new Block(
        Block.Kind.ROLE,
        name,
        role.tasks(),
        List.of(),
        List.of(),
        new Keywords(use.keywords().values(), use.keywords().vars(), use.keywords().places()),
        role,
        use.params(),
        use.at());
  }

  private @Nullable Path from(Path role, String part, @Nullable String named, Source at) {
    var folder = role.resolve(part);
    var found = Files.find(folder, named == null ? "main" : named);
    if (found == null && named != null) {
      throw new ParseError(
          at,
          "Could not find specified file in role: " + part + "/" + named,
          "Looked in " + settings.shown(folder) + ".");
    }
    if (found == null || !part.equals("tasks") && !part.equals("handlers")) {
      return found;
    }
    return java.nio.file.Files.isDirectory(found) ? null : found;
  }

  private Path find(String name, Loader.Place place, Source at) {
    var bases = bases(place);
    for (var base : bases) {
      var candidate = base.resolve(name).normalize();
      if (java.nio.file.Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    var near = Nearest.to(name, names(bases));
    throw new ParseError(
        at,
        "the role '"
            + name
            + "' was not found in "
            + String.join(":", bases.stream().map(settings::shown).toList()),
        near == null
            ? "Check the name, or add its folder to roles_path."
            : "Did you mean '" + near + "'?");
  }

  private Set<Path> bases(Loader.Place place) {
    var bases = new LinkedHashSet<Path>();
    bases.add(place.playbookDirectory().resolve("roles"));
    bases.addAll(settings.rolesPath());
    if (place.role() != null) {
      bases.add(Loader.parent(place.role().path()));
    }
    bases.add(place.playbookDirectory());
    return bases;
  }

  private static Set<String> names(Set<Path> bases) {
    var names = new LinkedHashSet<String>();
    for (var base : bases) {
      try (var entries = java.nio.file.Files.list(base)) {
        entries
            .filter(java.nio.file.Files::isDirectory)
            .forEach(p -> names.add(String.valueOf(p.getFileName())));
      } catch (IOException e) {
        // a folder that is not there offers no names
      }
    }
    return names;
  }
}
