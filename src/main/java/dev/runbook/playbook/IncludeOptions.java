package dev.runbook.playbook;

import dev.runbook.template.Template;
import dev.runbook.template.value.Values;
import dev.runbook.text.Nearest;
import dev.runbook.yaml.ParseError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may stand in {@code include_tasks}, {@code import_tasks}, {@code include_role} and {@code
 * import_role}: the rules of Ansible's {@code TaskInclude} and {@code IncludeRole}.
 */
final class IncludeOptions {
  private static final Set<String> WHICH =
      Set.of("include_tasks", "import_tasks", "include_role", "import_role");
  private static final Set<String> TASKS = Set.of("file", "_raw_params", "apply");
  private static final List<String> FILES =
      List.of("tasks_from", "vars_from", "defaults_from", "handlers_from");
  private static final Set<String> ROLE =
      with(
          FILES,
          "name",
          "role",
          "_raw_params",
          "apply",
          "public",
          "allow_duplicates",
          "rolespec_validate");

  /** The keywords of what is included while a run goes on. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "action",
          "local_action",
          "args",
          "collections",
          "debugger",
          "ignore_errors",
          "listen",
          "loop",
          "loop_control",
          "name",
          "no_log",
          "register",
          "run_once",
          "tags",
          "timeout",
          "vars",
          "when");

  private static Set<String> with(List<String> some, String... others) {
    var all = new HashSet<>(some);
    all.addAll(List.of(others));
    return Set.copyOf(all);
  }

  private final Problems problems;

  IncludeOptions(Problems problems) {
    this.problems = problems;
  }

  /** Tells what is wrong; true when nothing is. */
  boolean check(Task task) {
    var which = task.shortModule();
    if (!WHICH.contains(which)) {
      return true;
    }
    var before = problems.errors().size();
    var isRole = which.endsWith("_role");
    options(task, isRole ? ROLE : TASKS);
    if (which.startsWith("include")) {
      named(task, isRole);
    }
    for (var file : FILES) {
      if (task.args().containsKey(file)) {
        file(task, file);
      }
    }
    if (task.args().containsKey("apply")) {
      apply(task);
    }
    if (which.startsWith("include")) {
      keywords(task, isRole ? "IncludeRole" : "TaskInclude");
    } else if (task.loop() != null) {
      problems.add(
          new ParseError(
              task.at(),
              "You cannot use loops on '%s' statements. You should use '%s' instead."
                  .formatted(task.action(), task.action().replace("import_", "include_"))));
    }
    return problems.errors().size() == before;
  }

  private void options(Task task, Set<String> known) {
    var unknown = new TreeSet<>(task.args().keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      var near = Nearest.to(unknown.first(), known);
      problems.add(
          new ParseError(
              task.placeOf(unknown.first()),
              invalid(task, String.join(",", unknown)),
              near == null
                  ? "Variables stand under 'vars:' beside '" + task.action() + "'."
                  : "Did you mean '" + near + "'?"));
    }
  }

  /** Imports are refused where their file or role is looked for. */
  private void named(Task task, boolean isRole) {
    for (var option : isRole ? List.of("name", "role") : List.of("file")) {
      if (task.args().get(option) != null) {
        return;
      }
    }
    if (task.args().get("_raw_params") == null && task.argsTemplate() == null) {
      problems.add(isRole ? RoleReader.nameless(task) : withoutFile(task));
    }
  }

  static ParseError withoutFile(Task task) {
    return new ParseError(
        task.at(),
        "No file specified for " + task.action(),
        "Name the file: '" + task.action() + ": FILE.yml'.");
  }

  private static String invalid(Task task, String options) {
    return "Invalid options for " + task.action() + ": " + options;
  }

  private void file(Task task, String option) {
    var value = task.args().get(option);
    if (!(value instanceof String || value instanceof Template)) {
      problems.add(
          new ParseError(
              task.placeOf(option),
              "Expected a string for %s but got <class '%s'> instead"
                  .formatted(option, Values.typeName(value)),
              "Name one file."));
    }
  }

  private void apply(Task task) {
    var apply = task.args().get("apply");
    if (task.shortModule().startsWith("import")) {
      problems.add(
          new ParseError(
              task.placeOf("apply"),
              invalid(task, "apply"),
              "What is imported has the keywords of the import itself."));
    } else if (apply instanceof Map<?, ?> words) {
      for (var word : new ArrayList<>(words.keySet())) {
        if (!Words.BLOCK.contains(word) && !Words.LEGACY.contains(word)) {
          attribute(task, String.valueOf(word));
        }
      }
    } else if (apply != null && !(apply instanceof Template)) {
      problems.add(
          new ParseError(
              task.placeOf("apply"),
              "Expected a dict for apply but got <class '%s'> instead"
                  .formatted(Values.typeName(apply)),
              "Write 'keyword: value' lines below 'apply:'."));
    }
  }

  private void keywords(Task task, String kind) {
    for (var word : task.keywords().values().keySet()) {
      if (!KEYWORDS.contains(word)) {
        problems.add(
            new ParseError(
                task.keywords().at(word),
                "'%s' is not a valid attribute for a %s".formatted(word, kind),
                Words.BLOCK.contains(word)
                    ? "Write it under 'apply:', for what is included."
                    : "Write it in the tasks that are included."));
      }
    }
  }

  private void attribute(Task task, String word) {
    var near = Nearest.to(word, Words.BLOCK);
    problems.add(
        new ParseError(
            task.placeOf("apply"),
            "'" + word + "' is not a valid attribute for a Block",
            near == null ? null : "Did you mean '" + near + "'?"));
  }
}
