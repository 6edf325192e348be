package dev.runbook.playbook;

import dev.runbook.template.Omit;
import dev.runbook.template.TemplateError;
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
import java.util.Map;
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
            RoleUse.ArgumentCheck.YES,
            null,
            RoleUse.By.ENTRY,
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
    return use(useOf(task, place), place);
  }

  /**
   * What an {@code import_role} or {@code include_role} task says; its arguments must be final or
   * render early.
   */
  private RoleUse useOf(Task task, Loader.Place place) {
    var args = task.args();
    var name = args.get("name") != null ? args.get("name") : args.get("role");
    if (name == null) {
      throw nameless(task);
    }
    return new RoleUse(
        name,
        withoutName(task.keywords()),
        Map.of(),
        text(args.get("tasks_from"), task, place),
        text(args.get("vars_from"), task, place),
        text(args.get("defaults_from"), task, place),
        text(args.get("handlers_from"), task, place),
        args.containsKey("allow_duplicates")
            ? KeywordReader.isTrue(args.get("allow_duplicates"))
            : Boolean.TRUE,
        !args.containsKey("rolespec_validate")
                || KeywordReader.isTrue(args.get("rolespec_validate"))
            ? RoleUse.ArgumentCheck.YES
            : RoleUse.ArgumentCheck.NO,
        !args.containsKey("public")
            ? null
            : KeywordReader.isTrue(args.get("public"))
                ? RoleUse.Export.PUBLIC
                : RoleUse.Export.PRIVATE,
        RoleUse.By.TASK,
        task.placeOf("name"));
  }

  static ParseError nameless(Task task) {
    return new ParseError(
        task.at(), "'name' is a required field for " + task.action() + ".", "Add 'name: ROLE'.");
  }

  private @Nullable String text(@Nullable Object value, Task task, Loader.Place place) {
    if (value == null) {
      return null;
    }
    var text = settings.early().text(value, place.with(task.keywords().vars()).vars());
    return text.equals(Omit.OMIT.toString()) ? null : text;
  }

  Block use(RoleUse use, Loader.Place place) {
    var params = new LinkedHashMap<>(use.keywords().vars());
    params.putAll(use.params());
    var known = place.with(params);
    var name = settings.early().text(use.name(), known.vars());
    var found = find(name, place.searching(use.keywords()), use.at());
    var path = found.path();
    settings.catalog().library(path.resolve("library"));
    var parents = new ArrayList<Role>();
    if (place.role() != null) {
      parents.add(place.role());
      parents.addAll(place.role().parents());
    }
    if (parents.size() > 30) {
      throw new ParseError(
          use.at(),
          "A recursion loop was detected with the roles specified: " + name + " depends on itself");
    }
    var folder = new RoleFolder(found.path(), settings, files);
    var meta = folder.file("meta", null, use.at());
    var metaNode = meta == null ? null : mapping(meta);
    var shell =
        new Role(
            found.collection().isEmpty() ? name : found.fullName(),
            path,
            loader.guarded(
                () -> folder.variables("defaults", use.defaultsFrom(), use.at()), Map.of()),
            loader.guarded(() -> folder.variables("vars", use.varsFrom(), use.at()), Map.of()),
            List.of(),
            List.of(),
            List.of(),
            Role.Repeat.ONCE,
            List.copyOf(parents),
            includers(use, place.role()),
            found.collection().isEmpty() ? null : found.collection(),
            collections(found, metaNode),
            use);
    var inside = known.with(shell.defaults()).with(shell.vars()).with(params).of(shell).in(path);
    var dependencies =
        metaNode == null
            ? List.<Block>of()
            : list(metaNode.get("dependencies"), meta == null ? inside : inside.in(meta));
    var allow =
        use.allowDuplicates() != null
            ? use.allowDuplicates()
            : metaNode != null
                && metaNode.get("allow_duplicates") instanceof Node.Scalar s
                && KeywordReader.isTrue(s.value());
    var tasksFile = folder.file("tasks", use.tasksFrom(), use.at());
    var tasks = new ArrayList<Step>();
    if (use.check() == RoleUse.ArgumentCheck.YES) {
      var check = folder.argumentCheck(shell, use, metaNode);
      if (check != null) {
        tasks.add(check);
      }
    }
    tasks.addAll(steps(tasksFile, inside));
    var handlersFile = folder.file("handlers", use.handlersFrom(), use.at());
    var role =
        new Role(
            shell.name(),
            path,
            shell.defaults(),
            shell.vars(),
            tasks,
            loader.handlers(steps(handlersFile, inside)),
            dependencies,
            allow ? Role.Repeat.ALWAYS : Role.Repeat.ONCE,
            shell.parents(),
            shell.includers(),
            shell.collection(),
            shell.collections(),
            use);
    return new Block(
        Block.Kind.ROLE,
        shell.name(),
        role.tasks(),
        List.of(),
        List.of(),
        new Keywords(use.keywords().values(), use.keywords().vars(), use.keywords().places()),
        role,
        use.params(),
        use.at());
  }

  private Node.Mapping mapping(Path file) {
    var nothing = new Node.Mapping(List.of(), Source.NONE);
    return loader.guarded(
        () -> files.yaml(file) instanceof Node.Mapping mapping ? mapping : nothing, nothing);
  }

  private List<Step> steps(@Nullable Path file, Loader.Place inside) {
    return file == null
        ? List.of()
        : loader.guarded(() -> loader.steps(files.yaml(file), inside.in(file)), List.of());
  }

  /** Whether an {@code include_role} names a role that is there and brings no modules along. */
  boolean isPlain(Task task, Loader.Place place) {
    try {
      var use = useOf(task, place);
      var name = settings.early().text(use.name(), place.vars());
      var path = find(name, place.searching(task.keywords()), use.at()).path();
      return !java.nio.file.Files.isDirectory(path.resolve("library"));
    } catch (ParseError | TemplateError e) {
      return false;
    }
  }

  /** A dependency was not included by the role that needs it, but with it. */
  private static List<Role> includers(RoleUse use, @Nullable Role outer) {
    if (outer == null) {
      return List.of();
    }
    var all = new ArrayList<Role>();
    if (use.by() == RoleUse.By.TASK) {
      all.add(outer);
    }
    all.addAll(outer.includers());
    return List.copyOf(all);
  }

  /** A role looks into its own collection, then into those that its {@code meta} names. */
  private List<String> collections(Collections.Found found, Node.@Nullable Mapping meta) {
    var names = new LinkedHashSet<String>();
    if (!found.collection().isEmpty()) {
      names.add(found.collection());
    }
    if (meta != null && settings.written().value(meta.get("collections")) instanceof List<?> more) {
      more.forEach(name -> names.add(String.valueOf(name)));
    }
    return List.copyOf(names);
  }

  private Collections.Found find(String name, Loader.Place place, Source at) {
    var installed = settings.collections().beside(place.playbookDirectory());
    var inCollection = installed.role(name, place.collections());
    if (inCollection != null) {
      return inCollection;
    }
    var bases = bases(place);
    for (var base : bases) {
      var candidate = base.resolve(name).normalize();
      if (java.nio.file.Files.isDirectory(candidate)) {
        return new Collections.Found("", name, candidate);
      }
    }
    if (name.contains(",")) {
      throw new ParseError(
          at,
          "Invalid old style role requirement: " + name,
          "Write each role on a line of its own: '- NAME'.");
    }
    var near = Nearest.to(name, names(bases));
    throw new ParseError(
        at,
        "the role '"
            + name
            + "' was not found in "
            + String.join(
                ":",
                java.util.stream.Stream.concat(
                        (Collections.isFullName(name) ? installed.roots() : List.<Path>of())
                            .stream(),
                        bases.stream())
                    .map(settings::shown)
                    .toList()),
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
    bases.add(settings.workingDirectory());
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
