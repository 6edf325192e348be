package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds and removes the keys that may log in as a user.
@Name("ansible.posix.authorized_key")
final class AuthorizedKeyModule implements TaskModule<AuthorizedKeyModule.Arguments> {

  enum State {
    ABSENT,
    PRESENT
  }

  record Arguments(
      @Doc("The user whose file it is.") String user,
      @Doc("Public keys, one in a line, or the URL of some.") String key,
      @Doc("Another file than ~/.ssh/authorized_keys.") @Nullable String path,
      @Doc(value = "Make the folder and set its owner and mode.", byDefault = "yes")
          boolean manageDir,
      @Doc(value = "Whether the keys may log in.", byDefault = "present") State state,
      @Doc("Options in front of the keys.") @Nullable String keyOptions,
      @Doc("Remove all other keys.") boolean exclusive,
      @Doc("The comment behind the keys, in place of their own.") @Nullable String comment,
      @Doc(value = "Whether the server of a URL must be trusted.", byDefault = "yes")
          boolean validateCerts,
      @Doc("Follow a link in place of replacing it.") boolean follow) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var reply = ask(a, target);
    var parts = reply.stdout().split("\036", 4);
    var file = parts[0];
    var exists = parts[1].equals("y");
    var wanted = wanted(a, a.key().startsWith("http") ? parts[2] : a.key());
    var now = parts[3];
    var after = now.isEmpty() ? new ArrayList<String>() : new ArrayList<>(now.lines().toList());
    var changed = a.state() == State.ABSENT ? remove(wanted, after) : add(wanted, after);
    if (a.state() == State.PRESENT && a.exclusive()) {
      changed |= keepOnly(wanted, after);
    }
    var plan = target.plan();
    if (changed) {
      var text = after.isEmpty() ? "" : String.join("\n", after) + "\n";
      plan.change(new Change(file, now, text), write(a, file, exists, text));
      plan.apply();
    }
    var result = Result.of(plan).with("user", a.user()).with("key", a.key()).tellingOneDiff();
    result = result.with("path", a.path()).with("keyfile", file).with("manage_dir", a.manageDir());
    result = result.with("state", a.state() == State.ABSENT ? "absent" : "present");
    result = result.with("key_options", a.keyOptions()).with("exclusive", a.exclusive());
    return result
        .with("comment", a.comment())
        .with("follow", a.follow())
        .with("validate_certs", a.validateCerts());
  }

  private static Reply ask(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var file = a.path() == null ? "${rb_h%:*}/.ssh/authorized_keys" : Words.expanded(a.path());
    var fetch = "";
    if (a.key().startsWith("http")) {
      var url = Quote.sh(a.key());
      fetch =
          a.validateCerts()
              ? "curl -fsSL -- %s 2>/dev/null || wget -qO- %s 2>/dev/null || exit 92"
                  .formatted(url, url)
              : "curl -kfsSL -- %s 2>/dev/null || wget --no-check-certificate -qO- %s 2>/dev/null || exit 92"
                  .formatted(url, url);
    }
    var reply =
        target.ask(
            Accounts.FUNCTIONS
                + """
                rb_l=$(rb_entry passwd %s) || exit 91
                rb_h=${rb_l#*:*:*:*:*:}
                rb_f=%s
                %s
                printf '%%s\\036' "$rb_f"
                if [ -f "$rb_f" ]; then printf y; fi; printf '\\036'
                %s
                printf '\\036'
                if [ -f "$rb_f" ]; then cat -- "$rb_f"; fi
                """
                    .formatted(
                        Quote.sh(a.user()),
                        file,
                        a.follow()
                            ? "if [ -L \"$rb_f\" ]; then rb_f=$(readlink -f -- \"$rb_f\"); fi"
                            : "",
                        fetch));
    return switch (reply.rc()) {
      case 0 -> reply;
      case 91 ->
          throw new ModuleFailure("Failed to lookup user " + a.user() + ": there is no such user");
      case 92 -> throw new ModuleFailure("Error getting key from: " + a.key());
      default -> throw Said.failure(reply.stderr().strip(), reply);
    };
  }

  private static List<SshKey> wanted(Arguments a, String text) throws ModuleFailure {
    var keys = new ArrayList<SshKey>();
    for (var line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      var key = SshKey.of(line);
      if (key == null) {
        throw new ModuleFailure("invalid key specified: " + line);
      }
      if (a.keyOptions() != null) {
        key = key.withOptions(a.keyOptions());
      }
      keys.add(a.comment() == null ? key : key.withComment(a.comment()));
    }
    return keys;
  }

  /// A key that is there with other options or another comment is replaced, at the end.
  private static boolean add(List<SshKey> wanted, List<String> lines) {
    var changed = false;
    for (var key : wanted) {
      var there = false;
      for (var line : List.copyOf(lines)) {
        var old = SshKey.of(line);
        if (old != null && old.blob().equals(key.blob())) {
          if (old.means(key)) {
            there = true;
          } else {
            lines.remove(line);
          }
        }
      }
      if (!there) {
        lines.add(key.line());
        changed = true;
      }
    }
    return changed;
  }

  private static boolean remove(List<SshKey> wanted, List<String> lines) {
    var blobs = new HashSet<>(wanted.stream().map(SshKey::blob).toList());
    return lines.removeIf(line -> {
      var old = SshKey.of(line);
      return old != null && blobs.contains(old.blob());
    });
  }

  private static boolean keepOnly(List<SshKey> wanted, List<String> lines) {
    var blobs = new HashSet<>(wanted.stream().map(SshKey::blob).toList());
    return lines.removeIf(line -> {
      var old = SshKey.of(line);
      return old == null || !blobs.contains(old.blob());
    });
  }

  /// The file belongs to the user and nobody else may read it, as sshd wants it.
  private static String write(Arguments a, String file, boolean exists, String text) {
    var user = Quote.sh(a.user());
    var path = Quote.sh(file);
    var folder = Quote.sh(file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : ".");
    var owner = "rb_o=$(id -u %s):$(id -g %s)\n".formatted(user, user);
    var manage =
        a.manageDir()
            ? """
            if ! [ -d %1$s ]; then mkdir -m 700 -- %1$s; fi
            chown -h -- "$rb_o" %1$s; if ! [ -L %1$s ]; then chmod 700 -- %1$s; fi
            """
                .formatted(folder)
            : "";
    // a link is replaced, so that nobody can have another file written through it
    var link = exists ? "if [ -L %1$s ]; then rm -f -- %1$s; fi\n".formatted(path) : "";
    var own = "chown -h -- \"$rb_o\" \"$rb_t\"; chmod 600 \"$rb_t\"\n";
    return owner + manage + link + Rewrite.file(path, text, "600", own);
  }
}
