package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** {@code tree}: the last result of each host in a file of its name. */
public final class TreeReport implements Consumer<Event> {
  private final Terminal terminal;
  private final Path folder;
  private final Results results;

  public TreeReport(Terminal terminal, Style style, Path folder) {
    this.terminal = terminal;
    this.folder = folder;
    this.results = new Results(style);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.HostFinished e && e.status() != Event.Status.SKIPPED) {
      try {
        Files.createDirectories(folder);
        var file = folder.resolve(e.host()).normalize();
        if (!file.startsWith(folder.normalize())) {
          throw new IOException("the host's name is no file's");
        }
        Files.writeString(file, Results.json(results.whole(e.result()), null));
      } catch (IOException failure) {
        terminal.error(
            "[WARNING]: Unable to write to " + e.host() + "'s file: " + failure.getMessage(),
            Colour.WARN);
      }
    }
  }
}
