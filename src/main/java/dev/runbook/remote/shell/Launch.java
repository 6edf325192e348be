package dev.runbook.remote.shell;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import dev.runbook.remote.Secret;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings a program to life behind whatever the login shell, {@code sudo} and their greetings say
/// first: a random mark on both streams tells where its own words begin.
///
/// The program never shares its standard input with a shell that would read commands from what the
/// program leaves over.
final class Launch {

  /// A login shell may have much to do first; a connection that is dead is noticed elsewhere.
  private static final Duration LOGIN_LIMIT = Duration.ofMinutes(2);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Channel channel;
  private final @Nullable Escalation escalation;
  private final @Nullable Secret password;
  private final byte[] mark;
  private final byte[] loginMark;
  private final CompletableFuture<@Nullable Void> loggedIn = new CompletableFuture<>();
  private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Transcript out = new Transcript();
  private final Transcript err = new Transcript();
  private final Drain errDrain;
  private boolean passwordSent;

  private Launch(
      Channel channel, String mark, @Nullable Escalation escalation, @Nullable Secret password) {
    this.channel = channel;
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    this.loginMark = ("login-" + mark).getBytes(StandardCharsets.US_ASCII);
    this.escalation = escalation;
    this.password = password;
    this.errDrain = new Drain(channel.err(), new Listener(err));
  }

  /// A program whose streams are now its own.
  ///
  /// @param pid of the shell that started it
  /// @param early bytes of its standard output that were read already
  /// @param err the reader of its standard error
  /// @param earlyErr bytes of its standard error that were read already
  record Started(Channel channel, String pid, byte[] early, Drain err, Supplier<byte[]> earlyErr) {

    /// From now on standard error, all of it, goes to `sink`.
    void errTo(Drain.Sink sink) {
      err.to(sink, earlyErr);
    }
  }

  /// A new word that nobody can guess.
  static String nonce() {
    var random = new byte[16];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// Where a user who may not look into the login user's folder starts, as Ansible's modules do:
  /// `find` runs nothing from a folder that it cannot come back to.
  private static final String NEUTRAL = "[ -r . ] || cd 2>/dev/null || cd /tmp; ";

  /// Runs `script` with the `sh` of the user, on a channel of its own.
  ///
  /// @param limit how long the become method may take
  ///
  /// @throws Unreachable when the login shell gives no `sh`, or the connection is lost
  static Started start(
      Carrier carrier, Channel channel, @Nullable Become become, String script, Duration limit)
      throws Unreachable, BecomeFailed {
    var mark = nonce();
    var marked = "echo " + mark + " $$; echo " + mark + " >&2; " + script;
    var escalation = become == null ? null : Escalation.of(become, NEUTRAL + marked, nonce());
    var line =
        escalation == null
            ? "exec sh -c " + Quote.word(marked) + "\n"
            : "echo login-" + mark + " >&2; " + escalation.command();
    var launch = new Launch(channel, mark, escalation, become == null ? null : become.password());
    try {
      return launch.handshake(carrier, line, limit);
    } catch (Unreachable | BecomeFailed e) {
      channel.close();
      throw e;
    }
  }

  private Started handshake(Carrier carrier, String line, Duration limit)
      throws Unreachable, BecomeFailed {
    channel.reader("stderr", errDrain);
    channel.reader("stdout", new Drain(channel.out(), new Listener(out)));
    try {
      channel.in().write(line.getBytes(StandardCharsets.UTF_8));
      channel.in().flush();
    } catch (IOException e) {
      // The end of the streams says more than the failed write.
    }
    try {
      if (escalation == null) {
        loggedIn.complete(null);
      }
      loggedIn.get(LOGIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      var patience = escalation == null ? LOGIN_LIMIT : limit;
      var refusal = ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (refusal != null) {
        throw new BecomeFailed(refusal);
      }
    } catch (TimeoutException e) {
      throw stuck(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted while starting a shell", e);
    } catch (ExecutionException e) {
      throw ended(carrier);
    }
    return new Started(channel, out.pid, out.rest, errDrain, this::restOfErr);
  }

  private byte[] restOfErr() {
    lock.lock();
    try {
      return err.rest;
    } finally {
      lock.unlock();
    }
  }

  private Unreachable stuck(Duration limit) throws BecomeFailed {
    if (escalation != null && loggedIn.isDone()) {
      throw new BecomeFailed(
          "Timeout ("
              + limit.toSeconds()
              + "s) waiting for privilege escalation prompt: "
              + said().strip());
    }
    return new Unreachable(
        "no shell within "
            + LOGIN_LIMIT.toSeconds()
            + " s: the login shell did not run 'exec sh'"
            + quoteOf(said()));
  }

  private Unreachable ended(Carrier carrier) throws BecomeFailed {
    var status = channel.status(Duration.ofSeconds(2));
    if (ShellRemote.lost(carrier)) {
      return new Unreachable("connection lost while starting a shell: " + carrier.lossReason());
    }
    if (escalation != null && loggedIn.isDone() && !loggedIn.isCompletedExceptionally()) {
      throw new BecomeFailed(escalation.explain(said(), passwordState()));
    }
    return new Unreachable(
        "the login shell ended"
            + (status == null ? "" : " with status " + status)
            + " instead of running 'exec sh' (is the account restricted, or its shell nologin?)"
            + quoteOf(said()));
  }

  private Escalation.PasswordState passwordState() {
    return passwordSent
        ? Escalation.PasswordState.SENT
        : password == null ? Escalation.PasswordState.NONE : Escalation.PasswordState.UNUSED;
  }

  private static String quoteOf(String said) {
    return said.isBlank() ? "" : "; it said: " + said.strip();
  }

  private String said() {
    lock.lock();
    try {
      return err.text() + out.text();
    } finally {
      lock.unlock();
    }
  }

  /// Answers the password prompt once; a second one means that it was wrong.
  private void answer(Transcript heard) {
    if (escalation == null || ready.isDone() || !loggedIn.isDone()) {
      return;
    }
    var said = heard.sinceAnswer();
    if (!escalation.prompts(said)) {
      return;
    }
    if (passwordSent) {
      ready.complete(escalation.incorrect());
    } else {
      if (password == null) {
        ready.complete(escalation.missing());
        return;
      }
      passwordSent = true;
      out.answered();
      err.answered();
      try {
        channel.in().write((password.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
        channel.in().flush();
      } catch (IOException e) {
        // The end of the streams tells.
      }
    }
  }

  /// Hears one stream until the mark; what follows on standard error is kept for the program.
  private final class Listener implements Drain.Sink {
    private final Transcript heard;

    Listener(Transcript heard) {
      this.heard = heard;
    }

    @Override
    public boolean accept(byte[] bytes, int offset, int length) {
      lock.lock();
      try {
        if (heard.marked) {
          heard.keep(bytes, offset, length);
          return true;
        }
        heard.add(bytes, offset, length);
        if (heard == err && !loggedIn.isDone() && heard.find(loginMark)) {
          heard.restart();
          loggedIn.complete(null);
        }
        heard.marked = heard.find(mark);
        if (!heard.marked) {
          answer(heard);
          return true;
        }
        if (out.marked && err.marked) {
          ready.complete(null);
        }
        return heard == err;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void ended() {
      lock.lock();
      try {
        heard.over = true;
        if ((out.over || out.marked) && (err.over || err.marked)) {
          loggedIn.completeExceptionally(new IOException("ended"));
          ready.completeExceptionally(new IOException("ended"));
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
