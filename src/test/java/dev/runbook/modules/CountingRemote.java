package dev.runbook.modules;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import dev.runbook.remote.Command;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A host like another that tells how often it was asked.
final class CountingRemote implements Remote {
  private final Remote host;
  private int trips;

  CountingRemote(Remote host) {
    this.host = host;
  }

  int trips() {
    return trips;
  }

  @Override
  public Reply run(Command command) throws Unreachable, BecomeFailed {
    trips++;
    return host.run(command);
  }

  @Override
  public long put(InputStream content, String path, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException {
    trips++;
    return host.put(content, path, become);
  }

  @Override
  public void get(String path, OutputStream sink, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException {
    trips++;
    host.get(path, sink, become);
  }

  @Override
  public Duplex open(String command, @Nullable Become become) throws Unreachable, BecomeFailed {
    trips++;
    return host.open(command, become);
  }

  @Override
  public void reset() {
    host.reset();
  }

  @Override
  public void close() {
    host.close();
  }
}
