package dev.runbook.remote.shell;

import dev.runbook.remote.Command;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a command as one frame for a persistent `sh`: the script in a subshell, its standard
/// input settled, and the end marks on both streams.
///
/// The script is quoted and given to `eval`: unbalanced quotes end the subshell with a syntax error
/// instead of swallowing the marks.
final class Script {
  /// More than this goes through a file: `bash` reads its commands byte by byte, about 1 us each.
  static final int LARGEST = 64 << 10;

  private static final int LARGEST_TEXT = 32 << 10;
  private static final int LARGEST_BINARY = 8 << 10;

  private Script() {}

  /// True when the bytes are better written into the frame than sent on a channel of their own.
  static boolean fits(byte[] stdin) {
    return stdin.length <= LARGEST_BINARY || stdin.length <= LARGEST_TEXT && !hasNul(stdin);
  }

  /// @param body what the subshell evaluates: any bytes but NUL
  /// @param from a file that becomes standard input and is removed, or empty for the command's own
  static byte[] frame(Command command, byte[] body, String from, String mark) {
    var frame = new ByteArrayOutputStream(256 + body.length + command.stdin().length);
    if (!from.isEmpty()) {
      put(frame, "{ rm -f " + from + "; ");
    } else if (command.stdin().length > 0) {
      printf(frame, command.stdin());
      put(frame, " | ");
    }
    put(frame, "( ");
    command
        .environment()
        .forEach((name, value) ->
            put(frame, "export " + Quote.word(name) + "=" + Quote.word(value) + "\n"));
    put(frame, "eval ");
    quote(frame, body);
    put(frame, "\n)");
    if (!from.isEmpty()) {
      put(frame, "; } <" + from);
    } else if (command.stdin().length == 0) {
      put(frame, " </dev/null");
    }
    put(frame, "; printf '\\n%s %d\\n' " + mark + " $?; printf '\\n%s\\n' " + mark + " >&2\n");
    return frame.toByteArray();
  }

  /// A script that writes small content to a file.
  static byte[] write(byte[] content, String path) {
    var script = new ByteArrayOutputStream(content.length + 256);
    put(script, "umask 077; ");
    printf(script, content);
    put(script, " >" + path);
    return script.toByteArray();
  }

  private static void printf(ByteArrayOutputStream frame, byte[] content) {
    if (hasNul(content)) {
      put(frame, "printf '");
      for (var b : content) {
        if (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z') {
          frame.write(b);
        } else {
          put(frame, "\\" + Integer.toOctalString(0x200 | b & 0xff).substring(1));
        }
      }
      frame.write('\'');
    } else {
      put(frame, "printf %s ");
      quote(frame, content);
    }
  }

  private static void quote(ByteArrayOutputStream frame, byte[] content) {
    frame.write('\'');
    for (var b : content) {
      if (b == '\'') {
        put(frame, "'\\''");
      } else {
        frame.write(b);
      }
    }
    frame.write('\'');
  }

  private static boolean hasNul(byte[] bytes) {
    for (var b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static void put(ByteArrayOutputStream frame, String text) {
    frame.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
