package dev.runbook.remote.shell;

import dev.runbook.remote.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A persistent `sh` that answers one script after the other, each in a single round trip.
final class Shell {
  private final Launch.Started started;
  private final String nonce = Launch.nonce();
  private final Drain out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private int sequence;
  private boolean ended;

  Shell(Launch.Started started) {
    this.started = started;
    this.out = new Drain(started.channel().out(), Drain.NOWHERE);
    started.errTo(Drain.NOWHERE);
    started.channel().reader("stdout", out);
  }

  /// The process whose children the scripts are.
  String pid() {
    return started.pid();
  }

  /// False once one of the streams has ended.
  boolean alive() {
    return !ended && !out.over() && !started.err().over();
  }

  /// Closes and waits until the other side has let go of the channel.
  void end() {
    close();
    var _ = started.channel().status(Duration.ofSeconds(2));
  }

  void close() {
    ended = true;
    started.channel().close();
  }

  /// A script on its way.
  final class Run {
    private final Capture outCapture;
    private final Capture errCapture;
    private boolean outDone;
    private boolean errDone;
    private boolean lost;

    Run(String mark, @Nullable Consumer<String> lines) {
      outCapture = new Capture(mark, lines);
      errCapture = new Capture(mark, lines);
    }

    /// Waits for the end.
    ///
    /// @param limit null for as long as it takes
    /// @return false when the time is over first
    /// @throws Lost when the shell ended before the script
    boolean await(@Nullable Duration limit) throws Lost, InterruptedException {
      var left = limit == null ? Long.MAX_VALUE : limit.toNanos();
      lock.lock();
      try {
        while (!(outDone && errDone)) {
          if (lost) {
            ended = true;
            throw new Lost();
          }
          if (left <= 0) {
            return false;
          }
          left = news.awaitNanos(left);
        }
        return true;
      } finally {
        lock.unlock();
      }
    }

    /// Stops listening: what still comes is dropped.
    void leave() {
      out.to(Drain.NOWHERE);
      started.err().to(Drain.NOWHERE);
      lock.lock();
      try {
        outCapture.flush();
        errCapture.flush();
      } finally {
        lock.unlock();
      }
    }

    /// Exit status, or null while there is none.
    @Nullable Integer status() {
      var trailer = outCapture.trailer();
      return trailer.isEmpty() ? null : Integer.valueOf(trailer);
    }

    byte[] out() {
      return outCapture.content();
    }

    byte[] err() {
      return errCapture.content();
    }

    private Drain.Sink sink(Capture capture) {
      return new Drain.Sink() {
        @Override
        public boolean accept(byte[] bytes, int offset, int length) {
          lock.lock();
          try {
            if (capture.accept(bytes, offset, length)) {
              if (capture == outCapture) {
                outDone = true;
              } else {
                errDone = true;
              }
              news.signalAll();
            }
            return true;
          } finally {
            lock.unlock();
          }
        }

        @Override
        public void ended() {
          lock.lock();
          try {
            lost = true;
            news.signalAll();
          } finally {
            lock.unlock();
          }
        }
      };
    }
  }

  /// The shell ended while a script ran.
  static final class Lost extends Exception {
    private static final long serialVersionUID = 1;
  }

  /// Sends a script.
  ///
  /// @param body what runs in the subshell, see {@link Script#frame}
  /// @throws IOException when it could not be sent
  Run send(Command command, byte[] body, String from) throws IOException {
    var mark = nonce + "." + ++sequence;
    var run = new Run(mark, command.output());
    out.to(run.sink(run.outCapture));
    started.err().to(run.sink(run.errCapture));
    var input = started.channel().in();
    input.write(Script.frame(command, body, from, mark));
    input.flush();
    return run;
  }
}
