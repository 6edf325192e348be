package dev.runbook.playbook;

import dev.runbook.template.Template;
import dev.runbook.template.Written;
import dev.runbook.text.Nearest;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one task list entry: which module it means, in which of the old and new forms, and its
 * arguments.
 */
final class TaskReader {
  /** Actions whose text fails when they run, but for a template that gives their arguments. */
  private static final Set<String> TAKES_MAPPING = Set.of("add_host", "group_by", "set_fact");

  private static final Pattern WORDS = Pattern.compile("(?i)true|false|yes|no");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_]\\w*");

  private final Written written;
  private final Catalog catalog;
  private final Problems problems;
  private final KeywordReader keywords;

  TaskReader(Written written, Catalog catalog, Problems problems) {
    this.written = written;
    this.catalog = catalog;
    this.problems = problems;
    this.keywords = new KeywordReader(written, problems);
  }

  /**
   * The module of a task as written, with the node of its arguments and whether it is to run on the
   * controller.
   */
  private record Action(String name, @Nullable Node args, Source at, boolean local) {}

  Task task(Node.Mapping mapping, Path file) {
    var action = action(mapping);
    var module = catalog.resolve(action.name());
    if (module == null) {
      // a template says which module it is, and a module that is not here may never be asked for
      if (!Template.mayHoldTemplate(action.name()) && !catalog.isElsewhere(action.name())) {
        throw unknownModule(action);
      }
      module = action.name();
    }
    var shortName = module.substring(module.lastIndexOf('.') + 1);
    var args = new LinkedHashMap<String, @Nullable Object>();
    var places = new LinkedHashMap<String, Source>();
    places.put(Task.START, mapping.at());
    Object argsTemplate = null;
    var more = mapping.get("args");
    if (more != null) {
      switch (more) {
        case Node.Mapping m -> put(m, args, places);
        case Node.Scalar s when written.value(s) instanceof Template t -> argsTemplate = t;
        case Node.Scalar s when s.value() instanceof String text ->
            pairs(module, text, s.at(), args, places);
        case Node.Scalar s when s.value() == null -> {}
        case Node.Scalar _, Node.Sequence _ ->
            throw new ParseError(more.at(), "'args' must be a mapping of arguments");
      }
    }
    arguments(module, action, args, places);
    for (var name : args.keySet()) {
      if (name.startsWith("_ansible_")) {
        throw new ParseError(
            places.getOrDefault(name, action.at()),
            "Invalid parameter specified beginning with keyword '_ansible_' for action '"
                + action.name()
                + "': '"
                + name
                + "'. The prefix '_ansible_' is reserved for internal use only.");
      }
    }
    if ((!catalog.takesText(module) || TAKES_MAPPING.contains(shortName))
        && args.get("_raw_params") instanceof Template t) {
      args.remove("_raw_params");
      argsTemplate = t;
    }
    if (shortName.equals("include") || extraAreVars(shortName)) {
      // include parameters are read by the loader: any further key is a variable
    } else {
      unknownKeys(mapping, action);
    }
    var words = keywords.read(mapping, Words.TASK);
    if (action.local()) {
      var values = new LinkedHashMap<>(words.values());
      values.putIfAbsent("delegate_to", "localhost");
      words = new Keywords(values, words.vars(), words.places());
    }
    if (argsTemplate == null && !shortName.startsWith("include") && !shortName.equals("meta")) {
      checkArguments(module, args, places, action.at(), isPrepared(words));
    }
    if (words.get("register") instanceof String register && !VARIABLE.matcher(register).matches()
        || words.has("register") && words.get("register") instanceof Number) {
      problems.add(
          new ParseError(
              words.at("register"),
              "Invalid variable name in 'register' specified: '" + words.get("register") + "'",
              "A name has letters, digits and underscores, and no digit in front."));
    }
    var name = words.get("name");
    return new Task(
        name,
        action.name(),
        module,
        args,
        argsTemplate,
        loop(mapping),
        words,
        places,
        file,
        action.at());
  }

  /** Whether steps with these keywords may fail, or may never run. */
  static boolean isPrepared(Keywords words) {
    return words.has("when")
        || words.has("ignore_errors")
        || words.has("failed_when")
        || words.has("module_defaults");
  }

  private static boolean extraAreVars(String shortName) {
    return shortName.equals("import_playbook");
  }

  private void checkArguments(
      String module,
      Map<String, @Nullable Object> args,
      Map<String, Source> places,
      Source at,
      boolean isPrepared) {
    if (isPrepared) {
      return;
    }
    for (var fault : catalog.check(module, args.keySet())) {
      var argument = fault.argument();
      problems.argument(
          new ParseError(
              argument == null ? at : places.getOrDefault(argument, at),
              fault.text(),
              fault.hint()));
    }
  }

  private @Nullable Loop loop(Node.Mapping mapping) {
    Loop found = null;
    for (var entry : mapping.entries()) {
      String lookup;
      if (entry.name().equals("loop")) {
        lookup = null;
      } else if (entry.name().startsWith("with_")) {
        lookup = entry.name().substring("with_".length());
      } else {
        continue;
      }
      if (found != null) {
        throw new ParseError(
            entry.key().at(),
            "duplicate loop in task: " + (lookup == null ? "loop" : lookup),
            "Keep one loop per task.");
      }
      found = new Loop(lookup, written.value(entry.value()), entry.value().at());
    }
    return found;
  }

  private Action action(Node.Mapping mapping) {
    var found = new ArrayList<Action>();
    Action unknown = null;
    for (var entry : mapping.entries()) {
      var key = entry.name();
      if (key.equals("action") || key.equals("local_action")) {
        found.add(written(entry, key.equals("local_action")));
      } else if (!Words.TASK.contains(key)
          && !Words.LEGACY.contains(key)
          && !key.startsWith("with_")) {
        var action = new Action(key, entry.value(), entry.key().at(), false);
        if (catalog.resolve(key) != null) {
          found.add(action);
        } else if (unknown == null) {
          unknown = action;
        }
      }
    }
    if (found.size() > 1 && found.stream().anyMatch(a -> isInclude(a.name()))) {
      // { include: x.yml, service: y }: the parameter's name may be a module's too
      found.removeIf(a -> !isInclude(a.name()));
    }
    if (found.size() > 1) {
      throw new ParseError(
          found.get(1).at(),
          "conflicting action statements: " + found.get(0).name() + ", " + found.get(1).name(),
          "A task has one module: make this a task of its own, or check the indentation.");
    }
    if (!found.isEmpty()) {
      return found.getFirst();
    }
    if (unknown != null) {
      return unknown;
    }
    throw new ParseError(
        mapping.at(), "no module/action detected in task.", "Add the module, such as 'copy:'.");
  }

  private static boolean isInclude(String name) {
    return name.equals("include") || name.endsWith(".include");
  }

  /** {@code action: module k=v} and {@code action: {module: m, k: v}}. */
  private Action written(Node.Entry entry, boolean local) {
    switch (entry.value()) {
      case Node.Scalar s -> {
        var text = s.text().strip();
        var end = text.startsWith("{{") ? Math.max(0, text.indexOf("}}")) : 0;
        var space = text.indexOf(' ', end);
        var name = space < 0 ? text : text.substring(0, space);
        var rest = space < 0 ? "" : text.substring(space + 1).strip();
        var args = new Node.Scalar(rest.isEmpty() ? null : rest, rest, s.style(), s.tag(), s.at());
        return new Action(name, args, entry.key().at(), local);
      }
      case Node.Mapping m -> {
        if (!(m.get("module") instanceof Node.Scalar module)) {
          throw new ParseError(
              m.at(), "'" + entry.name() + "' names no module", "Add 'module: NAME'.");
        }
        var rest = m.entries().stream().filter(e -> !e.name().equals("module")).toList();
        return new Action(module.text(), new Node.Mapping(rest, m.at()), entry.key().at(), local);
      }
      case Node.Sequence s ->
          throw new ParseError(s.at(), "'" + entry.name() + "' must be text or a mapping");
    }
  }

  private void arguments(
      String module,
      Action action,
      Map<String, @Nullable Object> args,
      Map<String, Source> places) {
    switch (action.args()) {
      case null -> {}
      case Node.Mapping m -> put(m, args, places);
      case Node.Scalar s when s.value() == null -> {}
      case Node.Scalar s -> pairs(module, s.text(), s.at(), args, places);
      case Node.Sequence s -> {
        if (!action.name().endsWith("meta") && catalog.freeForm(module) == null) {
          throw new ParseError(
              s.at(),
              "the arguments of '" + action.name() + "' must be a mapping or text, not a list",
              "Write 'name: value' lines without dashes below '" + action.name() + ":'.");
        }
        args.put("_raw_params", written.value(s));
        places.put("_raw_params", s.at());
      }
    }
  }

  private void put(
      Node.Mapping mapping, Map<String, @Nullable Object> args, Map<String, Source> places) {
    for (var entry : mapping.entries()) {
      args.put(entry.name(), written.value(entry.value()));
      places.put(entry.name(), entry.value().at());
      if (entry.name().equals("that") && entry.value() instanceof Node.Sequence list) {
        for (var i = 0; i < list.items().size(); i++) {
          places.put("that[" + i + "]", list.items().get(i).at());
        }
      }
    }
  }

  private void pairs(
      String module,
      String text,
      Source at,
      Map<String, @Nullable Object> args,
      Map<String, Source> places) {
    var free = catalog.freeForm(module);
    try {
      for (var pair : KeyValues.parse(text, free).entrySet()) {
        var key = pair.getKey();
        if (key.equals("_raw_params")
            && !catalog.takesText(module)
            && !Template.mayHoldTemplate(pair.getValue())) {
          throw new ParseError(
              at,
              "this task '"
                  + module
                  + "' has extra params, which is only allowed in the following modules: command,"
                  + " shell, script, raw, include, meta, ...: "
                  + pair.getValue(),
              "Write arguments as key=value, values with spaces in quotes.");
        }
        var place = within(at, text, key, pair.getValue());
        args.put(
            key,
            module.endsWith(".set_fact") && WORDS.matcher(pair.getValue()).matches()
                ? KeywordReader.isTrue(pair.getValue()) // text alone cannot say true
                : Template.of(pair.getValue(), place));
        places.put(key, place);
      }
    } catch (KeyValues.Unbalanced e) {
      throw new ParseError(at, String.valueOf(e.getMessage()), "Close the quote or the '{{'.");
    }
  }

  /** Where the value of a pair stands in the text. */
  private static Source within(Source at, String text, String key, String value) {
    var pair = key.equals("_raw_params") ? 0 : text.indexOf(key + "=");
    var found = pair < 0 ? -1 : text.indexOf(value, pair);
    return found < 0 ? at : at.within(text, found);
  }

  private void unknownKeys(Node.Mapping mapping, Action action) {
    for (var entry : mapping.entries()) {
      var key = entry.name();
      if (!Words.TASK.contains(key)
          && !Words.LEGACY.contains(key)
          && !key.startsWith("with_")
          && !key.equals(action.name())) {
        var near = Nearest.to(key, Words.TASK);
        problems.unknown(
            key,
            new ParseError(
                entry.key().at(),
                "'" + key + "' is not a valid attribute for a Task",
                near == null
                    ? "If it is an argument of '" + action.name() + "', indent it below the module."
                    : "Did you mean '" + near + "'?"));
      }
    }
  }

  private ParseError unknownModule(Action action) {
    var near = Nearest.to(action.name(), catalog.names());
    if (near == null) {
      near = Nearest.to(action.name(), Words.TASK);
    }
    return new ParseError(
        action.at(),
        "couldn't resolve module/action '"
            + action.name()
            + "'. This often indicates a misspelling, missing collection, or incorrect module"
            + " path.",
        near == null
            ? "Check the spelling, and the module's collection."
            : "Did you mean '" + near + "'?");
  }

  /** Entries of a mapping whose keys are no keywords: the parameters of an old {@code include:}. */
  List<Node.Entry> parameters(Node.Mapping mapping) {
    var found = new ArrayList<Node.Entry>();
    for (var entry : mapping.entries()) {
      var key = entry.name();
      if (!Words.TASK.contains(key)
          && !Words.LEGACY.contains(key)
          && !key.startsWith("with_")
          && !isInclude(key)) {
        found.add(entry);
      }
    }
    return found;
  }
}
