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
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// This machine, as {@code connection: local}: scripts run in a persistent {@code sh} that is a
/// child of this process.
public final class LocalRemote implements Remote {
  /// Ansible's limit for a become method.
  private static final Duration BECOME_LIMIT = Duration.ofSeconds(12);

  private final ShellRemote shells;

  /// @param folder where scripts begin
  public LocalRemote(Path folder) {
    shells = new ShellRemote(new LocalCarrier(folder), BECOME_LIMIT);
  }

  /// As {@link #LocalRemote(Path)}, in this process's working directory.
  public LocalRemote() {
    this(Path.of(""));
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
