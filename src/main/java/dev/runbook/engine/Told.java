package dev.runbook.engine;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.TemplateError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Words about what happened. */
final class Told {
  private static final JsonStyle LABEL =
      new JsonStyle(null, ", ", ": ", JsonStyle.Keys.AS_THEY_COME, JsonStyle.Letters.KEPT);

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

  /** What a loop's item is called in the output. */
  static String label(@Nullable Object label) {
    return label instanceof String text ? text : Json.write(label, LABEL);
  }
}
