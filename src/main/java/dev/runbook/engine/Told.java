package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.module.Target;
import dev.runbook.playbook.Task;
import dev.runbook.template.Templar;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Text;
import dev.runbook.vars.Context;
import dev.runbook.yaml.Excerpt;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.StringJoiner;

/** Words about what happened. */
final class Told {
  private Told() {}

  /** A task as reports see it. */
  static Event.TaskInfo task(
      PlayRun play, Task task, String name, Event.Part part, Context outside, Templar templar) {
    var where = outside.of(task.keywords());
    var traits = EnumSet.noneOf(Event.Trait.class);
    if (task.loop() != null) {
      traits.add(Event.Trait.LOOP);
    }
    try {
      if (play.modes(where, templar).contains(Target.Mode.CHECK)) {
        traits.add(Event.Trait.CHECK);
      }
      if (play.isTrue("no_log", where, templar)) {
        traits.add(Event.Trait.HIDDEN);
      }
    } catch (TemplateError e) {
      // what cannot be known before the loop's items are hides the arguments
      traits.add(Event.Trait.HIDDEN);
    }
    var arguments = new StringJoiner(", ");
    task.args().forEach((key, value) -> arguments.add(key + "=" + Text.str(value)));
    return new Event.TaskInfo(
        name,
        task.action(),
        task.start(),
        part,
        play.run.masker.mask(arguments.toString()),
        traits);
  }

  /** A template's error as a task's {@code msg}: the cause, where it stands, the remedy. */
  static String error(TemplateError error, Path workingDirectory) {
    var text = new StringBuilder();
    if (error.kind() == TemplateError.Kind.UNDEFINED) {
      text.append("The task includes an option with an undefined variable. The error was: ");
    }
    text.append(error.text());
    if (!error.at().equals(Source.NONE)) {
      text.append("\n\nThe error appears to be in '").append(error.at()).append("'");
      var excerpt = Excerpt.of(error.at(), workingDirectory);
      if (excerpt != null) {
        text.append('\n').append(excerpt);
      }
    }
    if (!error.through().isEmpty()) {
      text.append("\nused by ").append(String.join(", ", error.through()));
    }
    if (error.hint() != null) {
      text.append("\n").append(error.hint());
    }
    return text.toString().replace(workingDirectory + "/", "");
  }
}
