package dev.runbook.cli;

import dev.runbook.engine.Asker.Echo;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the terminal one by one, before it makes lines or an interrupt of them. As Ansible
 * does, what was typed is taken from the screen when it is complete.
 */
final class Keys implements AutoCloseable {
  private static final char DELETE = 0x7f;
  private static final long POLL_MILLIS = 20;
  private static final int GROUP = 2; // fields of /proc/PID/stat after the name
  private static final int GROUP_AT_TERMINAL = 5;

  private final InputStream in;
  private final PrintStream out;
  private final Echo echo;
  private final String settings;

  private Keys(InputStream in, PrintStream out, Echo echo, String settings) {
    this.in = in;
    this.out = out;
    this.echo = echo;
    this.settings = settings;
  }

  /** Null where the input is no terminal, or where it belongs to others because we run behind. */
  static @Nullable Keys open(InputStream in, PrintStream out, Echo echo) {
    try {
      var before = isBehind() ? null : Processes.onOurInput("stty", "-g");
      if (before == null || !before.ok()) {
        return null;
      }
      var keys = new Keys(in, out, echo, before.stdout().strip());
      var shown = echo == Echo.ON ? "echo" : "-echo";
      Processes.onOurInput("stty", "-icanon", "-isig", "-icrnl", "-iexten", shown, "min", "1");
      keys.in.skipNBytes(keys.in.available()); // nobody was asked yet
      return keys;
    } catch (IOException _) {
      return null; // there is no stty
    }
  }

  private static boolean isBehind() throws IOException {
    var file = Path.of("/proc/self/stat");
    if (!Files.isReadable(file)) {
      return false;
    }
    var text = Files.readString(file);
    var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return !fields[GROUP].equals(fields[GROUP_AT_TERMINAL]);
  }

  /**
   * What is typed before one of the keys that end it, or before the time is over.
   *
   * @param breaking the keys that are no answer
   * @param time null for no end
   * @return null after a key that is no answer
   */
  @Nullable String before(String ending, String breaking, @Nullable Duration time)
      throws InterruptedException, IOException {
    var started = System.nanoTime();
    var typed = new StringBuilder(); // a byte is a character here
    while (time == null || System.nanoTime() - started < time.toNanos()) {
      if (in.available() == 0) {
        Thread.sleep(POLL_MILLIS);
        continue;
      }
      var key = (char) in.read();
      if (breaking.indexOf(key) >= 0) {
        clear();
        return null;
      }
      if (ending.indexOf(key) >= 0) {
        clear();
        break;
      }
      if (key == '\b' || key == DELETE) {
        eraseLast(typed);
        clear();
        if (echo == Echo.ON) {
          out.print(decoded(typed));
          out.flush();
        }
      } else {
        typed.append(key);
      }
    }
    return decoded(typed);
  }

  private static void eraseLast(StringBuilder typed) {
    while (!typed.isEmpty()) {
      var last = typed.charAt(typed.length() - 1);
      typed.setLength(typed.length() - 1);
      if ((last & 0xc0) != 0x80) { // not a byte that goes on with the character before
        return;
      }
    }
  }

  private static String decoded(StringBuilder typed) {
    return new String(
        typed.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private void clear() {
    out.print("\r\u001b[K");
    out.flush();
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    try {
      Processes.onOurInput("stty", settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
