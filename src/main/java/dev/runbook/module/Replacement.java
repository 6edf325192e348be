package dev.runbook.module;

import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A file whose content is replaced in one step: the new content goes into a temporary file beside
/// it, readable by nobody else, gets its owner and mode, is validated, and takes the old one's
/// place by a rename. Whoever reads sees the old file or the new one.
///
/// The old file's owner, mode, ACL and SELinux label stay unless the task asks for others.
public final class Replacement {
  /// Content up to this many bytes travels inside the script; more needs a transfer of its own.
  private static final int SMALL = 16 * 1024;

  private static final int INVALID = 97;
  private static final String INVALID_MARK = "\0validate ";

  /// Opens the new content.
  public interface Content {
    InputStream open() throws IOException;
  }

  private final Target target;
  private final FileState now;
  private final String temporary;
  private final String elsewhere;
  private final String folder;
  private byte @Nullable [] text;
  private @Nullable Content large;
  private String make = "";
  private String first = "";
  private List<String> validate = List.of();
  private String attributes = "";
  private String flagged = "";
  private boolean backup;
  private boolean unsafe;

  /// @param now the file itself or the place where it shall be; links already followed
  public Replacement(Target target, FileState now) {
    this.target = target;
    this.now = now;
    var slash = now.path().lastIndexOf('/');
    this.folder = slash < 0 ? "." : slash == 0 ? "/" : now.path().substring(0, slash);
    var random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    var name = "/.runbook_tmp." + HexFormat.of().formatHex(random);
    this.temporary = (folder.equals("/") ? "" : folder) + name;
    this.elsewhere = "/tmp" + name;
  }

  /// The new content.
  public Replacement with(byte[] bytes) {
    if (bytes.length <= SMALL && isText(bytes)) {
      text = bytes;
    } else {
      large = () -> new ByteArrayInputStream(bytes);
    }
    return this;
  }

  /// New content of any size, read while it is sent.
  public Replacement with(Content content) {
    large = content;
    return this;
  }

  /// New content that the host has or makes itself.
  ///
  /// @param script writes the file `$t`, which exists and is empty
  public Replacement made(String script) {
    make = script;
    return this;
  }

  /// Commands that must run before anything of the file can be written, such as making its folder.
  public Replacement after(String script) {
    first = script;
    return this;
  }

  /// Runs a command on the new file before it takes its place.
  ///
  /// @param words of the command; `%s` in them stands for the file
  public Replacement validatedBy(List<String> words) {
    validate = words;
    return this;
  }

  /// Keeps a copy of the old file.
  public Replacement withBackup() {
    backup = true;
    return this;
  }

  /// Sets what the task asks for, on top of what the old file has.
  public Replacement as(FileAttributes wanted, FileAttributes.Known known) throws ModuleFailure {
    unsafe = known.unsafe();
    var own = now.own();
    var bits = own == null ? 0666 & ~known.umask() : own.mode() & 01777;
    attributes =
        wanted
            .withoutFlags()
            .fresh(FileState.Kind.FILE, bits, now.path(), known)
            .commands("\"$t\"");
    var flags =
        new FileAttributes(null, null, null, wanted.attributes(), null, null, null, null, null);
    flagged = flags.fresh(FileState.Kind.FILE, bits, now.path(), known).commands("\"$d\"");
    return this;
  }

  /// The temporary file, as `$t` in scripts.
  public String temporary() {
    return temporary;
  }

  /// Announces the change; `$t` is the temporary file and `$d` the place in all later commands.
  public void addTo(Plan plan, @Nullable Change change) {
    if (change == null) {
      plan.change(script());
    } else {
      plan.change(change, script());
    }
  }

  /// Sends large content if the plan will run, then applies the plan.
  ///
  /// @param invalid makes the failure when `validate` says no; its reply holds what that command
  ///   said
  public Reply apply(Plan plan, Invalid invalid) throws ModuleFailure, Unreachable {
    if (large != null && plan.willRun()) {
      if (!first.isEmpty()) {
        var made = target.ask("set -e\n" + first);
        if (!made.ok()) {
          throw ModuleFailure.of(made.stderr().strip(), made);
        }
      }
      send(large, temporary);
    }
    var reply = plan.tryApply();
    var said = reply.stderr();
    var mark = said.lastIndexOf(INVALID_MARK);
    if (reply.rc() == INVALID && mark >= 0) {
      var rc = Integer.parseInt(said.substring(mark + INVALID_MARK.length()).strip());
      var err = said.substring(0, mark).getBytes(StandardCharsets.UTF_8);
      throw invalid.failure(new Reply(rc, reply.out(), err, false));
    }
    if (!reply.ok()) {
      throw ModuleFailure.of(said.isBlank() ? "cannot write " + now.path() : said.strip(), reply);
    }
    return reply;
  }

  private void send(Content content, String path) throws ModuleFailure, Unreachable {
    try (var stream = content.open()) {
      target.put(stream, path);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read the source: " + e.getMessage());
    } catch (ModuleFailure e) {
      target.ask("rm -f -- " + Quote.sh(path));
      if (!unsafe || path.equals(elsewhere)) {
        throw e;
      }
      send(content, elsewhere);
    }
  }

  /// How a module tells that the new content is not valid.
  public interface Invalid {
    ModuleFailure failure(Reply reply);

    /// As `copy` and `template` do.
    Invalid COPY =
        r ->
            new ModuleFailure(
                "failed to validate",
                Map.of("exit_status", (long) r.rc(), "stdout", r.stdout(), "stderr", r.stderr()));

    /// As the modules do that edit a file.
    Invalid EDIT =
        r -> new ModuleFailure("failed to validate: rc:" + r.rc() + " error:" + r.stderr());
  }

  /// The name of the backup that an applied plan printed first, or null.
  public @Nullable String backupFile(Fields reply) {
    if (!backup || now.own() == null) {
      return null;
    }
    return reply.next();
  }

  /// Script that runs a command on a file and ends everything when it fails.
  ///
  /// @param words of the command; `%s` in them stands for the file
  public static String validation(List<String> words, String file) {
    var command = Quote.words(words.stream().map(w -> w.replace("%s", file)).toList());
    return command + " || { printf '\\0validate %s' $? >&2; exit " + INVALID + "; }\n";
  }

  private String script() {
    var script = new StringBuilder(large == null ? first : "");
    script.append("t=").append(Quote.sh(temporary)).append('\n');
    script.append("d=").append(Quote.sh(now.path())).append('\n');
    if (unsafe) {
      // the folder may not take a new file, and yet the old one may be written
      script
          .append("[ -e \"$t\" ] || ( umask 077; : >\"$t\" ) 2>/dev/null || t=")
          .append(elsewhere)
          .append('\n');
    }
    script.append("trap 'rm -f -- \"$t\"' EXIT\n");
    if (text != null) {
      // a shell function keeps the umask of the rest
      script.append("(umask 077; printf %s ").append(Quote.sh(string(text))).append(" >\"$t\")\n");
    } else if (large == null) {
      script.append("(umask 077; : >\"$t\")\n").append(make).append('\n');
    }
    keep(script);
    script.append(attributes);
    if (!validate.isEmpty()) {
      script.append(validation(validate, temporary));
    }
    if (backup && now.own() != null) {
      script.append(
          """
          b="$d.$$.$(date +%Y-%m-%d@%H:%M:%S)~"
          cp -p -- "$d" "$b"
          printf '%s\\0' "$b"
          """);
    }
    script.append(move()).append(flagged);
    return script.toString();
  }

  /// Gives the temporary file what the old file has. A user who may not give files away keeps them,
  /// as in Ansible.
  private void keep(StringBuilder script) {
    var own = now.own();
    if (own == null) {
      // a symbolic mode without users is cut by the umask
      script.append("chmod =rw -- \"$t\"\n");
      return;
    }
    script
        .append("if ! [ -O \"$d\" ] || ! [ -G \"$d\" ]; then chown ")
        .append(own.uid())
        .append(':')
        .append(own.gid())
        .append(" -- \"$t\" 2>/dev/null || :; fi\n")
        .append("chmod ")
        .append(FileMode.text(own.mode() & 01777))
        .append(" -- \"$t\"\n")
        .append(
            """
            if command -v setfacl >/dev/null 2>&1; then case $(ls -ld -- "$d") in
              ??????????+*) getfacl -cp -- "$d" 2>/dev/null | setfacl --set-file=- -- "$t" 2>/dev/null || : ;;
            esac; fi
            if [ -e /sys/fs/selinux/enforce ]; then chcon --reference="$d" -- "$t" 2>/dev/null || :; fi
            """);
  }

  private String move() {
    var fallback =
        unsafe
            ? "cat <\"$t\" >\"$d\""
            : "{ printf '%s\\n' \"Could not replace file: $t to $d: $e\" >&2; exit 1; }";
    var label =
        now.own() == null
            ? "[ ! -e /sys/fs/selinux/enforce ] || restorecon -- \"$d\" 2>/dev/null || :\n"
            : "";
    return "[ ! -d \"$d\" ] || { printf '%s\\n' \"$d is a directory\" >&2; exit 1; }\n"
        + "e=$(mv -f -- \"$t\" \"$d\" 2>&1) || "
        + fallback
        + "\n"
        + label;
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static boolean isText(byte[] bytes) {
    for (var b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
