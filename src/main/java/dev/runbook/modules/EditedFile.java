package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Replacement;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file of the host whose content a module edits on the controller. Its bytes are held as one
/// character each, so what is not touched stays byte for byte.
///
/// @param path as the task gives it, `~` and variables filled in
/// @param now the file itself, links followed
/// @param text the content, null when there is no file
record EditedFile(
    String path,
    FileState now,
    FileAttributes.Known known,
    long uid,
    long gid,
    @Nullable String text) {

  /// Reads the file in one round trip.
  static EditedFile read(String path, FileAttributes attributes, Target target)
      throws ModuleFailure, Unreachable {
    var script =
        FileState.FUNCTIONS
            + "p="
            + Quote.path(path)
            + "\nrb_see \"$p\"\n"
            + attributes.questions("\"$p\"")
            + """
            id -u; printf '\\0'; id -g; printf '\\0'
            if [ -f "$p" ]; then cat <"$p" || exit; fi
            """;
    var reply = target.ask(script);
    if (!reply.ok()) {
      throw ModuleFailure.of(reply.stderr().strip(), reply);
    }
    var fields = new Fields(reply.out());
    var seen = fields.state();
    var known = attributes.known(fields);
    var uid = Long.parseLong(fields.line());
    var gid = Long.parseLong(fields.line());
    if (seen.folder()) {
      throw new ModuleFailure(
          "Path %s is a directory !".formatted(seen.path()), Map.of("rc", 256L));
    }
    var text = seen.exists() ? new String(fields.rest(), StandardCharsets.ISO_8859_1) : null;
    return new EditedFile(seen.path(), seen.resolved(), known, uid, gid, text);
  }

  /// A text of the playbook in the form of the content: its UTF-8 bytes.
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// How the new content is written.
  ///
  /// @param validate the command that checks it, or null
  /// @param heading what a diff's header says behind the path
  record Options(
      FileAttributes attributes, @Nullable String validate, boolean backup, String heading) {

    Options(FileAttributes attributes, @Nullable String validate, boolean backup) {
      this(attributes, validate, backup, " (content)");
    }
  }

  /// What became of it.
  ///
  /// @param msg the message with what the attributes add to it
  record Written(Plan plan, String msg, @Nullable String backup) {}

  /// Puts new content in place and gives the attributes.
  ///
  /// @param fresh the new content; the same as the old when only attributes may change
  /// @param msg what the edit did, empty when it did nothing
  Written write(String fresh, String msg, Options options, Target target)
      throws ModuleFailure, Unreachable {
    var edited = !fresh.equals(text);
    var plan = target.plan();
    var wanted = options.attributes();
    var own = now.own();
    var base =
        own != null
            ? own
            : new FileState.Stat(
                0100000, 0666 & ~known.umask(), uid, gid, 0, 0, 0, 1, "", "", "", "");
    // in a check there is no new file to look at
    var looked = own != null || !target.checking();
    var attributes = looked ? wanted.compare(base, now.path(), known) : null;
    var differ = attributes != null && !attributes.isEmpty();
    var said = msg;
    if (differ) {
      said += (said.isEmpty() ? "" : " and ") + "ownership, perms or SE linux context changed";
    }
    if (!edited) {
      if (differ && attributes != null) {
        plan.change(attributes.commands(Quote.sh(now.path())));
        plan.show(headed(attributes.change()));
      }
      plan.apply();
      return new Written(plan, said, null);
    }
    var replacement =
        new Replacement(target, now)
            .with(fresh.getBytes(StandardCharsets.ISO_8859_1))
            .as(wanted, known);
    var validate = options.validate();
    if (validate != null) {
      if (!validate.contains("%s")) {
        throw new ModuleFailure("validate must contain %s: " + validate);
      }
      replacement.validatedBy(Words.split(validate));
    }
    if (options.backup()) {
      replacement.withBackup();
    }
    if (own == null && now.path().lastIndexOf('/') > 0) {
      var folder = now.path().substring(0, now.path().lastIndexOf('/'));
      replacement.after("mkdir -p -- " + Quote.sh(folder) + "\n");
    }
    replacement.addTo(plan, target.diffing() ? diff(fresh, options.heading()) : null);
    if (differ && attributes != null) {
      plan.show(headed(attributes.change()));
    }
    var reply = replacement.apply(plan, Replacement.Invalid.EDIT);
    var backup = plan.willRun() ? replacement.backupFile(new Fields(reply.out())) : null;
    return new Written(plan, said, backup);
  }

  private Change diff(String fresh, String heading) {
    var header = path + heading;
    return new Change(header, shown(text == null ? "" : text), shown(fresh), header, List.of());
  }

  private Change headed(Change change) {
    var header = path + " (file attributes)";
    return new Change(header, change.before(), change.after(), header, List.of());
  }

  private static String shown(String content) {
    return new String(content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
