package dev.runbook;

import dev.runbook.config.Config;
import dev.runbook.engine.Asker;
import dev.runbook.engine.Connections;
import dev.runbook.engine.Engine;
import dev.runbook.engine.FactCache;
import dev.runbook.engine.Look;
import dev.runbook.engine.Modules;
import dev.runbook.engine.RunOptions;
import dev.runbook.event.Event;
import dev.runbook.event.Masker;
import dev.runbook.inventory.Host;
import dev.runbook.inventory.Inventory;
import dev.runbook.inventory.InventorySettings;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.inventory.Layer;
import dev.runbook.module.Target;
import dev.runbook.playbook.Collections;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.playbook.Loader;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Playbook;
import dev.runbook.playbook.RoleUse;
import dev.runbook.playbook.Settings;
import dev.runbook.remote.local.LocalRemote;
import dev.runbook.remote.ssh.SshConnections;
import dev.runbook.remote.ssh.SshSettings;
import dev.runbook.template.Additions;
import dev.runbook.template.Placed;
import dev.runbook.template.Surroundings;
import dev.runbook.template.Template;
import dev.runbook.template.Templates;
import dev.runbook.template.Written;
import dev.runbook.vars.Magic;
import dev.runbook.vars.Scope;
import dev.runbook.vault.PasswordSources;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs Ansible playbooks.
 *
 * {@snippet :
 * try (var runbook = Runbook.create()) {
 *   var result = runbook.playbook(Path.of("site.yml")).inventory("hosts").extraVar("version", "6.8").run();
 *   result.throwIfFailed();
 * }
 * }
 */
public final class Runbook implements AutoCloseable {
  /** Without escapes that YAML reads otherwise. */
  private static final JsonStyle READABLE =
      new JsonStyle(null, ", ", ": ", JsonStyle.Keys.AS_THEY_COME, JsonStyle.Letters.KEPT);

  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Config config;
  private final Additions additions = new Additions();
  private final List<String> configWarnings = new ArrayList<>();

  private Runbook(Map<String, String> environment, Path workingDirectory) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.config =
        Config.load(
            environment,
            workingDirectory,
            Path.of(environment.getOrDefault("HOME", "/")),
            configWarnings::add);
  }

  /** With this process's environment and working directory. */
  public static Runbook create() {
    return new Runbook(System.getenv(), Path.of("").toAbsolutePath().normalize());
  }

  /** With an environment and working directory of the caller's. */
  public static Runbook create(Map<String, String> environment, Path workingDirectory) {
    return new Runbook(Map.copyOf(environment), workingDirectory.toAbsolutePath().normalize());
  }

  /** Begins a request for one playbook; further ones may be added to it. */
  public RunRequest playbook(Path file) {
    return new RunRequest(this).playbook(file);
  }

  /** Begins a request without a playbook yet. */
  public RunRequest request() {
    return new RunRequest(this);
  }

  /** Filters, tests and functions for the templates of every run from now on. */
  public Runbook templates(Additions more) {
    additions.add(more);
    return this;
  }

  /** What {@code ansible.cfg} and the environment say. */
  public Config config() {
    return config;
  }

  public Path workingDirectory() {
    return workingDirectory;
  }

  /**
   * How inventories are read: what {@code ansible.cfg} says about it, and every plugin that there
   * is.
   */
  public InventorySettings inventorySettings(Written.Vault vault, Consumer<String> warn) {
    return new InventorySettings(
        workingDirectory,
        vault,
        warn,
        List.of(new SandboxPlugin(text -> System.err.println(text))),
        config.list("INVENTORY_ENABLED"),
        config.list("INVENTORY_IGNORE_EXTS"),
        config.list("INVENTORY_IGNORE_PATTERNS").stream().map(Pattern::compile).toList(),
        InventorySettings.GroupNames.valueOf(
            String.valueOf(config.text("TRANSFORM_INVALID_GROUP_CHARS")).toUpperCase(Locale.ROOT)),
        switch (String.valueOf(config.text("HOST_PATTERN_MISMATCH"))) {
          case "error" -> InventorySettings.Reaction.FAIL;
          case "ignore" -> InventorySettings.Reaction.IGNORE;
          default -> InventorySettings.Reaction.WARN;
        },
        config.flag("INVENTORY_ANY_UNPARSED_IS_FAILED")
            ? InventorySettings.Reaction.FAIL
            : InventorySettings.Reaction.WARN,
        config.flag("INVENTORY_UNPARSED_IS_FAILED")
            ? InventorySettings.Reaction.FAIL
            : config.flag("INVENTORY_UNPARSED_WARNING")
                ? InventorySettings.Reaction.WARN
                : InventorySettings.Reaction.IGNORE);
  }

  @Override
  public void close() {}

  /** Text of the author: a template where it has delimiters. */
  static @Nullable Object written(@Nullable Object value) {
    return switch (value) {
      case String text -> Template.of(text, new Source("<extra vars>", 0, 0));
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> copy.put(k, written(v)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(v -> copy.add(written(v)));
        yield copy;
      }
      case Integer n -> n.longValue();
      case null -> null;
      default -> value;
    };
  }

  RunResult run(RunRequest request) throws LoadErrors {
    try (var prepared = prepare(request)) {
      return prepared.run();
    }
  }

  /** Everything read and checked, nothing run: for listings and syntax checks. */
  public Prepared prepare(RunRequest request) throws LoadErrors {
    return new Prepared(request);
  }

  /** A request whose playbooks and inventory have been read. */
  public final class Prepared implements AutoCloseable {
    private final RunRequest request;
    private final Masker masker = new Masker();
    private final List<Event.HostFinished> failures = new ArrayList<>();
    private final Consumer<Event> sink;
    private final List<Playbook> playbooks = new ArrayList<>();
    private final Inventory inventory;
    private final RunOptions options;
    private final SshConnections ssh;
    private final Connections connections;
    private final Engine engine;

    private Prepared(RunRequest request) throws LoadErrors {
      this.request = request;
      this.sink =
          event -> {
            if (event instanceof Event.HostFinished h
                && h.errors() == Event.Errors.COUNT
                && (h.status() == Event.Status.FAILED || h.status() == Event.Status.UNREACHABLE)) {
              failures.add(h);
            }
            request.listeners.forEach(l -> l.accept(event));
          };
      request.secrets.forEach(s -> masker.hide(s.reveal()));
      configWarnings.forEach(w -> warn(null, w));
      var vault = secrets();
      var written = new Written(vault::decrypt);
      this.options = optionsOf(WrittenVars.read(request.extraVars, written, vault));
      var modules = new Modules();
      dev.runbook.modules.Modules.all().forEach(modules::add);
      var templates = new Templates(additions);
      var loader = new Loader(settings(written, vault, modules, templates));
      for (var name : request.playbooks) {
        playbooks.add(loader.playbook(existing(name), name));
      }
      if (!request.plays.isEmpty()) {
        playbooks.add(adhoc(loader));
      }
      this.inventory = inventory(vault);
      this.ssh =
          new SshConnections(
              SshSettings.usual().warning(text -> warn(null, text)).asking(hostKeys()));
      this.connections = new Connections(ssh::remote, _ -> new LocalRemote());
      this.engine =
          new Engine(
              new Engine.Parts(
                  inventory,
                  modules,
                  templates,
                  loader,
                  connections,
                  masker,
                  asker(),
                  (bytes, at) -> vault.decryptBytes(new String(bytes, StandardCharsets.UTF_8), at)),
              options,
              sink);
    }

    private Playbook adhoc(Loader loader) throws LoadErrors {
      var folder =
          request.playbookFolder == null
              ? workingDirectory
              : workingDirectory.resolve(request.playbookFolder).normalize();
      var plays = Yaml.parse(Json.write(request.plays, READABLE), "<adhoc>", (_, _) -> {});
      return loader.playbook(
          (dev.runbook.yaml.Node.Sequence) java.util.Objects.requireNonNull(plays),
          folder.resolve("__adhoc_playbook__"));
    }

    private Asker asker() {
      return request.asker == null ? NobodyToAsk.ASKER : request.asker;
    }

    private dev.runbook.remote.ssh.@Nullable HostKeyPrompt hostKeys() {
      return request.asker == null
          ? null
          : question -> {
            var answer = asker().ask(question + " ", Asker.Echo.ON);
            return answer != null && answer.strip().equalsIgnoreCase("yes");
          };
    }

    private void warn(@Nullable Source at, String text) {
      sink.accept(new Event.Warned(at, masker.mask(text)));
    }

    private Collections collections() {
      return new Collections(
          config.collectionsPath().stream().map(p -> workingDirectory.resolve(p)).toList());
    }

    /** A file, or a playbook of a collection by its full name. */
    private Path existing(String name) {
      var path = workingDirectory.resolve(name);
      if (!java.nio.file.Files.isRegularFile(path)) {
        var inCollection = collections().playbook(name);
        if (inCollection != null) {
          return inCollection;
        }
        throw new ParseError(
            new Source(name, 0, 0), "the playbook: " + name + " could not be found");
      }
      return path;
    }

    private VaultSecrets secrets() {
      var files = new ArrayList<>(request.vaultPasswordFiles);
      if (files.isEmpty() && config.vaultPasswordFile() != null) {
        files.add(String.valueOf(config.vaultPasswordFile()));
      }
      var ids = new ArrayList<>(config.vaultIdentityList());
      ids.addAll(request.vaultIds);
      var ask =
          request.askVaultPassword || config.askVaultPass()
              ? PasswordSources.Wanted.Ask.ALWAYS
              : PasswordSources.Wanted.Ask.NEVER;
      if (files.isEmpty() && ids.isEmpty() && ask == PasswordSources.Wanted.Ask.NEVER) {
        return VaultSecrets.none();
      }
      return new PasswordSources(
              workingDirectory, text -> asker().ask(text, Asker.Echo.OFF), text -> warn(null, text))
          .load(
              new PasswordSources.Wanted(ids, files, ask),
              PasswordSources.Purpose.OPEN,
              VaultSecrets.IdMatch.ANY);
    }

    private Settings settings(
        Written written, VaultSecrets vault, Modules modules, Templates templates) {
      return new Settings(
          written,
          new ModuleCatalog(
              modules, new ProjectLibraries(modules, config.modulePath(), workingDirectory)),
          config.rolesPath().stream().map(p -> workingDirectory.resolve(p)).toList(),
          collections(),
          workingDirectory,
          (file, shown) -> {
            var text = Yaml.read(file, shown);
            return VaultSecrets.isEncrypted(text)
                ? vault.decrypt(text, new Source(shown, 0, 0))
                : text;
          },
          (raw, vars) -> raw instanceof String text ? text : early(templates, vars).text(raw),
          this::warn);
    }

    private dev.runbook.template.Templar early(
        Templates templates, Map<String, @Nullable Object> vars) {
      var directory =
          request.playbooks.isEmpty()
              ? workingDirectory
              : Path.of(request.playbooks.getFirst()).toAbsolutePath().getParent();
      var folder = directory == null ? workingDirectory : directory;
      return templates.on(
          new Scope(
              new Magic(null).put("playbook_dir", folder.toString()),
              List.of(new Layer("extra vars", options.extraVars()), new Layer("play vars", vars)),
              Scope.Hashes.REPLACE),
          new Surroundings(List.of(folder), folder, environment, text -> warn(null, text)));
    }

    private Inventory inventory(VaultSecrets vault) {
      var sources = new ArrayList<>(request.inventories);
      if (sources.isEmpty()) {
        sources.addAll(config.inventory());
      }
      return Inventory.load(sources, inventorySettings(vault::decrypt, text -> warn(null, text)));
    }

    private RunOptions optionsOf(Placed extraVars) {
      var modes = new LinkedHashSet<Target.Mode>();
      if (request.check) {
        modes.add(Target.Mode.CHECK);
      }
      if (request.diff || config.diffAlways()) {
        modes.add(Target.Mode.DIFF);
      }
      var ssh = new ArrayList<String>();
      for (var words : List.of(config.sshArgs(), config.sshCommonArgs(), config.sshExtraArgs())) {
        if (!words.isBlank()) {
          ssh.addAll(List.of(words.strip().split("\\s+")));
        }
      }
      ssh.addAll(request.sshArguments);
      var timeout =
          request.timeout == null ? Duration.ofSeconds(config.timeout()) : request.timeout;
      return new RunOptions(
          request.forks == null ? config.forks() : request.forks,
          modes,
          request.tags.isEmpty() ? new LinkedHashSet<>(config.tagsRun()) : request.tags,
          request.skipTags.isEmpty() ? new LinkedHashSet<>(config.tagsSkip()) : request.skipTags,
          extraVars,
          new Keywords(defaults(), Map.of(), Map.of()),
          request.becomePassword,
          request.connectionPassword,
          request.keyFile == null ? config.privateKeyFile() : request.keyFile,
          timeout,
          taskTimeout(),
          config.hostKeyChecking(),
          ssh,
          config.gathering(),
          request.forceHandlers || config.forceHandlers(),
          config.mergesHashes() ? Scope.Hashes.MERGE : Scope.Hashes.REPLACE,
          config.flag("DEFAULT_PRIVATE_ROLE_VARS") ? RoleUse.Export.PRIVATE : RoleUse.Export.PUBLIC,
          config.file(),
          factCache(),
          request.limit,
          request.startAt,
          request.verbosity,
          Duration.ofSeconds(config.pollInterval()),
          workingDirectory,
          environment);
    }

    private FactCache.Settings factCache() {
      var place = config.text("CACHE_PLUGIN_CONNECTION");
      return new FactCache.Settings(
          String.valueOf(config.text("CACHE_PLUGIN")),
          place == null ? null : workingDirectory.resolve(place),
          String.valueOf(config.text("CACHE_PLUGIN_PREFIX")),
          Duration.ofSeconds(Long.parseLong(String.valueOf(config.text("CACHE_PLUGIN_TIMEOUT")))),
          request.flushCache ? FactCache.Start.EMPTY : FactCache.Start.AS_IT_IS);
    }

    private @Nullable Duration taskTimeout() {
      if (request.taskTimeout != null) {
        return request.taskTimeout;
      }
      return config.taskTimeout() == 0 ? null : Duration.ofSeconds(config.taskTimeout());
    }

    private Map<String, @Nullable Object> defaults() {
      var all = new LinkedHashMap<String, @Nullable Object>();
      put(all, "remote_user", config.remoteUser());
      var port = config.remotePort();
      put(all, "port", port == null ? null : port.longValue());
      if (config.become()) {
        all.put("become", true);
      }
      put(all, "become_method", config.becomeMethod());
      put(all, "become_user", config.becomeUser());
      put(all, "become_flags", config.becomeFlags());
      put(all, "become_exe", config.becomeExe());
      if (!config.transport().equals("smart")) {
        put(all, "connection", config.transport());
      }
      if (config.anyErrorsFatal()) {
        all.put("any_errors_fatal", true);
      }
      if (config.noLog()) {
        all.put("no_log", true);
      }
      all.putAll(request.defaults);
      return all;
    }

    private static void put(Map<String, @Nullable Object> all, String key, @Nullable Object value) {
      if (value != null) {
        all.put(key, value);
      }
    }

    public List<Playbook> playbooks() {
      return playbooks;
    }

    public Config config() {
      return config;
    }

    public Inventory inventory() {
      return inventory;
    }

    public RunOptions options() {
      return options;
    }

    /** What values are hidden in everything that is told. */
    public Masker masker() {
      return masker;
    }

    /**
     * What each play that takes a host shows to its templates; without a playbook, what any task
     * for it would see.
     */
    public List<Look> looks(Host host) {
      var plays = new ArrayList<Play>();
      playbooks.forEach(playbook -> plays.addAll(playbook.plays()));
      if (playbooks.isEmpty()) {
        plays.add(Play.of(host.name(), workingDirectory.resolve("playbook")));
      }
      return engine.looks(plays, host);
    }

    /** Asks a run to end after the tasks that are under way. */
    public void cancel() {
      engine.cancel();
    }

    /** Runs what was prepared. */
    public RunResult run() {
      var hosts = engine.run(playbooks);
      return new RunResult(hosts, List.copyOf(failures));
    }

    @Override
    public void close() {
      connections.close();
      ssh.close();
    }
  }
}
