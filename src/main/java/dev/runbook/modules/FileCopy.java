package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Replacement;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One file of the controller brought to a path of the host: what `copy` and `template` share. One
/// round trip when it is there already, two when it is not.
///
/// @param dest where to; with a slash at the end, or when it is a folder, the file goes inside
/// @param attributes what the file gets; the mode is never `preserve`
/// @param directoryMode the mode of folders that have to be made
/// @param validate words of the command that checks the new file; may be empty in which case none
/// @param checksum the SHA-1 that the content must have
record FileCopy(
    String dest,
    FileAttributes attributes,
    @Nullable Object directoryMode,
    @Nullable String validate,
    @Nullable String checksum,
    boolean backup,
    boolean force,
    boolean follow) {

  /// What the host said.
  ///
  /// @param folder whether the folder around the file exists
  /// @param writable whether files can be made in it
  /// @param before the old content when it was asked for and is not too large
  private record Seen(
      FileState now,
      FileAttributes.Known known,
      boolean folder,
      boolean writable,
      String sha1,
      byte @Nullable [] before) {}

  Result bring(FileSource source, Target target) throws ModuleFailure, Unreachable {
    if (source.name() == null && dest.endsWith("/")) {
      throw new ModuleFailure("can not use content with a dir as dest");
    }
    if (checksum != null && !checksum.equals(source.sha1())) {
      throw new ModuleFailure(
          "Copied file does not match the expected checksum. Transfer failed.",
          Map.of("checksum", source.sha1(), "expected_checksum", checksum));
    }
    var seen = ask(source, target);
    var now = seen.now();
    if (source.name() == null && now.folder()) {
      throw new ModuleFailure("can not use content with a dir as dest");
    }
    if (now.own() != null && !force) {
      return with(Result.unchanged().with("dest", now.path()), "src", source.shown());
    }
    var place = follow && now.exists() ? now.resolved() : now;
    var own = place.own();
    if (own != null && own.regular() && seen.sha1().equals(source.sha1())) {
      return attributes(place, seen, source, target);
    }
    return replace(place, seen, source, target);
  }

  private Seen ask(FileSource source, Target target) throws ModuleFailure, Unreachable {
    var script = new StringBuilder(FileState.FUNCTIONS);
    script.append("d=").append(Quote.path(dest)).append('\n');
    if (source.name() != null) {
      var name = Quote.sh(source.name());
      script.append(
          """
          case $d in */) d=${d}%1$s ;; *) if [ -d "$d" ]; then d=$d/%1$s; fi ;; esac
          """
              .formatted(name));
    }
    // a path without a slash is below the folder that the shell is in
    script.append(
        """
        case $d in */*) ;; *) d=./$d ;; esac
        rb_see "$d"
        f=${d%/*}
        if [ -d "${f:-/}" ]; then printf '1\\0'; else printf '\\0'; fi
        if [ -w "${f:-/}" ]; then printf '1\\0'; else printf '\\0'; fi
        """);
    script.append(attributes.questions("\"$d\""));
    var wanted = follow ? "" : "[ ! -L \"$d\" ] && ";
    script.append(
        """
        s=
        if %s[ -f "$d" ]; then
          set -- ${rb_end:-$rb_own}
          if [ "$4" = %d ]; then s=$(sha1sum <"$d"); fi
        fi
        printf '%%s\\0' "$s"
        """
            .formatted(wanted, source.size()));
    if (target.diffing()) {
      script.append(
          """
          if [ "${s%%%% *}" != %s ] && [ -f "$d" ] && [ "$4" -le %d ]; then printf '1\\0'; cat <"$d"; fi
          """
              .formatted(source.sha1(), TextDiff.LIMIT));
    }
    var fields = new Fields(target.ask(script.toString()).out());
    var now = fields.state();
    var folder = fields.next().equals("1");
    var writable = fields.next().equals("1");
    var known = attributes.known(fields);
    var sha1 = fields.word();
    var before = fields.next().equals("1") ? fields.rest() : null;
    return new Seen(now, known, folder, writable, sha1, before);
  }

  /// The content is there: what is left is what the `file` module does.
  private Result attributes(FileState place, Seen seen, FileSource source, Target target)
      throws ModuleFailure, Unreachable {
    var diff = FileModule.diff(place, place.kind().word());
    var plan = target.plan();
    var own = place.own();
    if (own != null) {
      var changes = attributes.compare(own, place.path(), seen.known());
      diff.add(changes);
      if (!changes.isEmpty()) {
        plan.change(changes.commands(Quote.sh(place.path())));
      }
    }
    return FileModule.finish(plan, place, diff, "path")
        .with("dest", place.path())
        .with("checksum", source.sha1());
  }

  private Result replace(FileState place, Seen seen, FileSource source, Target target)
      throws ModuleFailure, Unreachable {
    var path = place.path();
    var slash = path.lastIndexOf('/');
    var folder = slash == 0 ? "/" : path.substring(0, slash);
    var made = dest.endsWith("/") && !seen.folder();
    // in a check the folder may be what an earlier task would have made
    if (!target.checking() && !made) {
      if (!seen.folder()) {
        throw new ModuleFailure("Destination directory " + folder + " does not exist");
      }
      if (!seen.writable() && !seen.known().unsafe()) {
        throw new ModuleFailure("Destination " + folder + " not writable");
      }
    }
    if (place.folder() && place.target() == null) {
      throw new ModuleFailure("Destination " + path + " is a directory");
    }
    // a link that is not followed is replaced, and its mode is nobody's
    var old = place.target() == null ? place : new FileState(path, null, null, null, path);
    var known = target.checking() ? seen.known().assumed() : seen.known();
    var replacement = new Replacement(target, old).as(attributes, known);
    if (validate != null) {
      if (!validate.contains("%s")) {
        throw new ModuleFailure("validate must contain %s: " + validate);
      }
      replacement.validatedBy(Words.split(validate));
    }
    if (backup) {
      replacement.withBackup();
    }
    if (source.bytes() == null) {
      replacement.with(source.content());
    } else {
      replacement.with(source.bytes());
    }
    var plan = target.plan();
    if (made) {
      replacement.after(FileModule.folders(folder, attributes.withMode(directoryMode), known));
    }
    replacement.addTo(plan, target.diffing() ? change(place, seen, source) : null);
    plan.also(FileState.FUNCTIONS + "rb_see " + Quote.sh(path));
    var reply = replacement.apply(plan, Replacement.Invalid.COPY);
    var result = Result.of(plan).with("dest", path);
    if (plan.willRun()) {
      var fields = new Fields(reply.out());
      var backupFile = replacement.backupFile(fields);
      result = with(result, "backup_file", backupFile).withAll(fields.state().info());
    }
    return with(result, "src", source.shown())
        .with("checksum", source.sha1())
        .with("md5sum", source.md5());
  }

  private Change change(FileState place, Seen seen, FileSource source) {
    var existed = place.exists();
    var before = existed ? seen.before() : new byte[0];
    return TextDiff.of(
        place.path(),
        before,
        existed ? TextDiff.Existed.YES : TextDiff.Existed.NO,
        source.bytes(),
        source.shown() == null ? place.path() : source.shown());
  }

  private static Result with(Result result, String key, @Nullable Object value) {
    return value == null ? result : result.with(key, value);
  }
}
