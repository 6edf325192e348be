package dev.runbook.modules.docker;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Duplex;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder on the host that an image is built from, as a tar archive.
///
/// @param path of the folder on the host, `~` still in it
/// @param dockerfile its name inside the archive, or null for `Dockerfile`
/// @param outside the text of a Dockerfile that lies elsewhere, or null
/// @param ignore the lines of `.dockerignore`
public record BuildContext(
    String path, @Nullable String dockerfile, byte @Nullable [] outside, List<String> ignore) {
  private static final String ELSEWHERE = ".dockerfile.runbook";

  /// Looks at the folder, in one round trip.
  ///
  /// @param dockerfile as the task names it, relative to the folder, or null
  public static BuildContext look(Target target, String path, @Nullable String dockerfile)
      throws ModuleFailure, Unreachable {
    var file = dockerfile == null ? "" : dockerfile;
    var elsewhere = file.startsWith("/") || file.startsWith("~") || file.startsWith("..");
    var reply =
        target.ask(
            "cd -P "
                + word(path)
                + " || exit 3\n"
                + (elsewhere ? "cat " + word(file) + " || exit 4\n" : "")
                + "[ ! -f .dockerignore ] || cat .dockerignore >&2\n");
    if (reply.rc() == 3) {
      throw new ModuleFailure(
          "Requested build path " + path + " could not be found or you do not have access.");
    }
    if (reply.rc() == 4) {
      throw new ModuleFailure("Cannot read the Dockerfile " + file + ": " + reply.stderr().strip());
    }
    var ignore =
        reply
            .stderr()
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty() && !l.startsWith("#"))
            .toList();
    return new BuildContext(
        path, elsewhere ? ELSEWHERE : dockerfile, elsewhere ? reply.out() : null, ignore);
  }

  /// A word of sh in which a leading `~` still means the user's folder.
  static String word(String path) {
    return path.equals("~")
        ? "\"$HOME\""
        : path.startsWith("~/") ? "\"$HOME\"/" + Quote.sh(path.substring(2)) : Quote.sh(path);
  }

  /// The archive, streamed from the host; to be closed.
  public Archive archive(Target target) throws ModuleFailure, Unreachable {
    var list = ignore.isEmpty() ? null : included(target);
    var go = "cd -P " + word(path) + " && exec tar -cf - ";
    var duplex = target.open(go + (list == null ? "." : "--no-recursion -T -"));
    if (list != null) {
      Thread.startVirtualThread(() -> feed(list, duplex));
    }
    var files = duplex.output();
    return new Archive(outside == null ? files : with(outside, files), duplex);
  }

  /// @param tar its bytes
  public record Archive(InputStream tar, Duplex duplex) implements AutoCloseable {
    @Override
    public void close() {
      duplex.close();
    }
  }

  private static void feed(byte[] list, Duplex duplex) {
    try (var input = duplex.input()) {
      input.write(list);
    } catch (IOException _) {
      // tar has gone, and the short archive says so to the engine.
    }
  }

  private byte[] included(Target target) throws ModuleFailure, Unreachable {
    var reply = target.ask("cd -P " + word(path) + " && find . ! -name '*\n*'");
    if (!reply.ok()) {
      throw ModuleFailure.of("Cannot list " + path + ": " + reply.stderr().strip(), reply);
    }
    var rules = new IgnoreRules(ignore, dockerfile == null ? "Dockerfile" : dockerfile);
    var kept = new StringBuilder();
    reply
        .stdout()
        .lines()
        .filter(l -> l.length() > 2 && rules.keeps(l.substring(2)))
        .forEach(l -> kept.append(l).append('\n'));
    return kept.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// An archive's entries may follow one another without an end between them, so one more is put in
  /// front.
  private static InputStream with(byte[] text, InputStream archive) {
    var entry = new ByteArrayOutputStream();
    var header = new byte[512];
    put(header, 0, ELSEWHERE);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format(java.util.Locale.ROOT, "%011o", text.length));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar");
    put(header, 263, "00");
    var sum = 0;
    for (var b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(java.util.Locale.ROOT, "%06o\0 ", sum));
    entry.writeBytes(header);
    entry.writeBytes(text);
    entry.writeBytes(new byte[(512 - text.length % 512) % 512]);
    return new SequenceInputStream(new ByteArrayInputStream(entry.toByteArray()), archive);
  }

  private static void put(byte[] header, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
