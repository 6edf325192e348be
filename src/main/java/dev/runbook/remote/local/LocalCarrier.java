package dev.runbook.remote.local;

import dev.runbook.remote.Unreachable;
import dev.runbook.remote.shell.Carrier;
import dev.runbook.remote.shell.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Shells that are child processes.
final class LocalCarrier implements Carrier {
  private final Path folder;

  /// @param folder where the shells begin
  LocalCarrier(Path folder) {
    this.folder = folder;
  }

  @Override
  public Channel shell() throws Unreachable {
    try {
      return new Pipes(Processes.start(List.of("sh"), Map.of(), folder));
    } catch (IOException e) {
      throw new Unreachable("cannot start sh on this machine: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean alive() {
    return true;
  }

  @Override
  public String lossReason() {
    return "";
  }

  @Override
  public void reset() {}

  @Override
  public void close() {}

  /// A child's streams. Reading them holds a carrier thread, so the readers are threads of their
  /// own.
  private record Pipes(Process process) implements Channel {
    @Override
    public OutputStream in() {
      return process.getOutputStream();
    }

    @Override
    public InputStream out() {
      return process.getInputStream();
    }

    @Override
    public InputStream err() {
      return process.getErrorStream();
    }

    @Override
    public Thread reader(String name, Runnable task) {
      return Thread.ofPlatform().daemon().name("local " + name).start(task);
    }

    @Override
    public @Nullable Integer status(Duration limit) {
      try {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
            ? process.exitValue()
            : null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }

    @Override
    public void close() {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // It has ended already.
      }
    }
  }
}
