package dev.runbook.modules;

import dev.runbook.archive.TarWriter;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Files that travel to a host as one stream of tar.
final class TarStream {
  private TarStream() {}

  /// Writes the entries.
  interface Entries {
    void write(TarWriter tar) throws IOException;
  }

  /// Unpacks into a folder that exists.
  ///
  /// @param options further words for tar, already quoted
  static void unpack(String folder, String options, Entries entries, Target target)
      throws ModuleFailure, Unreachable {
    var command =
        "cd %s && { tar xpf - %s 2>&1; printf '\\n%%s' $?; }".formatted(Quote.sh(folder), options);
    var said = new StringBuilder();
    try (var channel = target.open(command)) {
      var reader =
          Thread.startVirtualThread(() -> {
            try {
              var bytes = channel.output().readAllBytes();
              said.append(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      try (var tar = new TarWriter(channel.input())) {
        entries.write(tar);
        tar.finish();
      } catch (IOException e) {
        reader.join();
        throw new ModuleFailure(
            "cannot send the files: %s %s".formatted(e.getMessage(), said).strip());
      }
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleFailure("interrupted");
    }
    var end = said.lastIndexOf("\n");
    if (end < 0 || !said.substring(end + 1).equals("0")) {
      throw new ModuleFailure("cannot unpack the files: " + said.toString().strip());
    }
  }
}
