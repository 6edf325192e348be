package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.module.ArgumentProblems;
import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Option;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.playbook.Task;
import dev.runbook.remote.Unreachable;
import dev.runbook.template.Omit;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a task on a host: condition, arguments, the module itself, again until it is well,
 * and what its result means.
 */
final class Attempt {
  private static final Set<String> FACTS = Set.of("setup", "gather_facts");

  private final PlayRun play;
  private final HostRun host;
  private final Task task;
  private final Context where;
  private final Consumer<Event> emit;
  private final PlayActions actions;

  Attempt(PlayRun play, HostRun host, Task task, Context where, Consumer<Event> emit) {
    this.play = play;
    this.host = host;
    this.task = task;
    this.where = where;
    this.emit = emit;
    this.actions = new PlayActions(play, host, task, where, emit);
  }

  /** The outcome of a task whose condition is not met, or null when it is to run. */
  @Nullable Outcome unmet(Templar templar) {
    for (var keywords : where.all("when")) {
      var index = 0;
      for (var condition : keywords.list("when")) {
        var at = keywords.at("when", index++);
        if (condition != null && !templar.condition(condition, at)) {
          return Outcome.skipped("Conditional result was False", told(condition));
        }
      }
    }
    return null;
  }

  private static Object told(Object condition) {
    return condition instanceof Boolean ? condition : condition.toString();
  }

  /** The task's arguments, rendered; those that are omitted are gone. */
  Map<String, @Nullable Object> arguments(Templar templar) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    new ModuleDefaults(play, task, where).addTo(all, templar);
    if (task.argsTemplate() instanceof Template template) {
      switch (templar.value(template)) {
        case null -> {}
        case Omit _ -> {}
        case Map<?, ?> more -> more.forEach((k, v) -> all.put(String.valueOf(k), v));
        case Object other ->
            throw new TemplateError(
                TemplateError.Kind.OTHER,
                template.at(),
                "invalid or malformed argument: '" + templar.text(other) + "'",
                "Give a mapping of arguments.");
      }
    }
    for (var entry : task.args().entrySet()) {
      var value =
          actions.takesRaw(entry.getKey()) ? entry.getValue() : templar.value(entry.getValue());
      if (value == Omit.OMIT) {
        all.remove(entry.getKey());
      } else {
        all.put(entry.getKey(), value);
      }
    }
    return all;
  }

  Outcome run(Templar templar, Event.TaskInfo info) {
    var until = task.keywords().list("until");
    var retries = number("retries", templar, until.isEmpty() ? 0 : 3);
    var delay = seconds("delay", templar, 5);
    var attempts = 0L;
    while (true) {
      attempts++;
      var outcome = attempt(templar, info, until.isEmpty() && retries == 0 ? 0 : attempts);
      if (outcome.status() == Event.Status.UNREACHABLE) {
        return outcome;
      }
      if (retries <= 0) {
        return outcome;
      }
      var result = new LinkedHashMap<>(outcome.result());
      result.put("attempts", attempts);
      outcome = outcome.with(outcome.status(), result);
      var well = until.isEmpty() ? !outcome.bad() : holds(until, "until", templar, result);
      if (well) {
        return outcome;
      }
      if (attempts > retries) {
        result.put("attempts", retries); // Ansible does not count the first one when all failed
        result.put("failed", true);
        // failed_when has the last word on what counts, not on what is registered
        return Boolean.FALSE.equals(result.get("failed_when_result"))
            ? outcome.with(outcome.status(), result)
            : outcome.with(Event.Status.FAILED, result);
      }
      emit.accept(
          new Event.Retrying(
              info,
              task.name() == null ? info.name() : named(task.name(), templar),
              host.name(),
              outcome.delegate(),
              retries - attempts + 1,
              told(result, templar)));
      pause(delay);
    }
  }

  private String named(Object name, Templar templar) {
    try {
      return play.run.masker.mask(templar.text(name));
    } catch (TemplateError e) {
      return name.toString();
    }
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long number(String keyword, Templar templar, long byDefault) {
    var value = play.keyword(keyword, where, templar);
    return value == null ? byDefault : Long.parseLong(templar.text(value).strip());
  }

  private Duration seconds(String keyword, Templar templar, long byDefault) {
    var value = play.keyword(keyword, where, templar);
    return value == null
        ? Duration.ofSeconds(byDefault)
        : Duration.ofMillis((long) (Double.parseDouble(templar.text(value)) * 1000));
  }

  /**
   * @param number which try this is, or 0 when there is to be one only
   */
  private Outcome attempt(Templar templar, Event.TaskInfo info, long number) {
    play.checkBooleans(where, templar);
    var arguments = arguments(templar);
    Outcome outcome;
    if (number("async", templar, 0) > 0 && !withAsync()) {
      outcome = Outcome.failed("This action (" + task.action() + ") does not support async.");
    } else if (actions.handles(task.shortModule())) {
      var wrong = play.run.loader.wrong(task.module(), arguments.keySet());
      outcome =
          wrong == null
              ? actions.run(arguments, templar, info).on(delegate(templar))
              : Outcome.failed(wrong);
    } else {
      outcome = module(arguments, templar);
    }
    return outcome.status() == Event.Status.UNREACHABLE || outcome.status() == Event.Status.SKIPPED
        ? outcome
        : meant(number == 0 ? outcome : numbered(outcome, number), templar);
  }

  private boolean withAsync() {
    var modules = play.run.modules;
    return !actions.handles(task.shortModule())
        && (!modules.has(task.module()) || modules.get(task.module()).async());
  }

  private static Outcome numbered(Outcome outcome, long number) {
    var result = new LinkedHashMap<>(outcome.result());
    result.put("attempts", number);
    return outcome.with(outcome.status(), result);
  }

  /** The host that does the work, when that is another one. */
  private @Nullable String delegate(Templar templar) {
    var name = play.delegate(where, templar);
    return name == null || name.equals(host.name()) ? null : Delegation.shown(play, name);
  }

  private Outcome module(Map<String, @Nullable Object> arguments, Templar templar) {
    if (task.action().endsWith("gather_facts")) {
      var variables = play.scope(host, where);
      var own = "ansible_facts_modules";
      var wanted = variables.has(own) ? templar.value(variables.get(own)) : null;
      var modules = FactModules.of(wanted == null ? play.run.options.factModules() : wanted);
      var unknown = modules.unknown(name -> play.run.modules.resolve(name) != null);
      if (unknown != null) {
        return Outcome.failed(
            "The module " + unknown + " was not found in configured module paths");
      }
      if (!modules.isSetup()) {
        return modules.gather(
            arguments,
            (name, args) -> module(name, args, templar),
            text -> play.run.warn(task.at(), text));
      }
    }
    return module(task.action(), arguments, templar);
  }

  /**
   * @param action what is to run, as written: for {@code gather_facts} one of several modules
   */
  private Outcome module(String action, Map<String, @Nullable Object> arguments, Templar templar) {
    var module = action.equals(task.action()) ? task.module() : play.run.modules.resolve(action);
    if (module == null || !play.run.modules.has(module)) {
      return Outcome.failed(
          "couldn't resolve module/action '"
              + action
              + "': runbook has no such module. Use the module 'command' with the host's own"
              + " program.");
    }
    var loaded = play.run.modules.get(module);
    hideSecrets(loaded, arguments);
    var hand = new Hand(play, host, where, templar, emit);
    Target target;
    try {
      target = hand.target(FACTS.contains(task.shortModule()), isHidden(templar));
    } catch (ModuleFailure e) {
      return Outcome.failed(e.msg());
    }
    var unsafe = target.environment().get("ANSIBLE_UNSAFE_WRITES");
    if (unsafe != null && loaded.declaration().canonical("unsafe_writes") != null) {
      arguments.putIfAbsent("unsafe_writes", unsafe);
    }
    if (target.checking() && loaded.checkMode() == Name.CheckMode.NONE) {
      var skipped = new LinkedHashMap<String, @Nullable Object>();
      skipped.put("changed", false);
      skipped.put("msg", "remote module (" + task.action() + ") does not support check mode");
      skipped.put("skipped", true);
      return Outcome.of(Event.Status.SKIPPED, skipped).on(delegate(templar));
    }
    try {
      var limit = number("async", templar, 0);
      if (limit > 0) {
        var poll = seconds("poll", templar, play.run.options.pollInterval().toSeconds());
        var job = new Job(play.run, loaded, target, Duration.ofSeconds(limit), poll, emit);
        return job.run(arguments).on(delegate(templar));
      }
      return invoked(
              outcome(loaded.run(arguments, target), target, hand.warnings(), Event.Status.OK),
              loaded,
              arguments)
          .on(delegate(templar));
    } catch (ModuleFailure e) {
      return invoked(failed(named(e), target, hand.warnings()), loaded, arguments)
          .on(delegate(templar));
    } catch (ArgumentProblems e) {
      return Outcome.failed(problems(e)).on(delegate(templar));
    } catch (Unreachable e) {
      return Outcome.unreachable(String.valueOf(e.getMessage()))
          .on(host.name().equals(hand.delegate()) ? null : hand.delegate());
    }
  }

  /** Names the action that took too long, which the failure itself cannot. */
  private ModuleFailure named(ModuleFailure failure) {
    return failure.result().values().containsKey("timedout")
        ? new ModuleFailure(
            failure.msg().replaceFirst("^The action", "The " + task.action() + " action"),
            failure.result())
        : failure;
  }

  /** Each item of a loop says with which arguments its module ran, as in Ansible. */
  private Outcome invoked(
      Outcome outcome, Modules.Loaded<?> loaded, Map<String, @Nullable Object> arguments) {
    // shown from -vvv on; only the items of a loop keep it in what is registered
    if (task.loop() == null && play.run.options.verbosity() < 3) {
      return outcome;
    }
    var result = new LinkedHashMap<>(outcome.result());
    result.putIfAbsent(
        "invocation", Map.of("module_args", loaded.declaration().invocation(arguments)));
    return outcome.with(outcome.status(), result);
  }

  private String problems(ArgumentProblems problems) {
    var text = new StringBuilder();
    for (var problem : problems.problems()) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(problem.text());
      // that of a missing argument is the task's own, which the report tells
      var at = task.placeOf(problem.argument());
      if (problem.argument() != null && task.args().containsKey(problem.argument())) {
        text.append(" (").append(at).append(")");
      }
      if (problem.hint() != null) {
        text.append(' ').append(problem.hint());
      }
    }
    return text.toString();
  }

  private void hideSecrets(Modules.Loaded<?> loaded, Map<String, @Nullable Object> arguments) {
    for (var entry : arguments.entrySet()) {
      var name = loaded.declaration().canonical(entry.getKey());
      var option = name == null ? null : loaded.declaration().options().get(name);
      if (option != null
          && option.shown() == Option.Shown.NEVER
          && entry.getValue() instanceof String secret) {
        play.run.masker.hide(secret);
      }
    }
  }

  /** A module's result in the shape that playbooks know. */
  static Outcome failed(ModuleFailure failure, Target target, List<Object> warnings) {
    var result = failure.result().with("msg", failure.msg());
    return outcome(result, target, warnings, Event.Status.FAILED);
  }

  /** The same for one that may be well. */
  static Outcome outcome(Result result, Target target, List<Object> warnings, Event.Status best) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("changed", result.isChanged());
    map.putAll(result.values());
    for (var stream : List.of("stdout", "stderr")) {
      if (map.get(stream) instanceof String text && !map.containsKey(stream + "_lines")) {
        map.put(stream + "_lines", lines(text));
      }
    }
    if (!warnings.isEmpty()) {
      map.putIfAbsent("warnings", warnings);
    }
    if (!map.containsKey("diff") && !result.diff().isEmpty() && target.diffing()) {
      map.put("diff", result.diff().stream().map(Change::told).toList());
    }
    var isFailed = best == Event.Status.FAILED || Truth.of(map.get("failed"));
    if (isFailed) {
      map.put("failed", true);
    }
    var status =
        isFailed
            ? Event.Status.FAILED
            : Truth.of(map.get("skipped"))
                ? Event.Status.SKIPPED
                : Truth.of(map.get("changed")) ? Event.Status.CHANGED : Event.Status.OK;
    return Outcome.of(status, map);
  }

  /** Python's {@code splitlines}. */
  static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : text.lines().toList();
  }

  /** What {@code failed_when} and {@code changed_when} make of a result. */
  private Outcome meant(Outcome outcome, Templar templar) {
    var result = new LinkedHashMap<>(outcome.result());
    var bad = outcome.bad();
    var words = task.keywords();
    var word = "changed_when";
    try {
      if (isSaid(word)) {
        result.put("changed", holds(words.list(word), word, templar, result));
      }
      word = "failed_when";
      if (isSaid(word)) {
        bad = holds(words.list(word), word, templar, result);
        result.put("failed_when_result", bad);
        if (bad || outcome.bad()) {
          result.put("failed", bad);
        }
      }
    } catch (TemplateError e) {
      // what the module gave stays, with the reason why nobody knows what it means
      bad = true;
      result.put("failed", true);
      var told = Told.error(e, play.run.options.workingDirectory());
      result.put(word + "_result", told);
      result.putIfAbsent("msg", told);
    }
    var status =
        bad
            ? Event.Status.FAILED
            : Truth.of(result.get("changed")) ? Event.Status.CHANGED : Event.Status.OK;
    return outcome.with(status, result);
  }

  /** An empty list of conditions says nothing. */
  private boolean isSaid(String keyword) {
    return task.keywords().get(keyword) instanceof List<?> several
        ? !several.isEmpty()
        : task.keywords().has(keyword);
  }

  private boolean holds(
      List<@Nullable Object> conditions,
      String keyword,
      Templar templar,
      Map<String, @Nullable Object> result) {
    var vars = new LinkedHashMap<>(result);
    var name = task.keywords().get("register");
    var shown = new LinkedHashMap<>(result);
    shown.putIfAbsent("failed", false);
    if (name != null) {
      vars.clear();
      vars.put(templar.text(name), shown);
    } else {
      vars.clear();
    }
    var inside = vars.isEmpty() ? templar : templar.with(vars);
    var index = 0;
    for (var condition : conditions) {
      if (!inside.condition(condition, task.keywords().at(keyword, index++))) {
        return false;
      }
    }
    return true;
  }

  /** A result as it may be told: censored when the task says {@code no_log}, its secrets masked. */
  Map<String, @Nullable Object> told(Map<String, @Nullable Object> result, Templar templar) {
    if (!Boolean.TRUE.equals(result.get("_ansible_no_log")) && !isHidden(templar)) {
      return play.run.masker.mask(shown(result, templar));
    }
    var censored = new LinkedHashMap<String, @Nullable Object>();
    censored.put(
        "censored",
        "the output has been hidden due to the fact that 'no_log: true' was specified for this"
            + " result");
    for (var key : List.of("changed", "failed", "skipped", "unreachable", "attempts")) {
      if (result.containsKey(key)) {
        censored.put(key, result.get(key));
      }
    }
    if (task.loop() != null && result.containsKey("results")) {
      censored.put("_ansible_looped", true); // its items were told
    }
    return censored;
  }

  /** Whether the task says {@code no_log}; when that cannot be told, it does. */
  boolean isHidden(Templar templar) {
    try {
      return play.isTrue("no_log", where, templar);
    } catch (TemplateError e) {
      return true;
    }
  }

  /** Some modules always say what differs; it is told in diff mode only, and facts never are. */
  private Map<String, @Nullable Object> shown(
      Map<String, @Nullable Object> result, Templar templar) {
    var shown = new LinkedHashMap<>(result);
    if (!play.modes(where, templar).contains(Target.Mode.DIFF)) {
      shown.remove("diff");
      shown.computeIfPresent("results", (_, results) -> withoutDiff(results));
    }
    if (FACTS.contains(task.shortModule())) {
      shown.put("_ansible_verbose_override", true);
    }
    return shown;
  }

  private static Object withoutDiff(Object results) {
    if (!(results instanceof List<?> list)) {
      return results;
    }
    var all = new ArrayList<@Nullable Object>();
    for (var each : list) {
      if (each instanceof Map<?, ?> map && map.containsKey("diff")) {
        var rest = new LinkedHashMap<@Nullable Object, @Nullable Object>(map);
        rest.remove("diff");
        all.add(rest);
      } else {
        all.add(each);
      }
    }
    return all;
  }
}
