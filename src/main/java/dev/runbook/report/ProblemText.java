package dev.runbook.report;

import dev.runbook.report.Palette.Colour;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
      var line = line(at);
      if (line != null) {
        var number = Integer.toString(at.line());
        var shown = line.replace('\t', ' ');
        text.append("\n  ").append(number).append(" | ").append(shown);
        if (at.column() > 0 && at.column() <= shown.length() + 1) {
          text.append("\n  ")
              .append(" ".repeat(number.length()))
              .append(" | ")
              .append(" ".repeat(at.column() - 1))
              .append('^');
        }
      }
    }
    if (error.hint() != null) {
      text.append("\n  ").append(error.hint());
    }
    return text.toString();
  }

  private @Nullable String line(Source at) {
    if (at.line() <= 0) {
      return null;
    }
    try (var lines = Files.lines(workingDirectory.resolve(at.file()))) {
      return lines.skip(at.line() - 1L).findFirst().orElse(null);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
