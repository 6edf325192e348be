package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Task;
import dev.runbook.template.Omit;
import dev.runbook.template.Templar;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one task on one host: its loop, conditions, retries, and what its result means. */
final class TaskRunner {
  private static final Set<String> INCLUDES = Set.of("include_tasks", "include_role");

  private final PlayRun play;
  private final HostRun host;
  private final Task task;
  private final Event.TaskInfo info;
  private final Context where;
  private final Consumer<Event> emit;
  private final Attempt attempt;

  TaskRunner(
      PlayRun play,
      HostRun host,
      Task task,
      Event.TaskInfo info,
      Context outside,
      Consumer<Event> emit) {
    this.play = play;
    this.host = host;
    this.task = task;
    this.info = info;
    this.where = outside.of(task.keywords());
    this.emit = emit;
    this.attempt = new Attempt(play, host, task, where, emit);
  }

  Outcome run() {
    var templar = play.templar(host, where);
    Outcome outcome;
    try {
      outcome = looped(templar);
    } catch (TemplateError e) {
      outcome = Outcome.failed(Told.error(e, play.run.options.workingDirectory()));
    }
    return judged(outcome, templar);
  }

  private Outcome judged(Outcome outcome, Templar templar) {
    if (!outcome.bad()) {
      return outcome;
    }
    try {
      var ignored =
          outcome.status() == Event.Status.UNREACHABLE
              ? play.isTrue("ignore_unreachable", where, templar)
              : play.isTrue("ignore_errors", where, templar);
      return ignored ? outcome.counting(Event.Errors.IGNORED) : outcome;
    } catch (TemplateError e) {
      return Outcome.failed(Told.error(e, play.run.options.workingDirectory()));
    }
  }

  private Outcome looped(Templar templar) {
    if (task.loop() == null) {
      return once(templar, null);
    }
    List<@Nullable Object> items;
    try {
      items = Loops.items(task.loop(), task.action(), templar);
    } catch (TemplateError e) {
      // a loop over something undefined is no error when the task is skipped anyway
      var skipped = attempt.unmet(templar);
      if (skipped != null) {
        return skipped;
      }
      if (e.kind() == TemplateError.Kind.LOOKUP) {
        // the bare words, as playbooks compare with
        var result = new LinkedHashMap<String, @Nullable Object>();
        result.put("failed", true);
        result.put("msg", e.text());
        return Outcome.of(Event.Status.FAILED, result);
      }
      throw e;
    }
    var control = Loops.control(task, templar);
    if (items.isEmpty()) {
      var result = new LinkedHashMap<String, @Nullable Object>();
      result.put("changed", false);
      result.put("results", List.of());
      result.put("skipped", true);
      result.put("skipped_reason", "No items in the list");
      return Outcome.of(Event.Status.SKIPPED, result);
    }
    var outcomes = new ArrayList<Outcome>();
    for (var i = 0; i < items.size(); i++) {
      if (i > 0) {
        control.rest();
      }
      var vars = control.variables(items, i);
      var inside = templar.with(vars);
      var outcome = item(inside, vars, control);
      outcomes.add(outcome);
      if (outcome.status() == Event.Status.UNREACHABLE || ends(control, inside, outcome)) {
        break;
      }
    }
    return Loops.together(outcomes);
  }

  /** {@code break_when}, which sees the item and what it gave. */
  private boolean ends(Loops.Control control, Templar inside, Outcome outcome) {
    if (control.breakWhen() == null) {
      return false;
    }
    var name = task.keywords().get("register");
    var seen =
        name == null
            ? inside
            : inside.with(Map.of(inside.text(name), new LinkedHashMap<>(outcome.result())));
    return seen.condition(control.breakWhen(), task.keywords().at("loop_control"));
  }

  private Outcome item(Templar inside, Map<String, @Nullable Object> vars, Loops.Control control) {
    Outcome outcome;
    try {
      outcome = once(inside, vars);
    } catch (TemplateError e) {
      outcome = Outcome.failed(Told.error(e, play.run.options.workingDirectory()));
    }
    outcome = judged(outcome, inside);
    var result = new LinkedHashMap<>(outcome.result());
    result.put("ansible_loop_var", control.name());
    vars.forEach((name, value) -> {
      if (!name.equals("ansible_loop_var") && !name.equals("ansible_index_var")) {
        result.put(name, value);
      }
    });
    if (control.index() != null) {
      result.put("ansible_index_var", control.index());
    }
    var label =
        attempt.isHidden(inside)
            ? "(censored due to no_log)"
            : inside.text(control.label(inside, vars));
    result.put("_ansible_item_label", label);
    var made = outcome.with(outcome.status(), result).labelled(label);
    if (made.includes().isEmpty()) {
      emit.accept(
          new Event.ItemFinished(
              info,
              host.name(),
              made.delegate(),
              made.status(),
              label,
              attempt.told(result, inside),
              made.errors()));
    }
    return made;
  }

  private Outcome once(Templar outside, @Nullable Map<String, @Nullable Object> item) {
    @Nullable String delegate;
    try {
      delegate = play.delegate(where, outside); // refused even where the task is skipped
    } catch (TemplateError e) {
      var words = where.having("delegate_to");
      return Outcome.failed(Told.error(e, play.run.options.workingDirectory()))
          .on(words == null ? null : String.valueOf(words.get("delegate_to")));
    }
    var templar =
        delegate == null ? outside : Delegation.seen(play, host, where, outside, delegate);
    var unmet = attempt.unmet(templar);
    if (unmet != null) {
      return unmet;
    }
    if (INCLUDES.contains(task.shortModule())) {
      return include(templar, item);
    }
    return attempt.run(templar, info).notifying(notifies(templar));
  }

  /** Which handlers the task notifies; in a loop, each item may notify its own. */
  private Set<String> notifies(Templar templar) {
    var words = where.having("notify");
    var names = new LinkedHashSet<String>();
    for (var raw : words == null ? List.of() : words.list("notify")) {
      switch (templar.value(raw)) {
        case null -> {}
        case List<?> list -> list.forEach(name -> names.add(templar.text(name)));
        case Object name when name == Omit.OMIT -> {}
        case Object name -> names.add(templar.text(name));
      }
    }
    return names;
  }

  private Outcome include(Templar templar, @Nullable Map<String, @Nullable Object> item) {
    var args = attempt.arguments(templar);
    var named = args.get("_raw_params");
    if (named == null) {
      named =
          task.shortModule().equals("include_role")
              ? args.getOrDefault("name", args.get("role"))
              : args.get("file");
    }
    if (named == null || named == Omit.OMIT) {
      return Outcome.failed("No file specified for " + task.action());
    }
    var vars = new LinkedHashMap<String, @Nullable Object>();
    if (item != null) {
      vars.putAll(item);
    }
    vars.putAll(task.keywords().vars());
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("changed", false);
    result.put("include", named);
    result.put("include_args", args);
    return new Outcome(
        Event.Status.OK,
        result,
        null,
        List.of(new Outcome.Include(templar.text(named), args, vars, null)),
        Event.Errors.COUNT,
        Set.of());
  }
}
