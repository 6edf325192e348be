package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mounts file systems, and keeps the mounts in `/etc/fstab`.
@Name("ansible.posix.mount")
final class MountModule implements TaskModule<MountModule.Arguments> {

  enum State {
    ABSENT,
    ABSENT_FROM_FSTAB,
    EPHEMERAL,
    MOUNTED,
    PRESENT,
    REMOUNTED,
    UNMOUNTED;

    boolean keeps() {
      return this == MOUNTED || this == PRESENT;
    }
  }

  record Arguments(
      @Doc(value = "The folder to mount at.", aliases = "name") String path,
      @Doc("What is mounted.") @Nullable String src,
      @Doc("The type of the file system.") @Nullable String fstype,
      @Doc("The options.") @Nullable String opts,
      @Doc(value = "The fifth field of fstab.", byDefault = "0") String dump,
      @Doc(value = "The sixth field of fstab.", byDefault = "0") String passno,
      @Doc("What is wanted.") State state,
      @Doc("Another file than /etc/fstab.") @Nullable String fstab,
      @Doc(value = "Whether it is mounted at the start.", byDefault = "yes") boolean boot,
      @Doc("Keep a copy of the old fstab.") boolean backup) {

    Arguments {
      if ((state.keeps() || state == State.EPHEMERAL) && (src == null || fstype == null)) {
        throw new IllegalArgumentException(
            "state is %s but all of the following are missing: %s"
                .formatted(
                    state.name().toLowerCase(java.util.Locale.ROOT),
                    src == null ? fstype == null ? "src, fstype" : "src" : "fstype"));
      }
    }

    String options() {
      var given = opts == null ? "defaults" : opts;
      var all = List.of(given.split(","));
      return boot || all.contains("noauto") || all.contains("defaults") ? given : given + ",noauto";
    }

    String table() {
      return fstab == null ? "/etc/fstab" : fstab;
    }

    String line() {
      return String.join(
          " ", escaped(src), escaped(path), escaped(fstype), escaped(options()), dump, passno);
    }

    private static String escaped(@Nullable String field) {
      return field == null
          ? ""
          : field.replace("\\", "\\134").replace(" ", "\\040").replace("&", "\\046");
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var path = a.path().length() > 1 ? a.path().replaceFirst("/+$", "") : a.path();
    var reply =
        target.ask(
            "rb_f=%s\nif [ -e %s ]; then echo y; else echo n; fi\ncat /proc/self/mountinfo\nprintf '\\036'\nif [ -e \"$rb_f\" ]; then cat -- \"$rb_f\"; fi"
                .formatted(Words.expanded(a.table()), Quote.sh(path)));
    var parts = reply.stdout().split("\036", 2);
    var exists = parts[0].startsWith("y");
    var mounted =
        parts[0]
            .lines()
            .map(l -> l.split(" "))
            .anyMatch(f -> f.length > 4 && f[4].replace("\\040", " ").equals(path));
    var before = parts.length > 1 ? parts[1] : "";
    var plan = target.plan();
    var rewritten = fstab(a, path, before);
    if (rewritten != null) {
      var backup =
          a.backup() && !before.isEmpty()
              ? "cp -p -- %1$s %1$s.$$.\"$(date '+%%F@%%H:%%M:%%S')~\"\n"
                  .formatted(Words.expanded(a.table()))
              : "";
      plan.change(
          new Change(a.table(), before, rewritten),
          backup + Rewrite.file(Words.expanded(a.table()), rewritten, "644"));
    }
    var kept = rewritten != null;
    switch (a.state()) {
      case PRESENT, ABSENT_FROM_FSTAB -> {}
      case ABSENT -> {
        if (kept) {
          unmount(plan, path, mounted);
          plan.also("if [ -d %1$s ]; then rmdir -- %1$s; fi".formatted(Quote.sh(path)));
        }
      }
      case UNMOUNTED -> unmount(plan, path, mounted);
      case REMOUNTED ->
          plan.change(
              new Change(path, "mounted\n", "remounted\n"),
              "mount -o remount -- " + Quote.sh(path));
      case MOUNTED -> mount(a, plan, path, exists, mounted, kept, before);
      case EPHEMERAL -> ephemeral(a, plan, path, exists, mounted, parts[0]);
    }
    var done = plan.tryApply();
    if (!done.ok()) {
      var verb =
          switch (a.state()) {
            case UNMOUNTED, ABSENT -> "unmounting ";
            case REMOUNTED -> "remounting ";
            default -> "mounting ";
          };
      throw Said.failure("Error " + verb + path + ": " + done.stderr().strip(), done);
    }
    var result = Result.of(plan).with("name", path).with("opts", a.options());
    if (a.src() != null) {
      result = result.with("src", a.src());
    }
    if (a.fstype() != null) {
      result = result.with("fstype", a.fstype());
    }
    return result
        .with("dump", a.dump())
        .with("passno", a.passno())
        .with("fstab", a.table())
        .with("boot", a.boot() ? "yes" : "no")
        .with("backup_file", "");
  }

  private static void unmount(Plan plan, String path, boolean mounted) {
    if (mounted) {
      plan.change(new Change(path, "mounted\n", "unmounted\n"), "umount -- " + Quote.sh(path));
    }
  }

  private static void mount(
      Arguments a,
      Plan plan,
      String path,
      boolean exists,
      boolean mounted,
      boolean kept,
      String before) {
    var table = a.fstab() == null ? "" : "-T " + Words.expanded(a.fstab()) + " ";
    var where = Quote.sh(path);
    if (mounted && kept) {
      plan.also(
          "mount "
              + table
              + "-o remount -- "
              + where
              + " 2>/dev/null || { umount -- "
              + where
              + "; mount "
              + table
              + "-- "
              + where
              + "; }");
    } else if (!mounted) {
      // an entry that cannot be mounted would stop the next start: it is taken back
      var undo = kept ? Rewrite.file(Words.expanded(a.table()), before, "644").strip() : ":";
      plan.change(
          new Change(path, "unmounted\n", "mounted\n"),
          (exists ? "" : "mkdir -p -- " + where + "\n")
              + "mount "
              + table
              + "-- "
              + where
              + " || {\n"
              + undo
              + "\n"
              + (exists ? "" : "rmdir -- " + where + " || :\n")
              + "exit 32\n}");
    }
  }

  private static void ephemeral(
      Arguments a, Plan plan, String path, boolean exists, boolean mounted, String mounts)
      throws ModuleFailure {
    var source = String.valueOf(a.src());
    var same =
        mounts
            .lines()
            .filter(l -> l.contains(" " + path.replace(" ", "\\040") + " "))
            .anyMatch(l -> List.of(l.split(" ")).contains(source));
    if (mounted && !same) {
      throw new ModuleFailure(
          "Ephemeral mount point is already mounted with a different source than the specified one."
              + " Failing in order to prevent an unwanted unmount or override operation. Try"
              + " replacing this command with a \"state: unmounted\" followed by a \"state:"
              + " ephemeral\", or use a different destination path.");
    }
    var command =
        "mount -t %s -o %s%s -- %s %s"
            .formatted(
                Quote.sh(String.valueOf(a.fstype())),
                mounted ? "remount," : "",
                Quote.sh(a.options()),
                Quote.sh(source),
                Quote.sh(path));
    plan.change(
        new Change(path, mounted ? "mounted\n" : "unmounted\n", "mounted from " + source + "\n"),
        (exists ? "" : "mkdir -p -- " + Quote.sh(path) + "\n") + command);
  }

  /// The new text of the table, null when it stays as it is.
  private static @Nullable String fstab(Arguments a, String path, String text) {
    var removes = a.state() == State.ABSENT || a.state() == State.ABSENT_FROM_FSTAB;
    if (!removes && !a.state().keeps()) {
      return null;
    }
    var lines = new ArrayList<String>();
    var found = false;
    var changed = false;
    for (var line : text.lines().toList()) {
      var fields = line.strip().split("\\s+");
      var own =
          !line.strip().startsWith("#")
              && fields.length >= 2
              && fields[1].replace("\\040", " ").replace("\\046", "&").equals(path)
              && (!fields[0].equals("none")
                  || !"swap".equals(a.fstype())
                  || fields[0].equals(a.src()));
      if (!own) {
        lines.add(line);
      } else if (removes) {
        changed = true;
      } else {
        found = true;
        var same =
            List.of(fields).equals(List.of(a.line().split("\\s+")))
                || fields.length == 4 && (String.join(" ", fields) + " 0 0").equals(a.line());
        changed |= !same;
        lines.add(same ? line : a.line());
      }
    }
    if (!removes && !found) {
      lines.add(a.line());
      changed = true;
    }
    return changed ? (lines.isEmpty() ? "" : String.join("\n", lines) + "\n") : null;
  }
}
