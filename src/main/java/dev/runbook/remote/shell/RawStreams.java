package dev.runbook.remote.shell;

import dev.runbook.remote.Duplex;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/// A started program's own streams; what it says on standard error is read and dropped.
final class RawStreams implements Duplex {
  private final Channel channel;
  private final InputStream output;

  RawStreams(Launch.Started started) {
    channel = started.channel();
    output = output(started);
    started.errTo(Drain.NOWHERE);
  }

  /// Standard output from its first byte on.
  static InputStream output(Launch.Started started) {
    var stream = started.channel().out();
    return started.early().length == 0
        ? stream
        : new SequenceInputStream(new ByteArrayInputStream(started.early()), stream);
  }

  @Override
  public InputStream output() {
    return output;
  }

  @Override
  public OutputStream input() {
    return channel.in();
  }

  @Override
  public void close() {
    channel.close();
  }
}
