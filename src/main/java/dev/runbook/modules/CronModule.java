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
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Manages jobs and variables of a user's crontab, or of a file in `/etc/cron.d`.
@Name("ansible.builtin.cron")
final class CronModule implements TaskModule<CronModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT
  }

  enum Special {
    REBOOT,
    YEARLY,
    ANNUALLY,
    MONTHLY,
    WEEKLY,
    DAILY,
    HOURLY
  }

  record Arguments(
      @Doc("The name of the job, or of the variable.") String name,
      @Doc("Whose crontab; the user whom a job of cron_file runs as.") @Nullable String user,
      @Doc(value = "The command, or the variable's value.", aliases = "value") @Nullable String job,
      @Doc("A file, in /etc/cron.d when relative.") @Nullable String cronFile,
      @Doc(value = "Whether there shall be such a job.", byDefault = "present") State state,
      @Doc("Keep what was there before in a file of its own.") boolean backup,
      @Doc(value = "0-59, *, */2 ...", byDefault = "*") String minute,
      @Doc(value = "0-23, *, */2 ...", byDefault = "*") String hour,
      @Doc(value = "1-31, *, */2 ...", byDefault = "*", aliases = "dom") String day,
      @Doc(value = "1-12, *, */2 ...", byDefault = "*") String month,
      @Doc(value = "0-6 from Sunday, *, ...", byDefault = "*", aliases = "dow") String weekday,
      @Doc("A nickname for the time.") @Nullable Special specialTime,
      @Doc("The job is there, but commented out.") boolean disabled,
      @Doc("It is a variable and no job.") boolean env,
      @Doc("The variable to put a new one behind.") @Nullable String insertafter,
      @Doc("The variable to put a new one before.") @Nullable String insertbefore) {

    Arguments {
      if (insertafter != null && insertbefore != null) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: insertafter|insertbefore");
      }
    }

    boolean present() {
      return state == State.PRESENT;
    }

    @Nullable String file() {
      return cronFile == null || cronFile.startsWith("/") ? cronFile : "/etc/cron.d/" + cronFile;
    }

    String line() {
      var text = job == null ? "" : job.replaceFirst("^[\r\n]+", "").replaceFirst("[\r\n]+$", "");
      var time =
          specialTime == null
              ? String.join(" ", minute, hour, day, month, weekday)
              : "@" + specialTime.name().toLowerCase(Locale.ROOT);
      var who = cronFile == null ? "" : user + " ";
      return (disabled ? "#" : "") + time + " " + who + text;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    check(a, target);
    var told = ask(a, target);
    var exists = told.charAt(0) == 'y';
    var before = told.substring(1);
    var tab = new Crontab(before);
    var changed = apply(a, tab);
    if (changed && !a.env() && !a.present() && a.file() != null && tab.isEmpty()) {
      return removeFile(a, exists, before, target);
    }
    if (!changed && !before.isEmpty() && !before.endsWith("\n") && !before.endsWith("\r")) {
      changed = true;
    }
    var plan = target.plan();
    if (changed) {
      var file = a.file();
      var what =
          file != null
              ? file
              : a.user() != null ? "crontab for user \"" + a.user() + "\"" : "crontab";
      plan.change(new Change(what, before, tab.text()), write(a, before, tab.text()));
    }
    var reply = plan.apply();
    var result =
        Result.of(plan).with("jobs", tab.jobs()).with("envs", tab.variables()).tellingOneDiff();
    if (a.backup() && plan.willRun()) {
      result = result.with("backup_file", reply.stdout().strip());
    }
    return a.cronFile() == null ? result : result.with("cron_file", a.cronFile());
  }

  private static void check(Arguments a, Target target) throws ModuleFailure {
    var file = a.cronFile();
    if (file != null) {
      if (file.equals("/etc/crontab")) {
        throw new ModuleFailure("Will not manage /etc/crontab via cron_file, see documentation.");
      }
      var name = file.substring(file.lastIndexOf('/') + 1);
      if (!name.matches("[A-Za-z0-9_-]+")) {
        target.warn(
            "Filename portion of cron_file (\""
                + name
                + "\") should consist solely of upper- and lower-case letters, digits, underscores,"
                + " and hyphens");
      }
    }
    if (a.specialTime() != null
        && List.of(a.minute(), a.hour(), a.day(), a.month(), a.weekday()).stream()
            .anyMatch(t -> !t.equals("*"))) {
      throw new ModuleFailure("You must specify time and date fields or special time.");
    }
    if (a.present()) {
      if (file != null && a.user() == null) {
        throw new ModuleFailure("To use cron_file=... parameter you must specify user=... as well");
      }
      if (a.job() == null) {
        throw new ModuleFailure("You must specify 'job' to install a new cron job or variable");
      }
      if ((a.insertafter() != null || a.insertbefore() != null) && !a.env()) {
        throw new ModuleFailure(
            "Insertafter and insertbefore parameters are valid only with env=yes");
      }
      if (!a.env() && a.job().strip().matches("(?s).*[\r\n].*")) {
        target.warn("Job should not contain line breaks");
      }
    }
    if (a.env() && a.name().contains(" ")) {
      throw new ModuleFailure("Invalid name for environment variable");
    }
  }

  /// `y` or `n`, whether there is such a file, then its content. A user's crontab that is not there
  /// yet is an error of `crontab -l` that says so.
  private static String ask(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var file = a.file();
    var reply =
        target.ask(
            file == null
                ? """
                command -v crontab >/dev/null || exit 91
                rb_o=$(LC_ALL=C crontab %s-l 2>&1; echo "x$?"); rb_s=${rb_o##*x}; rb_o=${rb_o%%x*}
                case $rb_s in
                  0) printf 'y%%s' "$rb_o";;
                  1) case $rb_o in *'no crontab'*|*'an'\\''t open'*|'') printf n;; *) echo "$rb_o" >&2; exit 92;; esac;;
                  *) echo "$rb_o" >&2; exit 92;;
                esac
                """
                    .formatted(user(a))
                : "rb_f=%s\nif [ -e \"$rb_f\" ]; then printf y; cat -- \"$rb_f\"; else printf n; fi"
                    .formatted(Words.expanded(file)));
    return switch (reply.rc()) {
      case 0 -> reply.stdout();
      case 91 -> throw new ModuleFailure("Failed to find required executable \"crontab\" in paths");
      default -> throw Said.failure("Unable to read crontab: " + reply.stderr().strip(), reply);
    };
  }

  private static String user(Arguments a) {
    return a.user() == null ? "" : "-u " + Quote.sh(a.user()) + " ";
  }

  private static boolean apply(Arguments a, Crontab tab) throws ModuleFailure {
    if (!a.env()) {
      return a.present() ? tab.put(a.name(), a.line()) : tab.remove(a.name());
    }
    if (!a.present()) {
      return tab.removeVariable(a.name());
    }
    var at = 0;
    var beside = a.insertafter() != null ? a.insertafter() : a.insertbefore();
    if (beside != null && tab.variable(a.name()) < 0) {
      at = tab.variable(beside);
      if (at < 0) {
        throw new ModuleFailure("Variable named '" + beside + "' not found.");
      }
      at += a.insertafter() != null ? 1 : 0;
    }
    return tab.putVariable(a.name(), a.name() + "=\"" + a.job() + "\"", at);
  }

  private static String write(Arguments a, String before, String after) {
    var backup =
        a.backup()
            ? "rb_b=$(mktemp /tmp/crontabXXXXXXXX); printf %s "
                + Quote.sh(before)
                + " >\"$rb_b\"; echo \"$rb_b\"\n"
            : "";
    var file = a.file();
    return backup
        + (file == null
            ? "printf %s " + Quote.sh(after) + " | crontab " + user(a) + "-\n"
            : Rewrite.file(Words.expanded(file), after, "644"));
  }

  private static Result removeFile(Arguments a, boolean exists, String before, Target target)
      throws ModuleFailure, Unreachable {
    Plan plan = target.plan();
    var file = a.file();
    if (exists && file != null) {
      plan.change(new Change(file, before, ""), "rm -f -- " + Words.expanded(file));
    }
    plan.apply();
    return Result.of(plan).with("cron_file", a.cronFile()).with("state", "absent").tellingOneDiff();
  }
}
