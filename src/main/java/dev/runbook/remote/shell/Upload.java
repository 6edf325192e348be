package dev.runbook.remote.shell;

import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Streams bytes into a file on the host, on a channel of its own.
final class Upload {
  private final Launch.Started started;
  private final Carrier carrier;
  private final LastWords words = new LastWords();

  Upload(Launch.Started started, Carrier carrier) {
    this.started = started;
    this.carrier = carrier;
    started.errTo(words);
  }

  /// Leaves no half file behind when the disk is full.
  static String script(String path) {
    var file = Quote.word(path);
    return "umask 077; { cat || { rm -f " + file + "; exit 1; }; } >" + file;
  }

  long send(byte[] first, InputStream content, String path) throws Unreachable, IOException {
    try {
      var sent = copy(first, content);
      var status = started.channel().status(Duration.ofMinutes(10));
      if (status == null || status != 0) {
        throw failure(path);
      }
      return sent;
    } finally {
      started.channel().close();
    }
  }

  private long copy(byte[] first, InputStream content) throws IOException {
    var sent = (long) first.length;
    var buffer = new byte[64 << 10];
    var sink = started.channel().in();
    if (!write(first, first.length)) {
      return sent;
    }
    for (var count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      if (!write(buffer, count)) {
        return sent;
      }
      sent += count;
    }
    try {
      sink.close();
    } catch (IOException e) {
      // The exit status tells.
    }
    return sent;
  }

  /// False when the other side takes no more: its exit status and last words say why.
  private boolean write(byte[] bytes, int count) {
    try {
      started.channel().in().write(bytes, 0, count);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private IOException failure(String path) throws Unreachable {
    var said = words.text();
    if (ShellRemote.lost(carrier)) {
      throw new Unreachable("connection lost while writing " + path + ": " + carrier.lossReason());
    }
    return new IOException(said.isEmpty() ? "could not write " + path : said);
  }
}
