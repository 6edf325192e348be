package dev.runbook.sandbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Waits for an SSH server's first line.
final class Sshd {
  private Sshd() {}

  /// @param places where it may come up, best first
  /// @return the place that answered, or null when none did in time or `alive` turned false
  static @Nullable InetSocketAddress awaited(
      List<InetSocketAddress> places, Duration limit, BooleanSupplier alive) throws IOException {
    var end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      for (var place : places) {
        if (answers(place)) {
          return place;
        }
      }
      if (!alive.getAsBoolean()) {
        return null;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a machine's sshd");
      }
    }
    return null;
  }

  private static boolean answers(InetSocketAddress place) {
    try (var socket = new Socket()) {
      socket.connect(place, 500);
      socket.setSoTimeout(2000);
      var first = socket.getInputStream().readNBytes(4);
      return new String(first, StandardCharsets.US_ASCII).equals("SSH-");
    } catch (IOException _) { // not yet
      return false;
    }
  }
}
