package dev.runbook.remote.local;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import dev.runbook.remote.Command;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import dev.runbook.remote.shell.ShellRemote;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// This machine, as {@code connection: local}: scripts run in a persistent {@code sh} that is a
/// child of this process.
public final class LocalRemote implements Remote {
  private final ShellRemote shells;

  /// @param becomeLimit how long a become method may take to start a shell
  public LocalRemote(Duration becomeLimit) {
    shells = new ShellRemote(new LocalCarrier(), becomeLimit);
  }

  /// As {@link #LocalRemote(Duration)}, with Ansible's 12 seconds.
  public LocalRemote() {
    this(Duration.ofSeconds(12));
  }

  @Override
  public Reply run(Command command) throws Unreachable, BecomeFailed {
    return shells.run(command);
  }

  @Override
  public long put(InputStream content, String path, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException {
    return shells.put(content, path, become);
  }

  @Override
  public void get(String path, OutputStream sink, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException {
    shells.get(path, sink, become);
  }

  @Override
  public Duplex open(String command, @Nullable Become become) throws Unreachable, BecomeFailed {
    return shells.open(command, become);
  }

  @Override
  public void reset() {
    shells.reset();
  }

  @Override
  public void close() {
    shells.close();
  }
}
