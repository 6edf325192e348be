package dev.runbook.modules;

import dev.runbook.module.AttributeDiff;
import dev.runbook.module.FileState.Kind;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The states `link` and `hard` of the `file` module.
record FileLink(
    FileModule.Arguments arguments, Timestamps times, FileModule.Seen seen, Target target) {

  Result make(FileModule.State state) throws ModuleFailure, Unreachable {
    return state == FileModule.State.LINK ? symbolic() : hard();
  }

  private Result symbolic() throws ModuleFailure, Unreachable {
    var now = seen.now();
    var path = now.path();
    var given = arguments.src();
    var src = given == null && arguments.follow() && now.exists() ? now.target() : given;
    var source = seen.source();
    if (!arguments.force() && given != null && (source == null || !source.exists())) {
      throw failure(
          "src file does not exist, use 'force=yes' if you really want to create the link: "
              + (source == null ? given : source.path()),
          "path",
          given);
    }
    if (now.kind() == Kind.DIRECTORY && arguments.force() && !seen.empty()) {
      throw failure(
          "the directory %s is not empty, refusing to convert it".formatted(path), "path", null);
    }
    if (now.kind() != Kind.ABSENT && now.kind() != Kind.LINK && !arguments.force()) {
      throw failure(
          "refusing to convert from %s to symlink for %s".formatted(now.kind().word(), path),
          "path",
          null);
    }
    var diff = FileModule.diff(now, "link");
    var plan = target.plan();
    if (now.kind() != Kind.LINK) {
      if (src == null) {
        throw new ModuleFailure("src is required for creating new symlinks");
      }
      plan.change(replace("ln -s", src));
    } else if (src != null && !src.equals(now.target())) {
      diff.put("src", now.target(), src);
      plan.change(replace("ln -s", src));
    }
    // the attributes are those of what the link leads to, unless it is not to be followed
    if (arguments.follow() && !plan.changed() && now.followed() == null) {
      if (now.kind() == Kind.LINK) {
        target.warn(
            "Cannot set fs attributes on a non-existent symlink target. follow should be set to"
                + " False to avoid this.");
      }
    } else {
      end(plan, diff);
    }
    return finish(plan, diff, src);
  }

  /// The attributes of the link's end, or of the link itself.
  private void end(Plan plan, AttributeDiff diff) throws ModuleFailure {
    var now = seen.now();
    var same = !plan.changed();
    if (!same && !arguments.follow()) {
      var made = arguments.attributes().fresh(Kind.LINK, 0777, now.path(), seen.known());
      plan.also(made.commands(Quote.sh(now.path())));
      return;
    }
    var subject =
        same
            ? arguments.follow() ? now.resolved() : now
            : seen.source() == null ? null : seen.source().resolved();
    if (subject == null || subject.own() == null) {
      return;
    }
    FileModule.attributes(arguments.attributes(), times, seen, subject, diff, plan);
  }

  private Result hard() throws ModuleFailure, Unreachable {
    var now = seen.now();
    var src = arguments.src();
    var source = seen.source();
    if (now.kind() != Kind.HARD && src == null) {
      throw new ModuleFailure("src is required for creating new hardlinks");
    }
    if (src != null && (source == null || !source.exists())) {
      throw failure("src does not exist", "dest", src);
    }
    var end = source == null ? null : source.end();
    var other = end != null && now.own() != null && now.own().inode() != end.inode();
    var diff = FileModule.diff(now, "hard");
    var plan = target.plan();
    var refused =
        switch (now.kind()) {
          case ABSENT, LINK -> null;
          case HARD -> other ? "Cannot link, different hard link exists at destination" : null;
          case FILE -> "Cannot link, file exists at destination";
          case DIRECTORY -> "Cannot link: different hard link exists at destination";
        };
    if (refused != null && !arguments.force()) {
      throw failure(refused, "dest", src);
    }
    if (now.kind() == Kind.LINK) {
      diff.put("src", now.target(), src);
    }
    if (src != null && (now.kind() != Kind.HARD || other)) {
      plan.change(replace("ln", src));
    }
    var subject = plan.changed() && source != null ? source.resolved() : now;
    FileModule.attributes(arguments.attributes(), times, seen, subject, diff, plan);
    return finish(plan, diff, src);
  }

  /// The link is made beside the path and takes its place at once.
  private String replace(String command, String src) {
    var now = seen.now();
    var to = Quote.path(src);
    var path = Quote.sh(now.path());
    if (now.kind() == Kind.ABSENT) {
      return "%s -- %s %s\n".formatted(command, to, path);
    }
    var gone = now.kind() == Kind.DIRECTORY ? "rmdir -- " + path + "\n" : "";
    var slash = now.path().lastIndexOf('/');
    var beside = Quote.sh(now.path().substring(0, slash + 1) + ".runbook_tmp.") + "$$";
    return gone
        + "%1$s -- %2$s %3$s\nmv -T -f -- %3$s %4$s 2>/dev/null || { rm -f -- %4$s; mv -f -- %3$s %4$s; }\n"
            .formatted(command, to, beside, path);
  }

  private Result finish(Plan plan, AttributeDiff diff, @Nullable String src)
      throws ModuleFailure, Unreachable {
    return FileModule.finish(plan, seen.now(), diff, "dest").with("src", src);
  }

  /// @param key what the path is called
  /// @param src told unless it is null
  private ModuleFailure failure(String msg, String key, @Nullable String src) {
    var values = new LinkedHashMap<String, @Nullable Object>(Map.of(key, seen.now().path()));
    if (src != null) {
      values.put("src", src);
    }
    return new ModuleFailure(msg, values);
  }
}
