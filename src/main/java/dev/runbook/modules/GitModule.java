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
import org.jspecify.annotations.Nullable;

/// Clones repositories and brings clones to a version, with the host's git.
@Name("ansible.builtin.git")
final class GitModule implements TaskModule<GitModule.Arguments> {

  record Arguments(
      @Doc(value = "The repository.", aliases = "name") String repo,
      @Doc("The folder of the clone; not needed with clone=no.") @Nullable String dest,
      @Doc(
              value = "A branch, tag or commit; HEAD is the remote's default branch.",
              byDefault = "HEAD")
          String version,
      @Doc(value = "The name of the remote.", byDefault = "origin") String remote,
      @Doc("What to fetch besides.") @Nullable String refspec,
      @Doc("A local repository to borrow objects from.") @Nullable String reference,
      @Doc("Throw local changes away.") boolean force,
      @Doc("How many commits of history to have.") @Nullable Integer depth,
      @Doc(value = "Clone when there is no clone.", byDefault = "yes") boolean clone_,
      @Doc(value = "Fetch when there is one.", byDefault = "yes") boolean update,
      @Doc("The commit must be signed.") boolean verifyCommit,
      @Doc("Take any host key.") boolean acceptHostkey,
      @Doc("Take the key of a host that is not known yet.") boolean acceptNewhostkey,
      @Doc("The private key for SSH.") @Nullable String keyFile,
      @Doc("More options for SSH.") @Nullable String sshOpts,
      @Doc("The git to use.") @Nullable String executable,
      @Doc("Without a working tree.") boolean bare,
      @Doc(value = "Submodules as well.", byDefault = "yes") boolean recursive,
      @Doc("Clone only the branch of the version.") boolean singleBranch,
      @Doc("Bring submodules to the newest commit of their branch.") boolean trackSubmodules,
      @Doc("The umask of new files.") @Nullable String umask,
      @Doc("A file to archive the version in; its extension tells the format.")
          @Nullable String archive,
      @Doc("What the names in the archive begin with.") @Nullable String archivePrefix,
      @Doc(
              value = "The fingerprints of which one must have signed the commit.",
              aliases = "gpg_whitelist",
              byDefault = "[]")
          List<String> gpgAllowlist,
      @Doc("The folder for what git keeps of the clone, in place of .git.")
          @Nullable String separateGitDir) {

    Arguments {
      if (separateGitDir != null && bare) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: separate_git_dir|bare");
      }
      if (archivePrefix != null && archive == null) {
        throw new IllegalArgumentException(
            "missing parameter(s) required by 'archive_prefix': archive");
      }
      if (acceptHostkey && acceptNewhostkey) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: accept_hostkey|accept_newhostkey");
      }
    }

    /// A path is asked for as a URL: only so does git respect the depth.
    String url() {
      return repo.startsWith("/") ? "file://" + repo : repo;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.dest() == null && a.clone_()) {
      throw new ModuleFailure("the destination directory must be specified unless clone=no");
    }
    if (a.version().startsWith("-") || a.remote().startsWith("-")) {
      throw new ModuleFailure("a version or remote cannot begin with '-'");
    }
    var state = GitState.ask(a, target);
    var result = bring(a, state, target);
    var archive = a.archive();
    return archive == null || !state.exists() && (!a.clone_() || target.checking())
        ? result
        : new GitArchive(a, archive).add(result, target);
  }

  private static Result bring(Arguments a, GitState state, Target target)
      throws ModuleFailure, Unreachable {
    var plan = target.plan().also(GitState.environment(a));
    if (!state.exists()) {
      var head = state.wanted(a.version());
      if (!a.clone_() || target.checking()) {
        plan.change(new Change(shown(a), "", head + "\n"), "");
        return Result.of(plan).with("before", null).with("after", head);
      }
      plan.change(new Change(shown(a), "", head + "\n"), clone(a, state));
      return finish(a, plan, state, Result.unchanged().with("before", null));
    }
    if (state.elsewhere()) {
      plan.change(
          new Change(shown(a) + "/.git", "", a.separateGitDir() + "\n"),
          "rb_git init --quiet --separate-git-dir " + GitState.separate(a));
    }
    var result = Result.unchanged().with("before", state.head());
    if (!a.update()) {
      if (state.elsewhere()) {
        plan.apply();
        result = result.orChanged(plan);
      }
      return result.with("after", state.head());
    }
    if (state.modified() && !a.force()) {
      throw new ModuleFailure(
          "Local modifications exist in the destination: " + a.dest() + " (force=no).",
          Result.unchanged().with("before", state.head()));
    }
    if (state.modified()) {
      result = result.with("msg", "Local modifications exist in the destination: " + a.dest());
      plan.change(
          new Change(shown(a), "modified\n", "unmodified\n"),
          a.bare() ? "" : "rb_git reset --hard HEAD");
    }
    var moved = !state.url().isEmpty() && !state.url().equals(a.url());
    if (moved || state.url().isEmpty()) {
      var set = "rb_git config -- remote." + Quote.sh(a.remote()) + ".url " + Quote.sh(a.url());
      if (moved) {
        plan.change(new Change(shown(a), state.url() + "\n", a.url() + "\n"), set);
      } else {
        plan.also(set);
      }
    }
    var wanted = state.wanted(a.version());
    if (!state.isAt(wanted) || moved || state.modified()) {
      var commands = fetch(a, state) + checkout(a, state);
      if (state.isAt(wanted)) {
        plan.also(commands);
      } else {
        plan.change(new Change(shown(a), state.head() + "\n", wanted + "\n"), commands);
      }
    }
    if (!plan.changed() && !a.bare() && state.isMisnamed(a.version())) {
      // no change to Ansible, as the files stay what they are
      target
          .plan()
          .also(GitState.environment(a))
          .change(fetch(a, state) + checkout(a, state))
          .apply();
    }
    if (a.recursive()
        && !a.bare()
        && (state.submodulesBehind() || plan.changed() || a.trackSubmodules())) {
      var update = submodules(a);
      if (state.submodulesBehind()) {
        plan.change(new Change(shown(a) + " submodules", "behind\n", "updated\n"), update);
        result = result.with("submodules_changed", true);
      } else {
        plan.also(update);
      }
    }
    return finish(a, plan, state, result.with("remote_url_changed", moved));
  }

  private static String shown(Arguments a) {
    return a.dest() == null ? a.repo() : a.dest();
  }

  private static Result finish(Arguments a, Plan plan, GitState state, Result result)
      throws ModuleFailure, Unreachable {
    var verify = a.verifyCommit() ? GitState.signature(a) : "";
    var reply = plan.also(verify + "printf '\\036'; rb_git rev-parse HEAD\n").tryApply();
    if (!reply.ok()) {
      throw Said.failure(
          "Failed to bring " + shown(a) + " to " + a.version() + ": " + reply.stderr().strip(),
          reply);
    }
    var after =
        plan.willRun()
            ? reply.stdout().substring(reply.stdout().lastIndexOf('\036') + 1).strip()
            : plan.changed() ? state.wanted(a.version()) : state.head();
    return Result.of(plan).withAll(result.with("after", after).values());
  }

  private static String depth(Arguments a, GitState state) {
    return a.depth() == null || !state.isNamed(a.version()) ? "" : "--depth " + a.depth() + " ";
  }

  private static String clone(Arguments a, GitState state) throws ModuleFailure {
    var named = !a.version().equals("HEAD") && state.isNamed(a.version()) && !a.bare();
    return "mkdir -p -- \"$(dirname -- \"$rb_d\")\"; cd -- \"$(dirname -- \"$rb_d\")\"\n"
        + "rb_program clone "
        + (a.bare() ? "--bare " : "--origin " + Quote.sh(a.remote()) + " ")
        + depth(a, state)
        + (a.singleBranch() ? "--single-branch " : "")
        + (named ? "--branch " + Quote.sh(a.version()) + " " : "")
        + (a.separateGitDir() == null ? "" : "--separate-git-dir " + GitState.separate(a) + " ")
        + (a.reference() == null ? "" : "--reference " + Words.expanded(a.reference()) + " ")
        + "-- "
        + Quote.sh(a.url())
        + " \"$rb_d\"\n"
        + (a.refspec() == null
            ? ""
            : "rb_git fetch " + Quote.sh(a.remote()) + " " + Quote.sh(a.refspec()) + "\n")
        + checkout(a, state)
        + (a.recursive() && !a.bare() ? submodules(a) : "");
  }

  private static String fetch(Arguments a, GitState state) {
    var remote = Quote.sh(a.remote());
    var refs = a.refspec() == null ? "" : " " + Quote.sh(a.refspec());
    var force = a.force() ? "--force " : "";
    if (a.bare()) {
      return "rb_git fetch "
          + force
          + remote
          + " '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'"
          + refs
          + "\n";
    }
    var depth = depth(a, state);
    if (depth.isEmpty()) {
      return "rb_git fetch --tags "
          + force
          + remote
          + "\n"
          + (refs.isEmpty() ? "" : "rb_git fetch " + force + remote + refs + "\n");
    }
    var name = a.version().equals("HEAD") ? state.defaultBranch() : a.version();
    var ref =
        state.isBranch(name)
            ? "+refs/heads/%1$s:refs/remotes/%2$s/%1$s".formatted(name, a.remote())
            : "+refs/tags/%1$s:refs/tags/%1$s".formatted(name);
    // a short clone follows a single branch only
    var follow =
        state.isBranch(name)
            ? "rb_git remote set-branches --add " + remote + " " + Quote.sh(name) + "\n"
            : "";
    return follow + "rb_git fetch " + depth + force + remote + " " + Quote.sh(ref) + refs + "\n";
  }

  /// A branch of the remote becomes a local one of the same name that is exactly where the remote's
  /// is; anything else is checked out as it is.
  private static String checkout(Arguments a, GitState state) {
    if (a.bare()) {
      return "";
    }
    var name = a.version().equals("HEAD") ? state.defaultBranch() : a.version();
    if (!state.isBranch(name)) {
      return "rb_git checkout --force " + Quote.sh(name) + " --\n";
    }
    var branch = Quote.sh(name);
    var there = Quote.sh(a.remote() + "/" + name);
    return """
    if rb_git show-ref --verify --quiet refs/heads/%1$s; then
      rb_git checkout --force %1$s --; rb_git reset --hard %2$s --
    else
      rb_git checkout --force --track -b %1$s %2$s --
    fi
    """
        .formatted(branch, there);
  }

  private static String submodules(Arguments a) {
    return "if [ -e \"$rb_d/.gitmodules\" ]; then rb_git submodule sync; rb_git submodule update"
        + " --init --recursive"
        + (a.trackSubmodules() ? " --remote" : "")
        + (a.force() ? " --force" : "")
        + "; fi\n";
  }
}
