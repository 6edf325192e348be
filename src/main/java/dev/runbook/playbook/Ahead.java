package dev.runbook.playbook;

import dev.runbook.template.Template;
import dev.runbook.template.Templates;
import dev.runbook.yaml.ParseError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks at what a run is sure to come to, for what is wrong in it: templates that cannot be parsed,
 * and the files and roles that are included. The run reads those once more when it comes to them,
 * since its own tasks may write them.
 */
final class Ahead {
  private final Loader loader;
  private final Files files;
  private final Problems problems;
  private final Templates templates;
  private final Set<Object> seen = new HashSet<>();

  Ahead(Loader loader, Files files, Problems problems, Templates templates) {
    this.loader = loader;
    this.files = files;
    this.problems = problems;
    this.templates = templates;
  }

  void look(Task task, Loader.Place place) {
    var words = task.keywords();
    if (problems.isPrepared() || words.list("tags").contains("never")) {
      return;
    }
    loader.guarded(() -> templates.checkCondition(words.get("when"), words.at("when")));
    if (TaskReader.isPrepared(words)) {
      return;
    }
    for (var value : task.args().values()) {
      loader.guarded(() -> templates.check(value));
    }
    var loop = task.loop();
    if (loop != null) {
      loader.guarded(() -> templates.check(loop.terms()));
      return; // over nothing, maybe
    }
    switch (task.shortModule()) {
      case "include_tasks" -> file(task, place);
      case "include_role" -> role(task, place);
      default -> {}
    }
  }

  private void file(Task task, Loader.Place place) {
    var named = task.args().getOrDefault("_raw_params", task.args().get("file"));
    if (named == null || named instanceof Template) {
      return;
    }
    Path file;
    try {
      file = loader.taskFilePath(named.toString(), place, task.at());
    } catch (ParseError e) {
      return; // an earlier task may make it
    }
    if (seen.add(file)) {
      var inside = place.with(task.keywords().vars()).in(file);
      files.aside(() -> loader.guarded(() -> loader.steps(files.yaml(file), inside)));
    }
  }

  private void role(Task task, Loader.Place place) {
    if (loader.roles().isPlain(task, place) && seen.add(task.args())) {
      files.aside(() -> loader.guarded(() -> loader.roles().imported(task, place)));
    }
  }
}
