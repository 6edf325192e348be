package dev.runbook.remote.ssh;

import dev.runbook.remote.shell.Channel;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.ConnectionException;
import org.jspecify.annotations.Nullable;

/// A session in which `sh` runs.
final class SshChannel implements Channel {
  private final SshSession command;

  SshChannel(SshSession session) {
    this.command = session;
  }

  @Override
  public OutputStream in() {
    return new Whole(command.getOutputStream());
  }

  @Override
  public InputStream out() {
    return new Patient(command, command.getInputStream());
  }

  @Override
  public InputStream err() {
    return new Patient(command, command.getErrorStream());
  }

  @Override
  public Thread reader(String name, Runnable task) {
    return Thread.startVirtualThread(task);
  }

  @Override
  public @Nullable Integer status(Duration limit) {
    try {
      command.join(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ConnectionException e) {
      // Lost, or not in time: there may be a status nevertheless.
    }
    if (command.getExitStatus() != null) {
      return command.getExitStatus();
    }
    return command.getExitSignal() == null ? null : 128 + signal(command.getExitSignal());
  }

  private static int signal(net.schmizz.sshj.connection.channel.direct.Signal signal) {
    return switch (signal) {
      case HUP -> 1;
      case INT -> 2;
      case QUIT -> 3;
      case ILL -> 4;
      case ABRT -> 6;
      case FPE -> 8;
      case KILL -> 9;
      case USR1 -> 10;
      case SEGV -> 11;
      case USR2 -> 12;
      case PIPE -> 13;
      case ALRM -> 14;
      case TERM -> 15;
      default -> 0;
    };
  }

  /// sshd confirms the end of a channel only when its program has ended, so nobody waits for that.
  @Override
  public void close() {
    Thread.startVirtualThread(() -> {
      try {
        command.close();
      } catch (IOException e) {
        // Closed with its connection.
      }
    });
  }

  /// sshj drops what its buffer holds when a stream is closed while the window is full.
  private static final class Whole extends FilterOutputStream {
    Whole(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
      out.close();
    }
  }

  /// sshj waits for data even when asked for none, as {@link InputStream#readNBytes(int)} does at
  /// the end of its work.
  private static final class Patient extends FilterInputStream {
    private final SshSession session;

    Patient(SshSession session, InputStream stream) {
      super(stream);
      this.session = session;
    }

    @Override
    public int read() throws IOException {
      var single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      session.refill();
      return in.read(bytes, offset, length);
    }

    /// Closing the stream alone would make sshj treat what still comes as an error of the
    /// connection.
    @Override
    public void close() {}
  }
}
