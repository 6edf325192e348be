package dev.runbook.modules;

import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileMode;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Replacement;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `copy` from one place of the host to another; nothing but names and sums crosses the wire.
record RemoteCopy(CopyModule.Arguments arguments, String src) {

  /// @param differing paths below the folders that are missing or different at the destination
  private record Seen(
      FileState source,
      boolean readable,
      FileState now,
      boolean folder,
      boolean writable,
      FileAttributes.Known known,
      String sha1,
      String md5,
      String before,
      List<String> differing) {}

  Result copy(Target target) throws ModuleFailure, Unreachable {
    var seen = ask(target);
    var source = seen.source();
    var end = source.end();
    if (end == null) {
      throw new ModuleFailure("Source " + source.path() + " not found");
    }
    if (!seen.readable()) {
      throw new ModuleFailure("Source " + source.path() + " not readable");
    }
    if (arguments.checksum() != null && !arguments.checksum().equals(seen.sha1())) {
      throw new ModuleFailure(
          "Copied file does not match the expected checksum. Transfer failed.",
          Map.of("checksum", seen.sha1(), "expected_checksum", arguments.checksum()));
    }
    if (end.folder()) {
      return tree(seen, target);
    }
    if (!end.regular()) {
      throw new ModuleFailure(
          "Cannot copy invalid source '%s': not a file".formatted(source.path()));
    }
    return file(seen, end, target);
  }

  private Seen ask(Target target) throws ModuleFailure, Unreachable {
    var name = src.substring(src.lastIndexOf('/') + 1);
    var script = new StringBuilder(FileState.FUNCTIONS);
    script.append("s=").append(Quote.path(src)).append('\n');
    script.append("d=").append(Quote.path(arguments.dest())).append('\n');
    script.append(
        """
        if [ ! -d "$s" ]; then
          case $d in */) d=${d}%1$s ;; *) if [ -d "$d" ]; then d=$d/%1$s; fi ;; esac
        else
          case $s in */) ;; *) if [ -d "$d" ]; then d=${d%%/}/%1$s; else d=${d%%/}/%1$s; fi ;; esac
          d=${d%%/}
        fi
        case $d in */*) ;; *) d=./$d ;; esac
        rb_see "$s"
        if [ -r "$s" ]; then printf '1\\0'; else printf '\\0'; fi
        rb_see "$d"
        f=${d%%/*}
        if [ -d "${f:-/}" ]; then printf '1\\0'; else printf '\\0'; fi
        if [ -w "${f:-/}" ]; then printf '1\\0'; else printf '\\0'; fi
        """
            .formatted(Quote.sh(name)));
    script.append(arguments.attributes().questions("\"$d\""));
    script.append(
        """
        if [ -f "$s" ]; then
          sha1sum <"$s"; printf '\\0'; md5sum <"$s" 2>/dev/null; printf '\\0'
          if [ -f "$d" ]; then sha1sum <"$d"; fi
          printf '\\0'
        else
          printf '\\0\\0\\0'
        fi
        if [ -d "$s" ]; then
          case $d in /*) a=$d ;; *) a=$PWD/$d ;; esac
          cd "$s" && find . ! -name . -exec sh -c '
            d=$1; shift
            for f; do
              g=$d/${f#./}
              if [ -L "$f" ] && %s; then
                [ -L "$g" ] && [ "$(readlink -- "$f")" = "$(readlink -- "$g")" ] || printf "%%s\\0" "$f"
              elif [ -d "$f" ]; then
                [ -d "$g" ] || printf "%%s\\0" "$f"
              elif [ -f "$f" ]; then
                [ -f "$g" ] && cmp -s -- "$f" "$g" || printf "%%s\\0" "$f"
              fi
            done' sh "$a" {} +
        fi
        """
            .formatted(arguments.localFollow() ? "false" : "true"));
    var fields = new Fields(target.ask(script.toString()).out());
    var source = fields.state();
    var readable = fields.next().equals("1");
    var now = fields.state();
    var folder = fields.next().equals("1");
    var writable = fields.next().equals("1");
    var known = arguments.attributes().known(fields);
    var sha1 = fields.word();
    var md5 = fields.word();
    var before = fields.word();
    var differing = new ArrayList<String>();
    while (fields.more()) {
      differing.add(fields.next());
    }
    return new Seen(source, readable, now, folder, writable, known, sha1, md5, before, differing);
  }

  private FileAttributes attributes(FileState.Stat source) {
    var attributes = arguments.attributes();
    return "preserve".equals(attributes.mode())
        ? attributes.withMode(FileMode.text(source.mode()))
        : attributes;
  }

  private Result file(Seen seen, FileState.Stat end, Target target)
      throws ModuleFailure, Unreachable {
    var now = seen.now();
    if (now.exists() && !arguments.force()) {
      return told(Result.unchanged(), seen, now).with("msg", "file already exists");
    }
    var place = arguments.follow() && now.exists() ? now.resolved() : now;
    var attributes = attributes(end);
    var own = place.own();
    if (own != null && own.regular() && seen.sha1().equals(seen.before())) {
      var diff = FileModule.diff(place, place.kind().word());
      var plan = target.plan();
      var changes = attributes.compare(own, place.path(), seen.known());
      if (!changes.isEmpty()) {
        diff.add(changes);
        plan.change(changes.commands(Quote.sh(place.path())));
      }
      return told(FileModule.finish(plan, place, diff, "dest"), seen, place);
    }
    var path = place.path();
    var folder = path.substring(0, Math.max(1, path.lastIndexOf('/')));
    var made = arguments.dest().endsWith("/") && !seen.folder();
    if (!seen.folder() && !made) {
      throw new ModuleFailure("Destination directory " + folder + " does not exist");
    }
    if (seen.folder() && !seen.writable() && !seen.known().unsafe()) {
      throw new ModuleFailure("Destination " + folder + " not writable");
    }
    var old = place.target() == null ? place : new FileState(path, null, null, null, path);
    var replacement =
        new Replacement(target, old)
            .made("cat <" + Quote.sh(seen.source().path()) + " >\"$t\"")
            .as(attributes, seen.known());
    if (made) {
      replacement.after(
          FileModule.folders(folder, attributes.withMode(arguments.directoryMode()), seen.known()));
    }
    if (arguments.validate() != null) {
      replacement.validatedBy(Words.split(arguments.validate()));
    }
    if (arguments.backup()) {
      replacement.withBackup();
    }
    var plan = target.plan();
    replacement.addTo(plan, null);
    plan.also(FileState.FUNCTIONS + "rb_see " + Quote.sh(path));
    var reply = replacement.apply(plan, Replacement.Invalid.COPY);
    var result = Result.of(plan);
    if (plan.willRun()) {
      var fields = new Fields(reply.out());
      var backup = replacement.backupFile(fields);
      result = backup == null ? result : result.with("backup_file", backup);
      result = result.withAll(fields.state().info());
    }
    return told(result, seen, place);
  }

  private static Result told(Result result, Seen seen, FileState place) {
    return result
        .with("dest", place.path())
        .with("src", seen.source().path())
        .with("checksum", empty(seen.sha1()))
        .with("md5sum", empty(seen.md5()));
  }

  private static @Nullable String empty(String text) {
    return text.isEmpty() ? null : text;
  }

  /// Everything that differs is copied; what the destination has more stays.
  private Result tree(Seen seen, Target target) throws ModuleFailure, Unreachable {
    var plan = target.plan();
    var now = seen.now();
    var to = Quote.sh(now.path());
    var cp = arguments.localFollow() ? "cp -L" : "cp -P";
    var script = new StringBuilder();
    if (!now.folder()) {
      var wanted = arguments.attributes().withMode(arguments.directoryMode());
      plan.change(FileModule.folders(now.path(), wanted, seen.known()));
    }
    for (var name : seen.differing()) {
      var from = Quote.sh(seen.source().path() + name.substring(1));
      var there = Quote.sh(now.path() + name.substring(1));
      script.append(
          """
          if [ -d %1$s ] && [ ! -L %1$s ]; then mkdir -p -- %2$s; elif [ -d %1$s ] && %4$s; then mkdir -p -- %2$s; else
            %3$s -- %1$s %2$s.runbook_tmp
            [ -L %2$s.runbook_tmp ] || { chmod "$(stat -L -c %%a -- %1$s)" -- %2$s.runbook_tmp; }
            mv -f -- %2$s.runbook_tmp %2$s
          fi
          """
              .formatted(from, there, cp, arguments.localFollow()));
    }
    if (!seen.differing().isEmpty()) {
      plan.change(script.toString());
    }
    var attributes = arguments.attributes();
    if (attributes.owner() != null || attributes.group() != null) {
      owners(seen, plan, target);
    }
    plan.also(FileState.FUNCTIONS + "rb_see " + to);
    var reply = plan.apply();
    var then = plan.willRun() ? new Fields(reply.out()).state() : now;
    return told(Result.of(plan), seen, now).withAll(then.info());
  }

  private void owners(Seen seen, Plan plan, Target target) throws ModuleFailure, Unreachable {
    var attributes = arguments.attributes();
    var path = seen.now().path();
    var uid = attributes.uid(path, seen.known());
    var gid = attributes.gid(path, seen.known());
    var test = new ArrayList<String>();
    if (uid != null) {
      test.add("! -user " + uid);
    }
    if (gid != null) {
      test.add("! -group " + gid);
    }
    var find = "find %s \\( %s \\)".formatted(Quote.sh(path), String.join(" -o ", test));
    var other = target.ask(find + " 2>/dev/null | head -n 1");
    var owner = (uid == null ? "" : uid) + (gid == null ? "" : ":" + gid);
    if (other.out().length > 0 || !seen.differing().isEmpty()) {
      plan.change(find + " -exec chown -h " + owner + " -- {} +\n");
    }
  }
}
