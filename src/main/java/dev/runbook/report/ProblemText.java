package dev.runbook.report;

import dev.runbook.report.Palette.Colour;
import dev.runbook.yaml.Excerpt;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.List;

/**
 * Prints what is wrong with a playbook: the cause, the place with its line and a caret, the remedy.
 */
public final class ProblemText {
  private final Terminal terminal;
  private final Path workingDirectory;

  public ProblemText(Terminal terminal, Path workingDirectory) {
    this.terminal = terminal;
    this.workingDirectory = workingDirectory;
  }

  public void print(List<ParseError> errors) {
    for (var error : errors) {
      terminal.error(text(error), Colour.ERROR);
    }
    if (errors.size() > 1) {
      terminal.error(errors.size() + " errors, nothing was run", Colour.ERROR);
    }
  }

  private String text(ParseError error) {
    var text = new StringBuilder("ERROR! ").append(error.text());
    var at = error.at();
    if (!at.file().isEmpty() && !at.equals(Source.NONE)) {
      text.append("\n  ").append(at);
      var excerpt = Excerpt.of(at, workingDirectory);
      if (excerpt != null) {
        text.append('\n').append(excerpt);
      }
    }
    if (error.hint() != null) {
      text.append("\n  ").append(error.hint());
    }
    return text.toString();
  }
}
