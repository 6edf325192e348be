package dev.runbook;

import dev.runbook.config.Config;
import dev.runbook.engine.Asker;
import dev.runbook.engine.Connections;
import dev.runbook.engine.Engine;
import dev.runbook.engine.Look;
import dev.runbook.engine.Modules;
import dev.runbook.engine.PlayHeading;
import dev.runbook.engine.RunOptions;
import dev.runbook.event.Event;
import dev.runbook.event.Masker;
import dev.runbook.inventory.ConstructedPlugin;
import dev.runbook.inventory.Host;
import dev.runbook.inventory.Inventory;
import dev.runbook.inventory.Layer;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.playbook.Collections;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.playbook.Loader;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Playbook;
import dev.runbook.playbook.Settings;
import dev.runbook.remote.local.LocalRemote;
import dev.runbook.remote.ssh.HostKeyPrompt;
import dev.runbook.remote.ssh.SshConnections;
import dev.runbook.remote.ssh.SshSettings;
import dev.runbook.sandbox.Sandbox;
import dev.runbook.template.Surroundings;
import dev.runbook.template.Templar;
import dev.runbook.template.Templates;
import dev.runbook.template.Written;
import dev.runbook.vars.Magic;
import dev.runbook.vars.Scope;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request whose playbooks and inventory have been read. */
public final class Prepared implements AutoCloseable {
  /** Without escapes that YAML reads otherwise. */
  private static final JsonStyle READABLE =
      new JsonStyle(null, ", ", ": ", JsonStyle.Keys.AS_THEY_COME, JsonStyle.Letters.KEPT);

  private final Runbook runbook;
  private final RunRequest request;
  private final Config config;
  private final Path workingDirectory;
  private final Masker masker = new Masker();
  private final List<Event.HostFinished> failures = new ArrayList<>();
  private final Consumer<Event> sink;
  private final List<Playbook> playbooks = new ArrayList<>();
  private final Inventory inventory;
  private final RunOptions options;
  private final SandboxPlugin sandbox =
      new SandboxPlugin(Sandbox.ofThisMachine(text -> System.err.println(text)));
  private final SshConnections ssh;
  private final Connections connections;
  private final Engine engine;

  Prepared(Runbook runbook, RunRequest request) throws LoadErrors {
    this.runbook = runbook;
    this.config = runbook.config();
    this.workingDirectory = runbook.workingDirectory();
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
    runbook.configWarnings.forEach(w -> warn(null, w));
    var settings = new RunSettings(request, config, workingDirectory, runbook.environment);
    var vault = settings.vault(asker(), text -> warn(null, text));
    var written = new Written(vault::decrypt);
    this.options =
        settings.options(WrittenVars.read(request.extraVars, written, vault, settings.hashes()));
    var modules = new Modules();
    dev.runbook.modules.Modules.all().forEach(modules::add);
    var more = sandbox.functions();
    more.add(runbook.additions);
    var templates = new Templates(more, config);
    var loader = new Loader(settings(written, vault, modules, templates));
    for (var name : request.playbooks) {
      playbooks.add(loader.playbook(existing(name), name));
    }
    if (!request.plays.isEmpty()) {
      playbooks.add(adhoc(loader));
    }
    this.inventory = inventory(settings, vault, templates);
    this.ssh =
        new SshConnections(
            SshSettings.usual().warning(text -> warn(null, text)).asking(hostKeys()));
    this.connections = new Connections(ssh::remote, LocalRemote::new);
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
                (bytes, at) -> vault.decryptFile(new String(bytes, StandardCharsets.UTF_8), at)),
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
        (Node.Sequence) Objects.requireNonNull(plays), folder.resolve("__adhoc_playbook__"));
  }

  private Asker asker() {
    return request.asker == null ? NobodyToAsk.ASKER : request.asker;
  }

  private @Nullable HostKeyPrompt hostKeys() {
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
        config.list("COLLECTIONS_PATHS").stream().map(p -> workingDirectory.resolve(p)).toList());
  }

  /** A file, or a playbook of a collection by its full name. */
  private Path existing(String name) {
    var path = workingDirectory.resolve(name);
    if (!Files.isRegularFile(path)) {
      var inCollection = collections().playbook(name);
      if (inCollection != null) {
        return inCollection;
      }
      throw new ParseError(new Source(name, 0, 0), "the playbook: " + name + " could not be found");
    }
    return path;
  }

  private Settings settings(
      Written written, VaultSecrets vault, Modules modules, Templates templates) {
    return new Settings(
        written,
        templates,
        new ModuleCatalog(
            modules,
            new ProjectLibraries(
                modules,
                request.modulePath.isEmpty()
                    ? config.list("DEFAULT_MODULE_PATH")
                    : request.modulePath,
                workingDirectory)),
        config.list("DEFAULT_ROLES_PATH").stream().map(p -> workingDirectory.resolve(p)).toList(),
        collections(),
        workingDirectory,
        (file, shown) -> vault.plain(Yaml.read(file, shown), shown),
        (raw, vars) -> raw instanceof String text ? text : early(templates, vars).text(raw),
        request.extent,
        config.flag("INVALID_TASK_ATTRIBUTE_FAILED")
            ? Settings.UnknownWords.FAIL
            : Settings.UnknownWords.WARN,
        RunSettings.duplicateKeys(config),
        this::warn);
  }

  private Templar early(Templates templates, Map<String, @Nullable Object> vars) {
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
        new Surroundings(List.of(folder), folder, runbook.environment, text -> warn(null, text)));
  }

  private Inventory inventory(RunSettings settings, VaultSecrets vault, Templates templates) {
    var sources = new ArrayList<>(request.inventories);
    if (sources.isEmpty()) {
      sources.addAll(config.list("DEFAULT_HOST_LIST"));
    }
    return Inventory.load(
        sources,
        settings.inventory(
            vault::decrypt, text -> warn(null, text), List.of(sandbox, constructed(templates))));
  }

  private ConstructedPlugin constructed(Templates templates) {
    var templar =
        templates.on(
            new Scope(new Magic(null), List.of(), Scope.Hashes.REPLACE),
            new Surroundings(
                List.of(workingDirectory),
                workingDirectory,
                runbook.environment,
                text -> warn(null, text)));
    return new ConstructedPlugin(
        templar,
        options.extraVars(),
        config.flag("constructed.use_extra_vars")
            ? ConstructedPlugin.Extra.SEEN
            : ConstructedPlugin.Extra.UNSEEN);
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
   * What each play that takes a host shows to its templates; without a playbook, what any task for
   * it would see.
   */
  public List<Look> looks(Host host) {
    var plays = new ArrayList<Play>();
    playbooks.forEach(playbook -> plays.addAll(playbook.plays()));
    if (playbooks.isEmpty()) {
      plays.add(Play.of(host.name(), workingDirectory.resolve("playbook")));
    }
    return engine.looks(plays, host);
  }

  /** What a play shows to templates that belong to no host, as its tags do in a listing. */
  public Look look(Play play) {
    return engine.look(play);
  }

  /** What a play is for, as far as it can be known before the run. */
  public PlayHeading heading(Play play) {
    return engine.heading(play);
  }

  /** Asks a run to end after the tasks that are under way. */
  public void cancel() {
    engine.cancel();
  }

  /** Runs what was prepared. */
  public RunResult run() {
    sandbox.run();
    var hosts = engine.run(playbooks);
    return new RunResult(hosts, List.copyOf(failures), engine.exitCode());
  }

  @Override
  public void close() {
    connections.close();
    ssh.close();
  }
}
