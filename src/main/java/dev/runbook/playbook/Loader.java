package dev.runbook.playbook;

import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads playbooks, task files and roles. What is imported is read with its playbook; what is
 * included ({@code include_tasks}, {@code include_role}) is read when the run comes to it, by the
 * same methods.
 */
public final class Loader {
  private static final int DEPTH = 100;

  private final Settings settings;
  private final Problems problems;
  private final Files files;
  private final TaskReader tasks;
  private final KeywordReader keywords;
  private final RoleReader roles;
  private final Ahead ahead;

  public Loader(Settings settings) {
    this.settings = settings;
    this.problems = new Problems(settings);
    this.files = new Files(settings, problems);
    this.tasks = new TaskReader(settings.written(), settings.catalog(), problems);
    this.keywords = new KeywordReader(settings.written(), problems);
    this.roles = new RoleReader(this, settings, files, keywords);
    this.ahead = new Ahead(this, files, problems, settings.templates());
  }

  /**
   * Where something is read.
   *
   * @param file the file that is being read
   * @param playbookDirectory the folder of the playbook
   * @param role the role that the file belongs to, or null
   * @param vars what is known early: the play's variables and the parameters passed so far
   * @param chain the files that led here, against circles
   * @param collections where short names of roles are looked for first
   */
  public record Place(
      Path file,
      Path playbookDirectory,
      @Nullable Role role,
      Map<String, @Nullable Object> vars,
      List<Path> chain,
      List<String> collections) {

    Place in(Path next) {
      var longer = new ArrayList<>(chain);
      longer.add(next);
      return new Place(next, playbookDirectory, role, vars, longer, collections);
    }

    Place with(Map<String, @Nullable Object> more) {
      if (more.isEmpty()) {
        return this;
      }
      var all = new LinkedHashMap<>(vars);
      all.putAll(more);
      return new Place(file, playbookDirectory, role, all, chain, collections);
    }

    Place of(Role entered) {
      return new Place(file, playbookDirectory, entered, vars, chain, entered.collections());
    }

    /** The same place where keywords may name collections. */
    Place searching(Keywords words) {
      if (words.list("collections").isEmpty()) {
        return this;
      }
      var names = words.list("collections").stream().map(String::valueOf).toList();
      return new Place(file, playbookDirectory, role, vars, chain, names);
    }
  }

  /** Reads a playbook, or a file that is a plain task list, which becomes a play over all hosts. */
  public Playbook playbook(Path file, String shown) throws LoadErrors {
    var path = file.toAbsolutePath().normalize();
    var collection = Collections.of(path);
    var place =
        new Place(
            path,
            parent(path),
            null,
            Map.of(),
            List.of(path),
            collection == null ? List.of() : List.of(collection));
    var plays = new ArrayList<Play>();
    guarded(
        () -> plays.addAll(new PlayReader(this, settings, files, problems, keywords).plays(place)));
    done();
    return new Playbook(shown, path, plays);
  }

  /** What is wrong with arguments that are known only when their task runs; null if nothing is. */
  public @Nullable String wrong(String module, Set<String> arguments) {
    var faults = settings.catalog().check(module, arguments);
    return faults.isEmpty() ? null : faults.getFirst().text();
  }

  /** Plays that stand in no file, read as if they stood in this one. */
  public Playbook playbook(Node.Sequence plays, Path file) throws LoadErrors {
    var place = new Place(file, parent(file), null, Map.of(), List.of(file), List.of());
    var found = new ArrayList<Play>();
    var reader = new PlayReader(this, settings, files, problems, keywords);
    guarded(() -> found.addAll(reader.plays(plays, place)));
    done();
    return new Playbook(file.getFileName().toString(), file, found);
  }

  /** The steps of a task file that a run includes. */
  public List<Step> taskFile(Path file, Place place) throws LoadErrors {
    var steps =
        problems.prepared(
            true,
            () -> {
              var found = steps(files.yaml(file), place.in(file));
              return place.role() == null ? outside(found) : found;
            });
    done();
    return steps;
  }

  /** The same in the place of a handler. */
  public List<Step> handlerFile(Path file, Place place) throws LoadErrors {
    var steps = problems.prepared(true, () -> handlers(steps(files.yaml(file), place.in(file))));
    done();
    return steps;
  }

  /** A role that a run includes, as a block that enters it. */
  public Block role(RoleUse use, Place place) throws LoadErrors {
    var block = problems.prepared(true, () -> roles.use(use, place));
    done();
    return block;
  }

  /** The variables of a file, as {@code include_vars} reads them. */
  public Map<String, @Nullable Object> variables(Path file) {
    return files.variables(file);
  }

  /** The mappings of variables in a file, as {@code vars_files} reads them, in their order. */
  public List<Map<String, @Nullable Object>> listed(Path file) {
    return files.listed(file);
  }

  private void done() throws LoadErrors {
    if (!problems.errors().isEmpty()) {
      var all = List.copyOf(problems.errors());
      problems.errors().clear();
      throw new LoadErrors(all);
    }
  }

  /** The same for a part that gives something. */
  <T> T guarded(Supplier<T> part, T otherwise) {
    var found = new ArrayList<T>(1);
    guarded(() -> found.add(part.get()));
    return found.isEmpty() ? otherwise : found.getFirst();
  }

  /** Runs a part of the reading; what is wrong there does not keep the rest from being read. */
  void guarded(Runnable part) {
    try {
      part.run();
    } catch (ParseError e) {
      problems.add(e);
    } catch (TemplateError e) {
      problems.add(new ParseError(e.at(), e.text(), e.hint()));
    }
  }

  static Path parent(Path file) {
    var parent = file.getParent();
    return parent == null ? Path.of("/") : parent;
  }

  /** The tasks of a file. */
  List<Step> steps(@Nullable Node node, Place place) {
    return steps(node, place, "included task files must contain a list of tasks");
  }

  /** The tasks below a key of a play or block. */
  List<Step> steps(Node.Mapping mapping, String key, Place place) {
    var list = key.endsWith("tasks") || key.equals("handlers") ? key : "a block";
    return steps(
        mapping.get(key),
        place,
        "A malformed block was encountered while loading "
            + list
            + ": "
            + (mapping.get(key) instanceof Node.Scalar s ? s.text() : "it")
            + " should be a list or None");
  }

  private List<Step> steps(@Nullable Node node, Place place, String malformed) {
    var found = new ArrayList<Step>();
    switch (node) {
      case null -> {}
      case Node.Scalar s when s.value() == null -> {}
      case Node.Sequence list -> {
        var ends = false;
        for (var item : list.items()) {
          ends |= endsAlways(found);
          problems.prepared(
              ends,
              () -> {
                guarded(() -> step(item, place, found));
                return found;
              });
        }
      }
      case Node other -> throw new ParseError(other.at(), malformed, "Begin each task with '- '.");
    }
    return found;
  }

  /** Steps that belong to no role. */
  List<Step> outside(List<Step> steps) {
    RoleEnd.check(steps, problems);
    return steps;
  }

  /** Steps that are handlers. */
  List<Step> handlers(List<Step> steps) {
    HandlerSteps.check(steps, problems);
    return steps;
  }

  /** Whether the last step is a {@code fail} without a condition: what follows it does not run. */
  private static boolean endsAlways(List<Step> found) {
    return !found.isEmpty()
        && found.getLast() instanceof Task task
        && task.shortModule().equals("fail")
        && task.loop() == null
        && !TaskReader.isPrepared(task.keywords());
  }

  private void step(Node item, Place place, List<Step> found) {
    if (item instanceof Node.Scalar s && s.value() == null) {
      return;
    }
    if (!(item instanceof Node.Mapping mapping)) {
      throw new ParseError(
          item.at(), "a task must be a mapping", "Write 'module: arguments' below '- '.");
    }
    if (mapping.get("block") != null
        || mapping.get("rescue") != null
        || mapping.get("always") != null) {
      found.add(block(mapping, place));
      return;
    }
    var task = tasks.task(mapping, place.file());
    if (!new IncludeOptions(problems).check(task)) {
      return;
    }
    switch (task.shortModule()) {
      case "import_tasks" -> found.add(imported(task, place, task.keywords(), Map.of()));
      case "include" -> found.add(included(mapping, task, place));
      case "import_role" -> found.add(roles.imported(task, place));
      default -> {
        ahead.look(task, place);
        found.add(task);
      }
    }
  }

  private Block block(Node.Mapping mapping, Place place) {
    for (var entry : mapping.entries()) {
      if (!Words.BLOCK.contains(entry.name())
          && !Words.LEGACY.contains(entry.name())
          && !entry.name().equals("rescue")
          && !entry.name().equals("always")) {
        var near = dev.runbook.text.Nearest.to(entry.name(), Words.BLOCK);
        problems.add(
            new ParseError(
                entry.key().at(),
                "'" + entry.name() + "' is not a valid attribute for a Block",
                near == null ? null : "Did you mean '" + near + "'?"));
      }
    }
    var words = keywords.read(mapping, Words.BLOCK);
    var values = new LinkedHashMap<>(words.values());
    values.remove("block");
    var inner = place.with(words.vars()).searching(words);
    return new Block(
        Block.Kind.BLOCK,
        values.get("name"),
        problems.prepared(
            mapping.get("rescue") != null || TaskReader.isPrepared(words),
            () -> steps(mapping, "block", inner)),
        steps(mapping, "rescue", inner),
        steps(mapping, "always", inner),
        new Keywords(values, words.vars(), words.places()),
        null,
        Map.of(),
        mapping.at());
  }

  private static Object fileOf(Task task) {
    var name = task.args().getOrDefault("_raw_params", task.args().get("file"));
    if (name == null) {
      throw IncludeOptions.withoutFile(task);
    }
    return name;
  }

  /** The block that an import stands for: the file's tasks under the import's keywords. */
  private Block imported(
      Task task, Place place, Keywords words, Map<String, @Nullable Object> params) {
    var known = place.with(words.vars()).with(params).searching(words);
    var named = settings.early().text(fileOf(task), known.vars());
    var file = taskFilePath(named, place, task.at());
    if (place.chain().contains(file) || place.chain().size() > DEPTH) {
      throw new ParseError(
          task.at(),
          "task files import each other in a circle: "
              + String.join(" -> ", place.chain().stream().map(settings::shown).toList())
              + " -> "
              + settings.shown(file));
    }
    var steps =
        problems.prepared(
            TaskReader.isPrepared(words), () -> steps(files.yaml(file), known.in(file)));
    var values = new LinkedHashMap<>(words.values());
    values.remove("name");
    return new Block(
        Block.Kind.IMPORT,
        null,
        steps,
        List.of(),
        List.of(),
        new Keywords(values, words.vars(), words.places()),
        null,
        params,
        task.at());
  }

  /**
   * {@code include:} of before 2.4: an import where the file's name is known, else an include;
   * every further key is a parameter.
   */
  private Step included(Node.Mapping mapping, Task task, Place place) {
    problems.old(
        task.at(), "include", "'include' is the old name of 'import_tasks' and 'include_tasks'");
    var params = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : task.args().entrySet()) {
      if (!entry.getKey().equals("_raw_params") && !entry.getKey().equals("file")) {
        params.put(entry.getKey(), entry.getValue());
      }
    }
    for (var entry : tasks.parameters(mapping)) {
      params.put(entry.name(), settings.written().value(entry.value()));
    }
    // NAME={{ NAME }} passes on what is known anyway; as a variable it would ask for itself
    params
        .entrySet()
        .removeIf(e ->
            e.getValue() instanceof Template t
                && t.text().matches("\\{\\{\\s*" + Pattern.quote(e.getKey()) + "\\s*\\}\\}"));
    var words = task.keywords();
    if (params.remove("tags") instanceof String tags) {
      words =
          words.under(
              new Keywords(Map.of("tags", List.of(tags.split("\\s*,\\s*"))), Map.of(), Map.of()));
    }
    var isStatic = task.loop() == null;
    if (isStatic && fileOf(task) instanceof Template) {
      try {
        settings.early().text(fileOf(task), place.with(words.vars()).with(params).vars());
      } catch (TemplateError e) {
        isStatic = false;
      }
    }
    if (isStatic) {
      return imported(task, place, words, params);
    }
    var vars = new LinkedHashMap<>(words.vars());
    vars.putAll(params);
    return new Task(
        task.name(),
        "include",
        "ansible.builtin.include_tasks",
        Map.of("_raw_params", fileOf(task)),
        null,
        task.loop(),
        new Keywords(words.values(), vars, words.places()),
        task.places(),
        task.file(),
        task.at());
  }

  /** Finds a task file: beside the file that names it, in the role's tasks, beside the playbook. */
  public Path taskFilePath(String named, Place place, Source at) {
    var candidates = new ArrayList<Path>();
    candidates.add(parent(place.file()).resolve(named));
    var role = place.role();
    if (role != null) {
      candidates.add(role.path().resolve("tasks").resolve(named));
      candidates.add(role.path().resolve(named));
      for (var parent : role.parents()) {
        candidates.add(parent.path().resolve("tasks").resolve(named));
      }
    }
    candidates.add(place.playbookDirectory().resolve("tasks").resolve(named));
    candidates.add(place.playbookDirectory().resolve(named));
    for (var candidate : candidates) {
      if (java.nio.file.Files.isRegularFile(candidate)) {
        return candidate.toAbsolutePath().normalize();
      }
    }
    throw new ParseError(
        at,
        "Could not find or access '" + named + "' on the Ansible Controller.",
        "Looked for: "
            + String.join(
                ", ",
                candidates.stream().map(p -> settings.shown(p.normalize())).distinct().toList()));
  }

  RoleReader roles() {
    return roles;
  }

  static final Set<String> IMPORT_PLAYBOOK =
      Set.of("import_playbook", "ansible.builtin.import_playbook", "include");
}
