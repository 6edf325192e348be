package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Task;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tasks that touch the play, not a host: they run here, without a connection. */
final class PlayActions {
  static final Set<String> NAMES =
      Set.of(
          "debug",
          "set_fact",
          "assert",
          "fail",
          "pause",
          "add_host",
          "group_by",
          "include_vars",
          "set_stats",
          "meta",
          "include_tasks",
          "include_role",
          "import_tasks",
          "import_role",
          "import_playbook",
          "include",
          "validate_argument_spec",
          "gather_facts");

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern TRUTHS = Pattern.compile("(?i)true|false|yes|no");

  private final PlayRun play;
  private final HostRun host;
  private final Task task;
  private final Context where;
  private final Consumer<Event> emit;

  PlayActions(PlayRun play, HostRun host, Task task, Context where, Consumer<Event> emit) {
    this.play = play;
    this.host = host;
    this.task = task;
    this.where = where;
    this.emit = emit;
  }

  boolean handles(String shortModule) {
    return NAMES.contains(shortModule) && !play.run.modules.has(task.module());
  }

  /** Arguments that the action evaluates itself. */
  boolean takesRaw(String argument) {
    return switch (task.shortModule()) {
      case "debug" -> argument.equals("var");
      case "assert" -> argument.equals("that");
      default -> false;
    };
  }

  Outcome run(Map<String, @Nullable Object> args, Templar templar, Event.TaskInfo info) {
    return switch (task.shortModule()) {
      case "debug" -> debug(args, templar);
      case "set_fact" -> setFact(args, templar);
      case "assert" -> assertThat(args, templar);
      case "fail" -> fail(args);
      case "pause" -> new Pause(play.run, info.name()).run(args);
      case "add_host" -> addHost(args, templar);
      case "group_by" -> groupBy(args, templar);
      case "include_vars" -> new IncludeVars(play, where, args, templar).run();
      case "set_stats" -> setStats(args);
      case "validate_argument_spec" -> validateArguments(args, templar);
      default -> Outcome.failed("the action '" + task.action() + "' cannot run here");
    };
  }

  private Outcome validateArguments(Map<String, @Nullable Object> args, Templar templar) {
    if (!args.containsKey("argument_spec")) {
      return Outcome.failed("\"argument_spec\" arg is required in args: " + args);
    }
    if (!(args.get("argument_spec") instanceof Map<?, ?> spec)) {
      return Outcome.failed("Incorrect type for argument_spec, expected dict");
    }
    if (!(args.getOrDefault("provided_arguments", Map.of()) instanceof Map<?, ?> provided)) {
      return Outcome.failed("Incorrect type for provided_arguments, expected dict");
    }
    var variables = play.scope(host, where);
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (var name : spec.keySet()) {
      if (name instanceof String known && variables.has(known)) {
        values.put(known, templar.value(variables.get(known)));
      }
    }
    provided.forEach((name, value) -> values.put(String.valueOf(name), value));
    var errors = ArgumentSpec.check(spec, values);
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("validate_args_context", args.getOrDefault("validate_args_context", Map.of()));
    if (errors.isEmpty()) {
      result.put("msg", "The arg spec validation passed");
      return ok(result);
    }
    result.put("changed", false);
    result.put("argument_errors", errors);
    result.put("argument_spec_data", spec);
    result.put("failed", true);
    result.put("msg", "Validation of arguments failed:\n" + String.join("\n", errors));
    return Outcome.of(Event.Status.FAILED, result);
  }

  private static Outcome ok(Map<String, @Nullable Object> values) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.putIfAbsent("changed", false);
    result.putAll(values);
    return Outcome.of(
        Truth.of(result.get("changed")) ? Event.Status.CHANGED : Event.Status.OK, result);
  }

  /** The message may be a list or a mapping. */
  private static Outcome fail(Map<String, @Nullable Object> args) {
    var result = new LinkedHashMap<>(Outcome.failed("Failed as requested from task").result());
    if (args.containsKey("msg")) {
      result.put("msg", args.get("msg"));
    }
    return Outcome.of(Event.Status.FAILED, result);
  }

  private Outcome debug(Map<String, @Nullable Object> args, Templar templar) {
    if (args.containsKey("msg") && args.containsKey("var")) {
      return Outcome.failed("parameters are mutually exclusive: msg|var");
    }
    var verbosity = args.get("verbosity");
    if (verbosity != null
        && Long.parseLong(templar.text(verbosity)) > play.run.options.verbosity()) {
      return Outcome.skipped("Verbosity threshold not met.", null);
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    if (args.containsKey("var")) {
      var expression = args.get("var");
      var name = expression == null ? "" : expression.toString();
      // a template that cannot be rendered fails the task; a name that nobody set is only told
      var named = expression instanceof String ? expression : templar.value(expression);
      Object value = named;
      if (named instanceof String written) {
        name = written;
        try {
          value = templar.evaluate(written, task.placeOf("var"));
        } catch (TemplateError e) {
          if (e.kind() != TemplateError.Kind.UNDEFINED) {
            throw e;
          }
          value = "VARIABLE IS NOT DEFINED!";
        }
      }
      result.put(name, value);
    } else {
      result.put("msg", args.getOrDefault("msg", "Hello world!"));
    }
    result.put("_ansible_verbose_always", true);
    return ok(result);
  }

  private Outcome setFact(Map<String, @Nullable Object> args, Templar templar) {
    var facts = new LinkedHashMap<String, @Nullable Object>();
    var cacheable = false;
    for (var entry : args.entrySet()) {
      // a name that came with a mapping is data
      var name =
          task.args().containsKey(entry.getKey())
              ? templar.text(Template.of(entry.getKey(), task.placeOf(entry.getKey())))
              : entry.getKey();
      if (name.equals("cacheable")) {
        cacheable = Truth.of(entry.getValue());
        continue;
      }
      if (name.equals("_raw_params")) {
        continue;
      }
      if (!VARIABLE.matcher(name).matches()) {
        return noVariable(name);
      }
      play.reserved.check(name, task.placeOf(entry.getKey()));
      facts.put(name, fact(entry.getValue()));
    }
    if (facts.isEmpty()) {
      return Outcome.failed(
          "No key/value pairs provided, at least one is required for this action to succeed");
    }
    var subjects = factHosts(templar);
    for (var subject : subjects) {
      facts.forEach(subject.store::set);
      if (cacheable) {
        subject.store.learn(facts);
      }
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("ansible_facts", facts);
    result.put("_ansible_set_fact", true);
    return ok(result);
  }

  /** A word for a truth is one where native types are off, as before Ansible 2.19. */
  private @Nullable Object fact(@Nullable Object value) {
    return play.run.options.wordsAreTruths()
            && value instanceof String text
            && TRUTHS.matcher(text).matches()
        ? (Object) Truth.of(text)
        : value;
  }

  /** The host that facts are for: the one delegated to when {@code delegate_facts} says so. */
  private List<HostRun> factHosts(Templar templar) {
    var to = play.delegate(where, templar);
    if (to != null && play.isTrue("delegate_facts", where, templar)) {
      var other = play.run.host(to);
      if (other != null) {
        return List.of(other);
      }
    }
    return List.of(host);
  }

  private Outcome assertThat(Map<String, @Nullable Object> args, Templar templar) {
    var that = task.args().get("that");
    if (that == null) {
      return Outcome.failed("conditional required in \"that\" string");
    }
    List<?> conditions;
    if (that instanceof List<?> list) {
      conditions = list;
    } else if (that instanceof dev.runbook.template.Template template
        && templar.value(template) instanceof List<?> list) {
      conditions = list;
    } else {
      conditions = List.of(that);
    }
    var index = 0;
    for (var condition : conditions) {
      var item = task.placeOf("that[" + index++ + "]");
      if (!templar.condition(condition, item.equals(Source.NONE) ? task.placeOf("that") : item)) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        result.put(
            "assertion", condition instanceof Boolean ? condition : String.valueOf(condition));
        result.put("changed", false);
        result.put("evaluated_to", false);
        result.put("failed", true);
        var msg = args.get("fail_msg") != null ? args.get("fail_msg") : args.get("msg");
        result.put("msg", msg == null ? "Assertion failed" : msg);
        if (!Truth.of(args.get("quiet"))) {
          result.put("_ansible_verbose_always", true);
        }
        return Outcome.of(Event.Status.FAILED, result);
      }
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("msg", args.getOrDefault("success_msg", "All assertions passed"));
    if (!Truth.of(args.get("quiet"))) {
      result.put("_ansible_verbose_always", true);
    }
    return ok(result);
  }

  private Outcome addHost(Map<String, @Nullable Object> args, Templar templar) {
    var name =
        args.get("name") != null
            ? args.get("name")
            : args.get("hostname") != null ? args.get("hostname") : args.get("host");
    if (name == null) {
      return Outcome.failed("name, host or hostname needs to be provided");
    }
    var groups = new ArrayList<String>();
    for (var key : List.of("groups", "groupname", "group")) {
      switch (args.get(key)) {
        case null -> {}
        case List<?> list -> list.forEach(g -> groups.add(templar.text(g)));
        case Object text -> groups.addAll(List.of(templar.text(text).strip().split("\\s*,\\s*")));
      }
    }
    var vars = new LinkedHashMap<String, @Nullable Object>();
    args.forEach((k, v) -> {
      if (!Set.of("name", "hostname", "host", "groups", "groupname", "group").contains(k)) {
        vars.put(k, v);
      }
    });
    var added = play.run.inventory.add(templar.text(name), vars, groups);
    play.forgetInventory();
    if (added.changed()) {
      play.join(play.run.host(added.host()));
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    var told = new LinkedHashMap<String, @Nullable Object>();
    told.put("groups", groups);
    told.put("host_name", added.host().name());
    told.put("host_vars", added.variables());
    result.put("add_host", told);
    result.put("changed", added.changed());
    return ok(result);
  }

  private Outcome groupBy(Map<String, @Nullable Object> args, Templar templar) {
    var key = args.get("key");
    if (key == null) {
      return Outcome.failed("the 'key' param is required when using group_by");
    }
    var group = templar.text(key).replace(' ', '-');
    var parents = new ArrayList<String>();
    switch (args.getOrDefault("parents", "all")) {
      case List<?> list -> list.forEach(p -> parents.add(templar.text(p).replace(' ', '-')));
      case null -> parents.add("all");
      case Object text -> parents.add(templar.text(text).replace(' ', '-'));
    }
    var changed = play.run.inventory.addToGroup(host.host, group, parents);
    play.forgetInventory();
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("add_group", group);
    result.put("parent_groups", parents);
    result.put("changed", changed);
    return ok(result);
  }

  private static Outcome noVariable(String name) {
    return Outcome.failed(
        "The variable name '"
            + name
            + "' is not valid. Variables must start with a letter or underscore character, and"
            + " contain only letters, numbers and underscores.");
  }

  private Outcome setStats(Map<String, @Nullable Object> args) {
    if (!(args.getOrDefault("data", Map.of()) instanceof Map<?, ?> given)) {
      return Outcome.failed("The 'data' option needs to be a dictionary/hash");
    }
    var data = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : given.entrySet()) {
      var name = String.valueOf(entry.getKey());
      if (!VARIABLE.matcher(name).matches()) {
        return noVariable(name);
      }
      data.put(name, entry.getValue());
    }
    var aggregate = !args.containsKey("aggregate") || Truth.of(args.get("aggregate"));
    emit.accept(
        new Event.StatsSet(
            Truth.of(args.get("per_host")) ? host.name() : null,
            data,
            aggregate ? Event.Stats.ADD : Event.Stats.REPLACE));
    var stats = new LinkedHashMap<String, @Nullable Object>();
    stats.put("aggregate", aggregate);
    stats.put("data", data);
    stats.put("per_host", Truth.of(args.get("per_host")));
    return ok(new LinkedHashMap<>(Map.of("ansible_stats", stats)));
  }
}
