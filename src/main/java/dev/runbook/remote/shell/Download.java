package dev.runbook.remote.shell;

import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// Streams a file from the host, on a channel of its own.
final class Download {
  private final Launch.Started started;
  private final Carrier carrier;
  private final LastWords words = new LastWords();

  Download(Launch.Started started, Carrier carrier) {
    this.started = started;
    this.carrier = carrier;
    started.errTo(words);
  }

  void into(OutputStream sink, String path) throws Unreachable, IOException {
    try {
      var buffer = new byte[64 << 10];
      var source = RawStreams.output(started);
      while (true) {
        int count;
        try {
          count = source.read(buffer);
        } catch (IOException e) {
          count = -1;
        }
        if (count < 0) {
          break;
        }
        sink.write(buffer, 0, count);
      }
      var status = started.channel().status(Duration.ofSeconds(30));
      if (status == null || status != 0) {
        var said = words.text();
        if (ShellRemote.lost(carrier)) {
          throw new Unreachable(
              "connection lost while reading " + path + ": " + carrier.lossReason());
        }
        throw new IOException(said.isEmpty() ? "could not read " + path : said);
      }
    } finally {
      started.channel().close();
    }
  }
}
