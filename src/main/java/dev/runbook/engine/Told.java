package dev.runbook.engine;

import dev.runbook.template.TemplateError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;

/** Words about what happened. */
final class Told {
  private Told() {}

  /** A template's error as a task's {@code msg}: the cause, where it stands, the remedy. */
  static String error(TemplateError error, Path workingDirectory) {
    var text = new StringBuilder();
    if (error.kind() == TemplateError.Kind.UNDEFINED) {
      text.append("The task includes an option with an undefined variable. The error was: ");
    }
    text.append(error.text());
    if (!error.at().equals(Source.NONE)) {
      text.append("\n\nThe error appears to be in '").append(error.at()).append("'");
    }
    if (error.hint() != null) {
      text.append("\n").append(error.hint());
    }
    return text.toString().replace(workingDirectory + "/", "");
  }
}
