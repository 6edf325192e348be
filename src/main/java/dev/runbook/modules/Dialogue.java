package dev.runbook.modules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program at a terminal of the host that is waited for, and answered to, as Python's
/// `pexpect.run` does it. Texts hold one byte in each character.
final class Dialogue implements AutoCloseable {
  /// Comes before the status of the program, at the end of everything.
  static final String MARK = "\036";

  private static final Pattern STATUS =
      Pattern.compile(MARK + "(\\d*)\r?(?:\n.*)?", Pattern.DOTALL);

  /// A program that asks for a password may not have turned the echo off yet.
  private static final Duration BEFORE_ANSWER = Duration.ofMillis(50);

  private final Target target;
  private final Duplex channel;
  private final List<Answer> answers;
  private final @Nullable Duration patience;
  private final LinkedBlockingQueue<byte[]> read = new LinkedBlockingQueue<>();
  private final StringBuilder unread = new StringBuilder();
  private final long started = System.nanoTime();
  private boolean ended;
  private String leader = "";

  /// What is said when a question comes.
  ///
  /// @param question as it was written
  /// @param always the answer for every time, or null when `next` has one for each time
  record Answer(
      String question, PythonPattern pattern, @Nullable String always, Iterator<String> next) {}

  /// How it ended.
  ///
  /// @param rc null when the program was waited for in vain
  record End(String output, @Nullable Long rc) {}

  /// @param patience how long to wait for each question, or null for as long as it takes
  Dialogue(Target target, String script, List<Answer> answers, @Nullable Duration patience)
      throws ModuleFailure, Unreachable {
    this.target = target;
    this.answers = answers;
    this.patience = patience;
    channel = target.open(script);
    Thread.startVirtualThread(this::pump);
  }

  private void pump() {
    try {
      var buffer = new byte[8192];
      for (var n = channel.output().read(buffer); n > 0; n = channel.output().read(buffer)) {
        read.add(Arrays.copyOf(buffer, n));
      }
    } catch (IOException _) {
      // the end, as any other
    }
    read.add(new byte[0]);
  }

  /// The next line, empty when there is none.
  String line() throws ModuleFailure, Unreachable {
    while (unread.indexOf("\n") < 0 && more(null)) {}
    var end = unread.indexOf("\n") + 1;
    var line = unread.substring(0, end).strip();
    unread.delete(0, end);
    return new String(line.getBytes(ISO_8859_1), UTF_8);
  }

  /// Answers until the program ends.
  End hold() throws ModuleFailure, Unreachable {
    leader = line();
    if (!leader.matches("\\d+")) {
      throw new ModuleFailure("the host's 'script' makes no terminal: " + leader + unread);
    }
    var output = new StringBuilder();
    var deadline = deadline(patience);
    while (true) {
      // all that has come is looked at, so that what ends the program is seen
      while (more(0L)) {}
      if (answer(output)) {
        deadline = deadline(patience);
      } else if (ended) {
        var status = STATUS.matcher(unread.substring(shown()));
        return new End(
            output.append(unread, 0, shown()).toString(),
            status.matches() && !status.group(1).isEmpty() ? Long.valueOf(status.group(1)) : null);
      } else if (!more(deadline) && !ended) {
        finish();
        return new End(output.append(unread, 0, shown()).toString(), null);
      }
    }
  }

  /// How much of what is unread is the program's own.
  private int shown() {
    var mark = unread.lastIndexOf(MARK);
    return mark >= 0 && STATUS.matcher(unread.substring(mark)).matches() ? mark : unread.length();
  }

  /// Answers the question that comes first in what is unread, if there is one.
  private boolean answer(StringBuilder output) throws ModuleFailure, Unreachable {
    var text = unread.substring(0, shown());
    @Nullable Answer first = null;
    var start = Integer.MAX_VALUE;
    var end = 0;
    for (var answer : answers) {
      var match = answer.pattern().matcher(text);
      // nothing at all may be a question too, but not to a program that has ended
      if (match.find() && match.start() < start && (!ended || match.end() > 0)) {
        first = answer;
        start = match.start();
        end = match.end();
      }
    }
    if (first == null) {
      return false;
    }
    var seen = text.substring(0, end);
    unread.delete(0, end);
    output.append(seen);
    var always = first.always();
    if (always == null && !first.next().hasNext()) {
      finish();
      throw new ModuleFailure(
          "No remaining responses for '%s', output was '%s'"
              .formatted(first.question(), new String(seen.getBytes(ISO_8859_1), UTF_8)));
    }
    say(always == null ? first.next().next() : always);
    return true;
  }

  private void say(String answer) throws ModuleFailure {
    try {
      Thread.sleep(BEFORE_ANSWER);
      var line = answer.replaceFirst("\n+\\z", "") + "\n";
      channel.input().write(line.getBytes(UTF_8));
      channel.input().flush();
    } catch (IOException _) {
      // the program has ended; its output tells
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static @Nullable Long deadline(@Nullable Duration time) {
    return time == null ? null : System.nanoTime() + time.toNanos();
  }

  /// Waits for more to read, until a time or for ever; false when there is none.
  private boolean more(@Nullable Long deadline) throws ModuleFailure, Unreachable {
    if (ended) {
      return false;
    }
    var limit = target.timeout();
    var now = System.nanoTime();
    var task = limit == null ? Long.MAX_VALUE : started + limit.toNanos() - now;
    var own = deadline == null ? Long.MAX_VALUE : deadline - now;
    try {
      var bytes = read.poll(Math.max(0, Math.min(task, own)), TimeUnit.NANOSECONDS);
      if (bytes == null && limit != null && task <= own) {
        finish();
        throw target.overdue(limit);
      }
      ended = bytes != null && bytes.length == 0;
      unread.append(bytes == null ? "" : new String(bytes, ISO_8859_1));
      return bytes != null && !ended;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// Ends the program and all that it started.
  private void finish() throws ModuleFailure, Unreachable {
    if (!leader.isEmpty()) {
      target.ask("kill -s HUP -- -" + leader + "; sleep 0.1; kill -s KILL -- -" + leader);
    }
  }

  private static ModuleFailure interrupted() {
    Thread.currentThread().interrupt();
    return new ModuleFailure("interrupted");
  }

  @Override
  public void close() {
    channel.close();
  }
}
