package dev.runbook.engine;

import dev.runbook.inventory.Layer;
import dev.runbook.module.Target;
import dev.runbook.playbook.Loader;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Role;
import dev.runbook.template.Omit;
import dev.runbook.template.Placed;
import dev.runbook.template.Surroundings;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import dev.runbook.vars.Magic;
import dev.runbook.vars.Scope;
import dev.runbook.yaml.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One play that is being run: what its tasks see. */
final class PlayRun {
  private static final List<String> BOOLEANS =
      List.of(
          "any_errors_fatal",
          "become",
          "check_mode",
          "delegate_facts",
          "diff",
          "ignore_errors",
          "ignore_unreachable",
          "no_log",
          "run_once");

  final Run run;
  final Play play;
  final Context context;
  final Path directory;

  /** All hosts of the play, and those of the batch that is being worked on. */
  volatile List<HostRun> all = List.of();

  volatile List<HostRun> batch = List.of();

  /** {@code meta: end_play}: no further batch. */
  volatile boolean ended;

  /** {@code max_fail_percentage} is passed: no further task, no further play. */
  volatile boolean broken;

  /** The hosts go on by themselves ({@code free}, {@code host_pinned}). */
  boolean apart;

  /** A person looks at tasks that fail, unless their {@code debugger} says otherwise. */
  boolean debugs;

  final Reserved reserved;

  private final RoleVars roles;

  /** Roles that a host has run to their end in this play, by host and use. */
  final Set<String> rolesDone = ConcurrentHashMap.newKeySet();

  /** The layer of what Ansible tells of a connection where no variable says it. */
  static final String CONNECTION_DEFAULTS = "connection defaults";

  /** Places at tasks with {@code throttle}, by where the task stands. */
  final Map<Source, Semaphore> throttles = new ConcurrentHashMap<>();

  private final Map<String, @Nullable Object> prompted = new LinkedHashMap<>();
  private final Map<HostRun, Map<String, @Nullable Object>> varsFiles = new ConcurrentHashMap<>();
  private final Map<List<Object>, List<Layer>> inventoryLayers = new ConcurrentHashMap<>();
  private final Magic magic;

  PlayRun(Run run, Play play) {
    this.run = run;
    this.play = play;
    var parent = play.file().getParent();
    this.directory = parent == null ? Path.of("/") : parent;
    this.context =
        Context.play(run.options.defaults(), play.file())
            .within(play.keywords(), Map.of(), null, play.file());
    this.reserved = new Reserved(run);
    this.roles = new RoleVars(run.options.roleVars());
    this.magic = PlayMagic.of(this);
    for (var list : List.of(play.roles(), play.preTasks(), play.tasks(), play.postTasks())) {
      roles.exportAll(list);
    }
  }

  /** Makes the variables of a role and of its dependencies visible to the whole play. */
  void export(Role role) {
    roles.export(role);
  }

  RoleVars roles() {
    return roles;
  }

  /** {@code vars_prompt} answers. */
  void prompted(String name, @Nullable Object value) {
    prompted.put(name, value);
  }

  /** What a template sees on a host at a place of the play. */
  Templar templar(HostRun host, Context where) {
    return run.templates.on(scope(host, where), surroundings(where));
  }

  /** A host that was added in this play is one of its hosts, but runs nothing of it. */
  synchronized void join(HostRun host) {
    if (!all.contains(host)) {
      var more = new ArrayList<>(all);
      more.add(host);
      all = List.copyOf(more);
    }
  }

  /** What is known before any host: extra variables, the play's own, those of the roles around. */
  Templar early(Context where) {
    var layers = new ArrayList<Layer>();
    layers.add(new Layer("extra vars", run.options.extraVars()));
    for (var c = where; c != null; c = c.parent()) {
      add(layers, "role and include params", c.params());
    }
    addBlockVars(layers, where);
    roles.addVars(layers, where);
    add(layers, "play vars_prompt", prompted);
    add(layers, "play vars", play.keywords().vars());
    roles.addDefaults(layers, where);
    return run.templates.on(new Scope(magic, layers, run.options.hashes()), surroundings(where));
  }

  Scope scope(HostRun host, Context where) {
    var layers = new ArrayList<Layer>(32);
    layers.add(new Layer("extra vars", run.options.extraVars()));
    for (var c = where; c != null; c = c.parent()) {
      add(layers, c.role() == null ? "include params" : "role params", c.params());
    }
    layers.add(new Layer("set_fact and registered variables", host.store.set()));
    layers.add(new Layer("include_vars", host.store.included()));
    addBlockVars(layers, where);
    roles.addVars(layers, where);
    add(layers, "play vars_files", varsFiles.getOrDefault(host, Map.of()));
    add(layers, "play vars_prompt", prompted);
    add(layers, "play vars", play.keywords().vars());
    layers.add(new Layer("host facts", host.store.injected()));
    layers.addAll(inventoryLayers(host, where));
    roles.addDefaults(layers, where);
    layers.add(new Layer(CONNECTION_DEFAULTS, PlayMagic.connection(layers, host, where)));
    return new Scope(PlayMagic.of(this, magic, host, where), layers, run.options.hashes());
  }

  /** Those of the play come below, those of a role's use with the role. */
  private static void addBlockVars(List<Layer> layers, Context where) {
    for (var c = where;
        c != null && c.parent() != null && c.parent().parent() != null;
        c = c.parent()) {
      if (c.role() == null) {
        add(layers, Scope.OF_TASK, c.keywords().vars());
      }
    }
  }

  /** What {@code hostvars} shows of a host: what belongs to it, not to the play. */
  Scope hostScope(HostRun host) {
    var layers = new ArrayList<Layer>();
    layers.add(new Layer("extra vars", run.options.extraVars()));
    layers.add(new Layer("set_fact and registered variables", host.store.set()));
    layers.add(new Layer("include_vars", host.store.included()));
    layers.add(new Layer("host facts", host.store.injected()));
    layers.addAll(inventoryLayers(host, context));
    return new Scope(PlayMagic.of(this, magic, host, context), layers, run.options.hashes());
  }

  private static void add(List<Layer> layers, String what, Map<String, @Nullable Object> values) {
    if (!values.isEmpty()) {
      layers.add(new Layer(what, values));
    }
  }

  private List<Layer> inventoryLayers(HostRun host, Context where) {
    var beside = varsFolders(where);
    return inventoryLayers.computeIfAbsent(
        List.of(host, beside),
        _ ->
            run.inventory.layers(host.host, beside).reversed().stream()
                .filter(layer -> !layer.values().isEmpty())
                .toList());
  }

  /** Beside what {@code group_vars} and {@code host_vars} count. */
  private List<Path> varsFolders(Context where) {
    return switch (run.options.varsRoot()) {
      case TOP -> List.of(directory);
      case BOTTOM -> List.of(taskPath(where).getFirst());
      case ALL -> taskPath(where);
    };
  }

  /** The inventory has changed: {@code add_host}, {@code group_by}, {@code refresh_inventory}. */
  void forgetInventory() {
    inventoryLayers.clear();
  }

  Surroundings surroundings(Context where) {
    return new Surroundings(
        searchPath(where),
        directory,
        run.options.environment(),
        run::open,
        text -> run.warn(null, text));
  }

  /**
   * Where relative files of a task are looked for: its role and the roles that named it, the task's
   * own file, the playbook.
   */
  List<Path> searchPath(Context where) {
    var path = new LinkedHashSet<>(taskPath(where));
    path.add(directory);
    return List.copyOf(path);
  }

  private List<Path> taskPath(Context where) {
    var path = new LinkedHashSet<Path>();
    var role = where.currentRole();
    if (role != null) {
      path.add(role.path());
      for (var parent : role.parents()) {
        path.add(parent.path());
      }
    }
    path.add(fileFolder(where));
    return List.copyOf(path);
  }

  /** The folder of the file that a task was written in. */
  Path fileFolder(Context where) {
    var parent = where.file().getParent();
    return parent == null ? directory : parent;
  }

  /**
   * Reads the {@code vars_files} of a host; what cannot be named before its facts are known is left
   * for later.
   */
  void readVarsFiles(HostRun host) {
    if (play.varsFiles().isEmpty()) {
      return;
    }
    var all = new Placed();
    varsFiles.put(host, all);
    for (var entry : play.varsFiles()) {
      var alternatives = entry instanceof List<?> several ? several : List.of(entry);
      var names = new ArrayList<String>();
      Path found = null;
      for (var alternative : alternatives) {
        String name;
        try {
          name = templar(host, context).text(alternative);
        } catch (TemplateError e) {
          if (e.kind() == TemplateError.Kind.UNDEFINED && host.store.facts().isEmpty()) {
            names.clear();
            run.warn(e.at(), "skipping vars_files item due to an undefined variable");
            break;
          }
          throw e;
        }
        names.add(name);
        var path = varsFile(name);
        if (path != null) {
          found = path;
          break;
        }
      }
      if (found != null) {
        run.loader.listed(found).forEach(each -> run.options.hashes().add(all, each));
      } else if (!names.isEmpty()) {
        throw new Stop(
            play.keywords().at("vars_files"),
            names.size() == 1
                ? "vars file " + names.getFirst() + " was not found"
                : "none of the vars files was found: " + String.join(", ", names),
            "Names are relative to the playbook's folder, "
                + directory
                + ", or its 'vars' folder.");
      }
    }
  }

  private @Nullable Path varsFile(String name) {
    for (var candidate :
        List.of(directory.resolve("vars").resolve(name), directory.resolve(name))) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Where included files are read from. */
  Loader.Place place(Context where, Map<String, @Nullable Object> vars) {
    return new Loader.Place(
        where.file(), directory, where.currentRole(), vars, List.of(), collections(where));
  }

  /** The collections in which short names are looked for: a role does not inherit its user's. */
  private List<String> collections(Context where) {
    for (var c = where; c != null; c = c.parent()) {
      if (!c.keywords().list("collections").isEmpty()) {
        return c.keywords().list("collections").stream().map(String::valueOf).toList();
      }
      if (c.role() != null) {
        return c.role().collections();
      }
    }
    return List.of();
  }

  /** A keyword's value for a task: the nearest one outwards, rendered; null when nobody sets it. */
  @Nullable Object keyword(String name, Context where, Templar templar) {
    for (var c = where; c != null; c = c.parent()) {
      if (c.keywords().has(name)) {
        var value = templar.value(c.keywords().get(name));
        if (value != Omit.OMIT) {
          return value;
        }
      }
    }
    return null;
  }

  /**
   * The host that a task is delegated to, by name; null when it works on its own.
   *
   * @throws TemplateError when a template gave no name: then nobody meant the host itself
   */
  @Nullable String delegate(Context where, Templar templar) {
    var to = keyword("delegate_to", where, templar);
    var name = to == null ? "" : templar.text(to);
    if (!name.isEmpty()) {
      return name;
    }
    var written = where.having("delegate_to");
    if (written != null
        && written.get("delegate_to") instanceof Template template
        && templar.value(template) != Omit.OMIT) {
      throw new TemplateError(
          TemplateError.Kind.OTHER,
          template.at(),
          "Empty hostname produced from delegate_to: \"" + template.text() + "\"",
          "Use `omit` for the host itself: \"{{ name | default(omit, true) }}\".");
    }
    return null;
  }

  /** The name of the strategy, without its collection. */
  String strategy(Templar templar) {
    var named = keyword("strategy", context, templar);
    var name = named == null ? "linear" : templar.text(named);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Refuses what is no boolean where a keyword wants one. */
  void checkBooleans(Context where, Templar templar) {
    for (var name : BOOLEANS) {
      var value = keyword(name, where, templar);
      if (value != null && !Truth.knows(value)) {
        var written = where.having(name);
        throw new TemplateError(
            TemplateError.Kind.OTHER,
            written == null ? Source.NONE : written.at(name),
            "Error processing keyword '%s': the value '%s' is not a valid boolean"
                .formatted(name, templar.text(value)),
            "Write yes or no, true or false.");
      }
    }
  }

  boolean isTrue(String keyword, Context where, Templar templar) {
    return Truth.of(keyword(keyword, where, templar));
  }

  Set<Target.Mode> modes(Context where, Templar templar) {
    var modes = new LinkedHashSet<>(run.options.modes());
    adjust(modes, Target.Mode.CHECK, keyword("check_mode", where, templar));
    adjust(modes, Target.Mode.DIFF, keyword("diff", where, templar));
    return modes;
  }

  private static void adjust(Set<Target.Mode> modes, Target.Mode mode, @Nullable Object wanted) {
    if (wanted != null) {
      if (Truth.of(wanted)) {
        modes.add(mode);
      } else {
        modes.remove(mode);
      }
    }
  }
}
