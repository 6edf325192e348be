package dev.runbook;

import dev.runbook.engine.Asker;
import dev.runbook.event.Event;
import dev.runbook.playbook.Settings;
import dev.runbook.remote.Secret;
import dev.runbook.template.Placed;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, and how: filled in step by step, then {@link #run()}.
 *
 * <p>What is not said comes from {@code ansible.cfg} and the {@code ANSIBLE_*} environment, else
 * from Ansible's defaults.
 */
public final class RunRequest {
  final Runbook runbook;
  final List<String> playbooks = new ArrayList<>();
  final List<Map<String, @Nullable Object>> plays = new ArrayList<>();
  final List<String> inventories = new ArrayList<>();
  final List<String> limit = new ArrayList<>();
  final Set<String> tags = new LinkedHashSet<>();
  final Set<String> skipTags = new LinkedHashSet<>();
  final Placed extraVars = new Placed();
  final Map<String, @Nullable Object> defaults = new LinkedHashMap<>();
  @Nullable String sshCommonArgs;
  @Nullable String sshExtraArgs;
  final List<String> modulePath = new ArrayList<>();
  final List<String> vaultIds = new ArrayList<>();
  final List<String> vaultPasswordFiles = new ArrayList<>();
  final List<Consumer<Event>> listeners = new ArrayList<>();
  boolean askVaultPassword;
  boolean check;
  Settings.Extent extent = Settings.Extent.ALL;
  boolean diff;
  boolean forceHandlers;
  boolean steps;
  int verbosity;
  @Nullable Integer forks;
  @Nullable Secret becomePassword;
  @Nullable Secret connectionPassword;
  @Nullable String keyFile;
  @Nullable Duration timeout;
  @Nullable Duration taskTimeout;
  @Nullable String startAt;
  boolean flushCache;
  @Nullable Asker asker;
  @Nullable Path playbookFolder;
  final List<Secret> secrets = new ArrayList<>();

  RunRequest(Runbook runbook) {
    this.runbook = runbook;
  }

  public RunRequest playbook(Path file) {
    playbooks.add(file.toString());
    return this;
  }

  /**
   * One task without a playbook, for the hosts of a pattern.
   *
   * @param arguments a text ({@code key=value ...}) or a map
   * @param keywords of the task: {@code async}, {@code become} ...
   */
  public RunRequest task(String pattern, String module, Object arguments, Map<String, ?> keywords) {
    var task = new LinkedHashMap<String, @Nullable Object>();
    task.put(module, arguments);
    task.putAll(keywords);
    var play = new LinkedHashMap<String, @Nullable Object>();
    play.put("name", "Ansible Ad-Hoc");
    play.put("hosts", pattern);
    play.put("gather_facts", false);
    play.put("tasks", List.of(task));
    plays.add(play);
    return this;
  }

  /**
   * A folder with modules of one's own, in place of those of {@code ansible.cfg}; may be said
   * again.
   */
  public RunRequest modulePath(String folder) {
    modulePath.add(folder);
    return this;
  }

  /** The folder where a task without a playbook finds its files, roles and variables. */
  public RunRequest playbookFolder(Path folder) {
    playbookFolder = folder;
    return this;
  }

  /**
   * An inventory: a file, a folder, an executable, or {@code "web1,web2,"}. Several are read in
   * order.
   */
  public RunRequest inventory(String source) {
    inventories.add(source);
    return this;
  }

  /**
   * A variable above all others. Text with template delimiters is evaluated, as with {@code -e}.
   */
  public RunRequest extraVar(String name, @Nullable Object value) {
    extraVars.put(name, Runbook.written(value), new Source("<extra vars>", 0, 0));
    return this;
  }

  /**
   * Variables above all others, as a file of variables holds them: YAML or JSON, perhaps encrypted.
   *
   * @param shown how the file is called in messages
   */
  public RunRequest extraVars(String text, String shown) {
    extraVars.put(shown + " " + extraVars.size(), new WrittenVars(text, shown));
    return this;
  }

  /** A variable above all others whose value is shown nowhere. */
  public RunRequest secretVar(String name, String value) {
    secrets.add(Secret.of(value));
    extraVars.put(name, value);
    return this;
  }

  /** Patterns that hosts must match, beside those of the plays. */
  public RunRequest limit(String pattern) {
    limit.add(pattern);
    return this;
  }

  public RunRequest tags(String... names) {
    tags.addAll(List.of(names));
    return this;
  }

  public RunRequest skipTags(String... names) {
    skipTags.addAll(List.of(names));
    return this;
  }

  /** Nothing is to be run: the arguments of tasks and their templates are not looked at. */
  public RunRequest outline() {
    extent = Settings.Extent.OUTLINE;
    return this;
  }

  /** Nothing is changed; what would be is told. */
  public RunRequest check() {
    check = true;
    return this;
  }

  /** Changes are told with before and after. */
  public RunRequest diff() {
    diff = true;
    return this;
  }

  public RunRequest forks(int number) {
    forks = number;
    return this;
  }

  public RunRequest user(String name) {
    defaults.put("remote_user", name);
    return this;
  }

  public RunRequest privateKey(Path file) {
    keyFile = file.toString();
    return this;
  }

  /** Tasks run as another user, {@code root} unless the playbook says otherwise. */
  public RunRequest become() {
    defaults.put("become", true);
    return this;
  }

  public RunRequest becomePassword(String password) {
    becomePassword = Secret.of(password);
    return this;
  }

  public RunRequest connectionPassword(String password) {
    connectionPassword = Secret.of(password);
    return this;
  }

  public RunRequest taskTimeout(Duration limitOfEachTask) {
    taskTimeout = limitOfEachTask;
    return this;
  }

  /** Hears what happens, while it happens, on one thread at a time. */
  public RunRequest onEvent(Consumer<Event> listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * A keyword's value where no play, role or task says otherwise: {@code connection}, {@code
   * become_method} ...
   */
  public RunRequest byDefault(String keyword, Object value) {
    defaults.put(keyword, value);
    return this;
  }

  /**
   * Words as for OpenSSH's {@code ssh}, quoted as for a shell: {@code -o Name=value}, {@code -J
   * host}.
   */
  public RunRequest sshCommonArgs(String words) {
    sshCommonArgs = words;
    return this;
  }

  /** More of them; of options in both, those of {@link #sshCommonArgs} count. */
  public RunRequest sshExtraArgs(String words) {
    sshExtraArgs = words;
    return this;
  }

  /** Facts of earlier runs are forgotten. */
  public RunRequest flushCache() {
    flushCache = true;
    return this;
  }

  /** Tasks before the one of this name (or pattern) are passed over. */
  public RunRequest startAt(String task) {
    startAt = task;
    return this;
  }

  /** Each task is asked for before it runs. */
  public RunRequest steps() {
    steps = true;
    return this;
  }

  public RunRequest forceHandlers() {
    forceHandlers = true;
    return this;
  }

  /** How long connecting may take. */
  public RunRequest timeout(Duration limitOfConnecting) {
    timeout = limitOfConnecting;
    return this;
  }

  public RunRequest vaultId(String labelAndSource) {
    vaultIds.add(labelAndSource);
    return this;
  }

  public RunRequest vaultPasswordFile(String file) {
    vaultPasswordFiles.add(file);
    return this;
  }

  public RunRequest askVaultPassword() {
    askVaultPassword = true;
    return this;
  }

  /** How much {@code debug: verbosity=} and the reports tell; 0 to 6. */
  public RunRequest verbosity(int level) {
    verbosity = level;
    return this;
  }

  /**
   * Who answers {@code vars_prompt}, {@code pause} and questions about host keys; without one
   * nobody does.
   */
  public RunRequest asker(Asker person) {
    asker = person;
    return this;
  }

  /** Reads everything, runs it, and waits for its end. */
  public RunResult run() throws dev.runbook.playbook.LoadErrors {
    return runbook.run(this);
  }
}
