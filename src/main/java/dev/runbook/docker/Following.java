package dev.runbook.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows what the engine tells while it works; docker-java's own callbacks log errors that are
/// the task's to report.
final class Following<T> implements ResultCallback<T> {
  private final Consumer<T> each;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable error;
  private volatile @Nullable Closeable stream;

  Following(Consumer<T> each) {
    this.each = each;
  }

  @Override
  public void onStart(Closeable closeable) {
    stream = closeable;
  }

  @Override
  public void onNext(T item) {
    each.accept(item);
  }

  @Override
  public void onError(Throwable throwable) {
    error = throwable;
    ended.countDown();
  }

  @Override
  public void onComplete() {
    ended.countDown();
  }

  @Override
  public void close() throws IOException {
    var open = stream;
    if (open != null) {
      open.close();
    }
    ended.countDown();
  }

  /// Waits for the end; null when all went well.
  @Nullable Throwable end() {
    try {
      ended.await();
      return error;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }
}
