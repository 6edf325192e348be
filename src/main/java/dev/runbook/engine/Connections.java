package dev.runbook.engine;

import dev.runbook.remote.Address;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a run: one for each host and way of reaching it, opened when first used,
 * shared by the tasks that are delegated there.
 */
public final class Connections implements AutoCloseable {
  private final Function<Address, Remote> ssh;
  private final Function<Path, Remote> local;
  private final Map<Object, Remote> open = new ConcurrentHashMap<>();

  /**
   * @param ssh makes the remote of an address
   * @param local makes this machine's, by the folder that its commands begin in
   */
  public Connections(Function<Address, Remote> ssh, Function<Path, Remote> local) {
    this.ssh = ssh;
    this.local = local;
  }

  Remote ssh(Address address) {
    return open.computeIfAbsent(address, _ -> new Shared(ssh.apply(address)));
  }

  Remote local(String host, Path folder) {
    return open.computeIfAbsent(
        List.of("local", host, folder), _ -> new Shared(local.apply(folder)));
  }

  @Override
  public void close() {
    open.values().forEach(Remote::close);
    open.clear();
  }

  /** Lets one task at a time use a connection: hosts that delegate to the same one take turns. */
  private record Shared(Remote remote, ReentrantLock lock) implements Remote {
    Shared(Remote remote) {
      this(remote, new ReentrantLock());
    }

    @Override
    public Reply run(Command command) throws Unreachable, BecomeFailed {
      lock.lock();
      try {
        return remote.run(command);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long put(InputStream content, String path, @Nullable Become become)
        throws Unreachable, BecomeFailed, IOException {
      lock.lock();
      try {
        return remote.put(content, path, become);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void get(String path, OutputStream sink, @Nullable Become become)
        throws Unreachable, BecomeFailed, IOException {
      lock.lock();
      try {
        remote.get(path, sink, become);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Duplex open(String command, @Nullable Become become) throws Unreachable, BecomeFailed {
      return remote.open(command, become);
    }

    @Override
    public void reset() {
      lock.lock();
      try {
        remote.reset();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      remote.close();
    }
  }
}
