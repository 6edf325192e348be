package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Loop;
import dev.runbook.playbook.Task;
import dev.runbook.template.Omit;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Loops: what they go over, what each turn sees, what all turns together amount to. */
final class Loops {
  private static final Pattern BARE = Pattern.compile("[A-Za-z_]\\w*(\\.\\w+|\\[[^\\]]+\\])*");

  private static final java.util.Set<String> LISTS_OF_LISTS =
      java.util.Set.of("nested", "together", "subelements");

  private Loops() {}

  /**
   * @param action what the task runs in every turn, as written
   */
  static List<@Nullable Object> items(Loop loop, String action, Templar templar) {
    var lookup = loop.lookup();
    if (lookup == null) {
      var value = templar.value(loop.terms());
      if (value instanceof List<?> list) {
        return new ArrayList<>(list);
      }
      if (value == null || value == Omit.OMIT) {
        return List.of();
      }
      throw new TemplateError(
          TemplateError.Kind.OTHER,
          loop.at(),
          "Invalid data passed to 'loop', it requires a list, got this instead: "
              + templar.text(value)
              + ".",
          "Hint: If you passed a list/dict of just one element, try adding wantlist=True to your"
              + " lookup invocation or use q/query instead of lookup.");
    }
    var terms = loop.terms();
    if (terms instanceof String name && BARE.matcher(name).matches() && listLookup(lookup)) {
      terms = bare(name, loop, templar);
    } else if (terms instanceof List<?> list && listLookup(lookup)) {
      var ready = new ArrayList<@Nullable Object>(list);
      // The second term of subelements is a key, not a variable, even where one has that name.
      var names = lookup.equals("subelements") ? Math.min(1, ready.size()) : ready.size();
      for (var i = 0; i < names; i++) {
        ready.set(i, bareItem(ready.get(i), loop, templar));
      }
      terms = ready;
    }
    var value = templar.value(terms);
    var list =
        value instanceof List<?> several ? new ArrayList<@Nullable Object>(several) : one(value);
    var options =
        lookup.endsWith("first_found")
            ? Map.<String, @Nullable Object>of("subdir", firstFolder(action))
            : Map.<String, @Nullable Object>of();
    return templar.lookup(lookup, list, options, loop.at());
  }

  /** Where {@code with_first_found} looks first: the name of the action tells what is wanted. */
  private static String firstFolder(String action) {
    return action.contains("template") ? "templates" : action.contains("var") ? "vars" : "files";
  }

  private static List<@Nullable Object> one(@Nullable Object value) {
    return new ArrayList<>(Arrays.asList(value));
  }

  private static boolean listLookup(String lookup) {
    return switch (lookup) {
      case "items",
          "list",
          "flattened",
          "indexed_items",
          "random_choice",
          "dict",
          "nested",
          "together",
          "subelements" ->
          true;
      default -> false;
    };
  }

  /** {@code with_items: name} of old playbooks: the variable of that name, where there is one. */
  private static @Nullable Object bare(String name, Loop loop, Templar templar) {
    try {
      return templar.evaluate(name, loop.at());
    } catch (TemplateError e) {
      return name;
    }
  }

  private static @Nullable Object bareItem(@Nullable Object term, Loop loop, Templar templar) {
    if (!(term instanceof String name)
        || !BARE.matcher(name).matches()
        || !LISTS_OF_LISTS.contains(String.valueOf(loop.lookup()))) {
      return term;
    }
    return bare(name, loop, templar);
  }

  /** {@code loop_control}. */
  record Control(
      String name,
      @Nullable String index,
      @Nullable Object labelTemplate,
      double pause,
      boolean extended,
      boolean allItems,
      @Nullable Object breakWhen,
      Templar outside) {

    Map<String, @Nullable Object> variables(List<@Nullable Object> items, int i) {
      var vars = new LinkedHashMap<String, @Nullable Object>();
      vars.put(name, items.get(i));
      vars.put("ansible_loop_var", name);
      if (index != null) {
        vars.put(index, (long) i);
        vars.put("ansible_index_var", index);
      }
      if (extended) {
        var loop = new LinkedHashMap<String, @Nullable Object>();
        var n = items.size();
        if (allItems) {
          loop.put("allitems", items);
        }
        loop.put("index", (long) i + 1);
        loop.put("index0", (long) i);
        loop.put("first", i == 0);
        loop.put("last", i + 1 == n);
        loop.put("length", (long) n);
        loop.put("revindex", (long) n - i);
        loop.put("revindex0", (long) n - i - 1);
        if (i + 1 < n) {
          loop.put("nextitem", items.get(i + 1));
        }
        if (i > 0) {
          loop.put("previtem", items.get(i - 1));
        }
        vars.put("ansible_loop", loop);
      }
      return vars;
    }

    @Nullable Object label(Templar inside, Map<String, @Nullable Object> vars) {
      return labelTemplate == null ? vars.get(name) : inside.value(labelTemplate);
    }

    void rest() {
      if (pause > 0) {
        try {
          Thread.sleep((long) (pause * 1000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  static Control control(Task task, Templar templar) {
    var raw = task.keywords().get("loop_control");
    if (raw instanceof Template) {
      raw = templar.value(raw);
    }
    if (!(raw instanceof Map<?, ?> control)) {
      return new Control("item", null, null, 0, false, false, null, templar);
    }
    var name = control.get("loop_var");
    var index = control.get("index_var");
    var pause = templar.value(control.get("pause"));
    return new Control(
        name == null ? "item" : templar.text(name),
        index == null ? null : templar.text(index),
        control.get("label"),
        pause == null ? 0 : Double.parseDouble(pause.toString()),
        Truth.of(templar.value(control.get("extended"))),
        !control.containsKey("extended_allitems")
            || Truth.of(templar.value(control.get("extended_allitems"))),
        control.get("break_when"),
        templar);
  }

  /** The result of a whole loop. */
  static Outcome together(List<Outcome> outcomes) {
    var results = new ArrayList<@Nullable Object>();
    var includes = new ArrayList<Outcome.Include>();
    var notifies = new LinkedHashSet<String>();
    var changed = false;
    var failed = false;
    var ignored = true;
    var unreachable = false;
    var skipped = true;
    String delegate = null;
    for (var outcome : outcomes) {
      var result = new LinkedHashMap<>(outcome.result());
      if (outcome.status() != Event.Status.SKIPPED) {
        result.putIfAbsent("failed", false);
      }
      results.add(result);
      includes.addAll(outcome.includes());
      notifies.addAll(outcome.notifies());
      changed |= Boolean.TRUE.equals(outcome.result().get("changed"));
      if (outcome.bad()) {
        failed = true;
        ignored &= outcome.errors() == Event.Errors.IGNORED;
      }
      unreachable |= outcome.status() == Event.Status.UNREACHABLE;
      skipped &= outcome.status() == Event.Status.SKIPPED;
      delegate = outcome.delegate() != null ? outcome.delegate() : delegate;
    }
    var all = new LinkedHashMap<String, @Nullable Object>();
    all.put("changed", changed);
    var told = failed || outcomes.stream().anyMatch(o -> Truth.of(o.result().get("failed")));
    if (told) {
      all.put("failed", true);
    }
    if (unreachable) {
      all.put("unreachable", true);
    }
    all.put(
        "msg",
        told ? "One or more items failed" : skipped ? "All items skipped" : "All items completed");
    all.put("results", results);
    all.put("skipped", skipped);
    var status =
        unreachable
            ? Event.Status.UNREACHABLE
            : failed
                ? Event.Status.FAILED
                : skipped ? Event.Status.SKIPPED : changed ? Event.Status.CHANGED : Event.Status.OK;
    return new Outcome(
        status,
        all,
        delegate,
        includes,
        failed && ignored ? Event.Errors.IGNORED : Event.Errors.COUNT,
        notifies);
  }
}
