package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks out a Subversion repository, brings a working copy to a revision, or exports one, with
/// the host's `svn`.
@Name("ansible.builtin.subversion")
final class SubversionModule implements TaskModule<SubversionModule.Arguments> {
  private static final Pattern REVISION = Pattern.compile("(?m)^\\w+\\s?:\\s+(\\d+)$");
  private static final Pattern URL = Pattern.compile("(?m)^URL\\s?:.*$");

  /// A line of `svn update` that tells of a file.
  private static final Pattern FILE = Pattern.compile("(?m)^[ABDUCGE]\\s");

  /// A line of `svn status` that tells of a file that the repository has.
  private static final Pattern MODIFIED = Pattern.compile("(?m)^[^?X\\n]");

  record Arguments(
      @Doc(
              value = "The URL of the repository.",
              aliases = {"name", "repository"})
          String repo,
      @Doc("The folder of the working copy; not needed where nothing is written.")
          @Nullable String dest,
      @Doc(
              value = "The revision.",
              byDefault = "HEAD",
              aliases = {"rev", "version"})
          String revision,
      @Doc("Throw local changes away.") boolean force,
      @Doc("Check out over a folder that is there.") boolean inPlace,
      @Doc("The user of the repository.") @Nullable String username,
      @Doc(value = "The user's password.", secret = true) @Nullable String password,
      @Doc("The svn to use.") @Nullable String executable,
      @Doc(value = "Check out when there is no working copy.", byDefault = "yes") boolean checkout,
      @Doc(value = "Update when there is one.", byDefault = "yes") boolean update,
      @Doc("Export, without what svn keeps of it.") boolean export,
      @Doc(value = "Point the working copy to the repository before.", byDefault = "yes")
          boolean switch_,
      @Doc("Whether the server's certificate must be known.") boolean validateCerts) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.dest() == null && (a.checkout() || a.update() || a.export())) {
      throw new ModuleFailure(
          "the destination directory must be specified unless checkout=no, update=no, and"
              + " export=no");
    }
    var state = state(a, target).split("\036", -1);
    return switch (state[0]) {
      case "remote" -> Result.unchanged().with("after", revision(state[1]));
      case "missing" ->
          a.export()
              ? exported(a, target)
              : a.checkout() ? checkedOut(a, "", target) : Result.unchanged();
      case "copy" -> a.update() ? updated(a, state, target) : Result.unchanged();
      default -> {
        if (!a.inPlace()) {
          throw new ModuleFailure(
              "ERROR: %s folder already exists, but its not a subversion repository."
                  .formatted(a.dest()));
        }
        yield checkedOut(a, "--force ", target);
      }
    };
  }

  private static String state(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var look =
        !a.export() && !a.update() && !a.checkout()
            ? "printf 'remote\\036'; rb_svn info -- \"$rb_u\""
            : a.export()
                ? "printf missing"
                : """
                if [ ! -e "$rb_d" ]; then printf missing
                elif rb_i=$(rb_svn info -- "$rb_d" 2>/dev/null); then
                  printf 'copy\\036%%s\\036' "$rb_i"
                  rb_svn status --quiet --ignore-externals -- "$rb_d" || exit
                  printf '\\036'
                  %s
                else printf other; fi
                """
                    .formatted(
                        target.checking() && a.update()
                            ? "rb_svn info " + revision(a) + "\"$rb_d\""
                            : ":");
    var reply =
        target.ask(
            "command -v "
                + executable(a)
                + " >/dev/null || exit 90\n"
                + program(a)
                + "[ -z \"$rb_insecure\" ] || echo rb_insecure >&2\n"
                + look);
    if (reply.rc() == 90) {
      throw new ModuleFailure("Failed to find required executable \"svn\" in paths");
    }
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    if (reply.stderr().contains("rb_insecure")) {
      target.warn(
          "The authentication provided will be used on the svn command line and is not secure. To"
              + " securely pass credentials, upgrade svn to version 1.10.0 or greater.");
    }
    return reply.stdout();
  }

  private static String executable(Arguments a) {
    return a.executable() == null ? "svn" : Words.expanded(a.executable());
  }

  /// Defines `rb_svn`, svn that never asks and that is told the password in the safest way it has,
  /// `rb_u`, the repository, and `rb_d`, the working copy.
  private static String program(Arguments a) {
    var options =
        executable(a)
            + " --non-interactive --no-auth-cache"
            + (a.validateCerts() ? "" : " --trust-server-cert")
            + (a.username() == null ? "" : " --username " + Quote.sh(a.username()));
    var run =
        a.password() == null
            ? "rb_svn() { " + options + " \"$@\" </dev/null; }\n"
            : """
            rb_w=%s
            case $(%s --version --quiet) in
              0.*|1.[0-9].*)
                rb_insecure=y
                rb_svn() { %3$s --password "$rb_w" "$@" </dev/null; } ;;
              *) rb_svn() { printf %%s "$rb_w" | %3$s --password-from-stdin "$@"; } ;;
            esac
            """
                .formatted(Quote.sh(a.password()), executable(a), options);
    // names of files need a locale that knows their letters
    return "export LC_ALL=C.UTF-8\nrb_u=%s\nrb_d=%s\n"
            .formatted(Quote.sh(a.repo()), a.dest() == null ? "" : Words.expanded(a.dest()))
        + run;
  }

  private static Result exported(Arguments a, Target target) throws ModuleFailure, Unreachable {
    apply(
        a,
        "rb_svn export " + (a.force() ? "--force " : "") + revision(a) + "\"$rb_u\" \"$rb_d\"",
        target);
    return Result.changed();
  }

  private static Result checkedOut(Arguments a, String force, Target target)
      throws ModuleFailure, Unreachable {
    var revert = !force.isEmpty() && a.force() ? "rb_svn revert -R -- \"$rb_d\"\n" : "";
    var reply =
        apply(
            a, "rb_svn checkout " + force + revision(a) + "\"$rb_u\" \"$rb_d\"\n" + revert, target);
    return target.checking()
        ? Result.changed()
        : Result.changed().with("before", null).with("after", after(reply));
  }

  private static Result updated(Arguments a, String[] state, Target target)
      throws ModuleFailure, Unreachable {
    var modified = MODIFIED.matcher(state[2]).find();
    if (modified && !a.force()) {
      throw new ModuleFailure("ERROR: modified files exist in the repository.");
    }
    if (target.checking()) {
      var before = revision(state[1]);
      var after = revision(state[3]);
      return (modified || number(before) < number(after) ? Result.changed() : Result.unchanged())
          .with("before", before)
          .with("after", after);
    }
    // only svn knows whether a revision has anything new for this copy, and says so as it updates
    var reply =
        apply(
            a,
            (a.switch_() ? "rb_svn switch " + revision(a) + "\"$rb_u\" \"$rb_d\"\n" : "")
                + (modified ? "rb_svn revert -q -R -- \"$rb_d\"\n" : "")
                + "rb_svn update "
                + revision(a)
                + "\"$rb_d\"\n",
            target);
    return (modified || FILE.matcher(reply.stdout()).find() ? Result.changed() : Result.unchanged())
        .with("before", described(state[1]))
        .with("after", after(reply));
  }

  private static Reply apply(Arguments a, String commands, Target target)
      throws ModuleFailure, Unreachable {
    var reply =
        target
            .plan()
            .change(program(a) + commands + "\nprintf '\\036'; rb_svn info -- \"$rb_d\" || :\n")
            .tryApply();
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    return reply;
  }

  private static String revision(Arguments a) {
    return "-r " + Quote.sh(a.revision()) + " -- ";
  }

  private static List<String> after(Reply reply) {
    return described(reply.stdout().substring(reply.stdout().lastIndexOf('\036') + 1));
  }

  /// What `svn info` tells, in Ansible's two lines.
  private static List<String> described(String info) {
    var url = URL.matcher(info);
    return List.of(revision(info), url.find() ? url.group() : "Unable to get URL");
  }

  private static String revision(String info) {
    var revision = REVISION.matcher(info);
    return revision.find() ? revision.group() : "Unable to get revision";
  }

  private static long number(String revision) {
    var match = REVISION.matcher(revision);
    return match.find() ? Long.parseLong(match.group(1)) : 0;
  }
}
