package dev.runbook.remote.shell;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import dev.runbook.remote.Command;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host behind a {@link Carrier}: one persistent shell for the login user and one for each user
/// that commands become, opened when first needed.
public final class ShellRemote implements Remote {
  private static final int IN_FRAME = 24 << 10;
  private static final int MOST_SHELLS = 6;

  /// Programs that change no account while one of its processes runs.
  private static final Pattern ON_ACCOUNTS =
      Pattern.compile("\\b(?:userdel|deluser|usermod|groupmod)\\b");

  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final Carrier carrier;
  private final Duration becomeLimit;
  private final Map<Key, Shell> shells = new LinkedHashMap<>(4, 0.75f, true);

  private record Key(@Nullable Become become) {}

  /// @param becomeLimit how long a become method may take to start a shell
  public ShellRemote(Carrier carrier, Duration becomeLimit) {
    this.carrier = carrier;
    this.becomeLimit = becomeLimit;
  }

  /// The command that starts a shell as another user, for who looks closely; without the password.
  public static String shown(Become become) {
    try {
      return Escalation.of(become, "exec sh", "").command().strip().replaceFirst("^exec ", "");
    } catch (BecomeFailed e) {
      return become.method(); // it is refused when it is used
    }
  }

  @Override
  public Reply run(Command command) throws Unreachable, BecomeFailed {
    if (ON_ACCOUNTS.matcher(command.script()).find()) {
      endOthers(command.become());
    }
    var plain = command.script().getBytes(StandardCharsets.UTF_8);
    var body = plain;
    if (plain.length > Script.LARGEST) {
      var file = scratch(plain, command.become());
      body =
          (". " + file + "; rb_rc=$?; rm -f " + file + "; exit $rb_rc")
              .getBytes(StandardCharsets.UTF_8);
    }
    var from = Script.fits(command.stdin()) ? "" : scratch(command.stdin(), command.become());
    return run(command, body, from);
  }

  private Reply run(Command command, byte[] body, String from) throws Unreachable, BecomeFailed {
    var start = System.nanoTime();
    Shell shell;
    Shell.Run run;
    try {
      shell = shell(command.become());
      run = shell.send(command, body, from);
    } catch (IOException e) {
      // Nothing was run: the connection had gone while nothing was asked of it.
      forget(command.become());
      shell = shell(command.become());
      try {
        run = shell.send(command, body, from);
      } catch (IOException again) {
        forget(command.become());
        throw new Unreachable("connection lost: " + again.getMessage(), again);
      }
    }
    try {
      var timedOut = !run.await(command.timeout());
      if (timedOut) {
        end(shell, command.become(), run);
      }
      var status = run.status();
      return new Reply(status == null ? 137 : status, run.out(), run.err(), timedOut);
    } catch (Shell.Lost e) {
      forget(command.become());
      throw new Unreachable(lostDuring("the command", start), e);
    } catch (InterruptedException e) {
      end(shell, command.become(), run);
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted during the command", e);
    } finally {
      run.leave();
    }
  }

  /// Ends what the shell is running, through a second channel; the shell itself lives on when it
  /// comes back within a moment.
  private void end(Shell shell, @Nullable Become become, Shell.Run run) {
    Shell second = null;
    try {
      second = open(become);
      var script = ProcessTree.end(shell.pid()).getBytes(StandardCharsets.UTF_8);
      var kill = second.send(Command.of(""), script, "");
      kill.await(KILL_LIMIT);
      if (run.await(GRACE)) {
        return;
      }
      second
          .send(Command.of(""), ("kill -KILL " + shell.pid()).getBytes(StandardCharsets.UTF_8), "")
          .await(GRACE);
    } catch (Unreachable | BecomeFailed | IOException | Shell.Lost e) {
      // The shell is given up below; a lost connection ends its processes' streams.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (second != null) {
        second.close();
      }
    }
    if (run.status() == null) {
      forget(become);
    }
  }

  @Override
  public long put(InputStream content, String path, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException {
    var first = content.readNBytes(IN_FRAME);
    if (first.length < IN_FRAME && Script.fits(first)) {
      var reply = run(Command.of("").as(become), Script.write(first, Quote.word(path)), "");
      if (reply.ok()) {
        return first.length;
      }
      // Once more by cat, whose words name the reason: "No space left on device".
    }
    return new Upload(start(become, Upload.script(path)), carrier).send(first, content, path);
  }

  @Override
  public void get(String path, OutputStream sink, @Nullable Become become)
      throws Unreachable, BecomeFailed, IOException {
    new Download(start(become, "exec cat -- " + Quote.word(path)), carrier).into(sink, path);
  }

  @Override
  public Duplex open(String command, @Nullable Become become) throws Unreachable, BecomeFailed {
    return new RawStreams(start(become, command));
  }

  @Override
  public void reset() {
    shells.values().forEach(Shell::close);
    shells.clear();
    carrier.reset();
  }

  @Override
  public void close() {
    shells.values().forEach(Shell::close);
    shells.clear();
    carrier.close();
  }

  private String scratch(byte[] content, @Nullable Become become) throws Unreachable, BecomeFailed {
    var path = "/tmp/.runbook-" + Launch.nonce();
    try {
      var upload = new Upload(start(become, Upload.script(path)), carrier);
      upload.send(new byte[0], new ByteArrayInputStream(content), path);
    } catch (IOException e) {
      throw new Unreachable("cannot write " + path + " on the host: " + e.getMessage(), e);
    }
    return path;
  }

  private Shell shell(@Nullable Become become) throws Unreachable, BecomeFailed {
    var key = new Key(become);
    var known = shells.get(key);
    if (known != null && known.alive()) {
      return known;
    }
    forget(become);
    if (shells.size() >= MOST_SHELLS) {
      var oldest = shells.entrySet().iterator().next();
      oldest.getValue().close();
      shells.remove(oldest.getKey());
    }
    var fresh = open(become);
    shells.put(key, fresh);
    return fresh;
  }

  /// Ends the shells of all other users, and waits until they are gone.
  private void endOthers(@Nullable Become become) {
    var own = new Key(become);
    var others = shells.keySet().stream().filter(key -> !key.equals(own)).toList();
    for (var key : others) {
      var shell = shells.remove(key);
      if (shell != null) {
        shell.end();
      }
    }
  }

  private void forget(@Nullable Become become) {
    var shell = shells.remove(new Key(become));
    if (shell != null) {
      shell.close();
    }
  }

  private Shell open(@Nullable Become become) throws Unreachable, BecomeFailed {
    return new Shell(start(become, "exec sh"));
  }

  /// Starts a program on a channel of its own. A connection that was lost while nothing ran is made
  /// anew; a server without room for another session is given ours.
  private Launch.Started start(@Nullable Become become, String script)
      throws Unreachable, BecomeFailed {
    var stood = carrier.alive();
    try {
      return Launch.start(carrier, channel(), become, script, becomeLimit);
    } catch (Unreachable e) {
      if (!stood || carrier.alive()) {
        throw e;
      }
      reset();
      return Launch.start(carrier, channel(), become, script, becomeLimit);
    }
  }

  private Channel channel() throws Unreachable {
    for (var attempt = 0; ; attempt++) {
      try {
        return carrier.shell();
      } catch (Carrier.NoMoreChannels e) {
        if (attempt == 7) {
          throw new Unreachable(
              "the server allows no more sessions on this connection (MaxSessions): "
                  + e.getMessage(),
              e);
        }
        shells.values().forEach(Shell::end);
        shells.clear();
        try {
          Thread.sleep(10L << attempt);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new Unreachable("interrupted while waiting for a session", interrupted);
        }
      }
    }
  }

  /// True when the connection is gone: the end of a stream may be seen a moment before that.
  static boolean lost(Carrier carrier) {
    for (var i = 0; i < 25 && carrier.alive(); i++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return !carrier.alive();
  }

  private String lostDuring(String what, long start) {
    var seconds = (System.nanoTime() - start) / 1e9;
    var after = String.format(java.util.Locale.ROOT, " after %.1f s; it may have run", seconds);
    return !lost(carrier)
        ? "the shell on the host was ended during " + what + after
        : "connection lost during " + what + after + ": " + carrier.lossReason();
  }
}
