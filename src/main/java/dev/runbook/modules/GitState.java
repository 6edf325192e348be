package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.modules.GitModule.Arguments;
import dev.runbook.remote.Unreachable;
import java.util.LinkedHashMap;
import java.util.Map;

/// A clone on a host, and what its remote has.
///
/// @param head the commit that is checked out, empty in an empty clone
/// @param url of the remote, empty when there is no such remote
/// @param modified whether tracked files were changed
/// @param submodulesBehind whether submodules are not where they belong
/// @param elsewhere whether what git keeps of it is not in the folder that is asked for
/// @param branch that is checked out, empty where none is
/// @param tagged whether it has the tag that the version may name
/// @param refs of the remote, by full name; a tag's own commit is under `NAME^{}`
/// @param defaultBranch of the remote
record GitState(
    boolean exists,
    String head,
    String url,
    boolean modified,
    boolean submodulesBehind,
    boolean elsewhere,
    String branch,
    boolean tagged,
    Map<String, String> refs,
    String defaultBranch) {

  /// Defines `rb_program`, git that never asks, and `rb_git`, the same in the clone.
  static String environment(Arguments a) throws ModuleFailure {
    var options = a.sshOpts() == null ? "" : " " + a.sshOpts();
    if (a.acceptHostkey() && !options.contains("StrictHostKeyChecking")) {
      options += " -o StrictHostKeyChecking=no";
    }
    if (a.acceptNewhostkey() && !options.contains("StrictHostKeyChecking")) {
      options += " -o StrictHostKeyChecking=accept-new";
    }
    var key = a.keyFile() == null ? "" : " -i '$rb_k' -o IdentitiesOnly=yes";
    if (a.umask() != null && !a.umask().matches("[0-7]+")) {
      throw new ModuleFailure("umask must be an octal integer");
    }
    return """
    export LC_ALL=C GIT_TERMINAL_PROMPT=0
    %s%sexport GIT_SSH_COMMAND="ssh -o BatchMode=yes%s"%s
    rb_d=%s
    rb_program() { %s "$@" </dev/null; }
    rb_git() { rb_program -C "$rb_d" "$@"; }
    """
        .formatted(
            a.umask() == null ? "" : "umask " + a.umask() + "\n",
            a.keyFile() == null ? "" : "rb_k=" + Words.expanded(a.keyFile()) + "\n",
            key,
            Quote.sh(options),
            a.dest() == null ? "." : Words.expanded(a.dest()),
            a.executable() == null ? "git" : Words.expanded(a.executable()));
  }

  static GitState ask(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var remote = Quote.sh(a.remote());
    var commit = a.version().matches("[0-9a-f]{40}") ? Quote.sh(a.version()) : "''";
    var script =
        environment(a)
            + """
            command -v %1$s >/dev/null || exit 90
            if [ -e "$rb_d/.git" ] || [ -f "$rb_d/HEAD" -a -d "$rb_d/objects" ]; then
              echo y
              rb_h=$(rb_git rev-parse --verify -q HEAD) || rb_h=
              echo "$rb_h"
              rb_git config --get remote.%2$s.url || echo
              if [ %3$s = no ] && [ "$(rb_git status --porcelain --untracked-files=no | head -n 1)" ]; then echo y; else echo n; fi
              if [ -e "$rb_d/.gitmodules" ] && rb_git submodule status --recursive 2>/dev/null | grep -q '^[-+U]'; then echo y; else echo n; fi
              rb_s=%7$s
              if [ -n "$rb_s" ] && [ "$(readlink -f -- "$rb_s")" != "$(rb_git rev-parse --absolute-git-dir)" ]; then echo y; else echo n; fi
              rb_git symbolic-ref -q --short HEAD || echo
              if rb_git rev-parse --verify -q refs/tags/%8$s >/dev/null; then echo y; else echo n; fi
              if [ %4$s = no ] || [ "$rb_h" = %5$s ]; then exit 0; fi
            else
              printf 'n\\n\\n\\nn\\nn\\nn\\n\\nn\\n'
            fi
            rb_program ls-remote --symref -- %6$s 2>/dev/null || rb_program ls-remote -- %6$s || exit 91
            """
                .formatted(
                    a.executable() == null ? "git" : Words.expanded(a.executable()),
                    remote,
                    a.bare() ? "yes" : "no",
                    a.update() ? "yes" : "no",
                    commit,
                    Quote.sh(a.url()),
                    separate(a),
                    Quote.sh(a.version()));
    var reply = target.ask(script);
    if (reply.rc() == 90) {
      throw new ModuleFailure("Failed to find required executable \"git\" in paths");
    }
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    return parse(reply.stdout());
  }

  /// `separate_git_dir` as a word, empty when it is not said.
  static String separate(Arguments a) {
    return a.separateGitDir() == null ? "''" : Words.expanded(a.separateGitDir());
  }

  /// Commands that fail when the version is not signed, or not by one of those who may.
  static String signature(Arguments a) {
    var version = Quote.sh(a.version());
    var allowed = a.gpgAllowlist();
    var check =
        """
        if [ "$(rb_git cat-file -t %1$s)" = tag ]; then rb_c=verify-tag; else rb_c=verify-commit; fi
        rb_v=$(rb_git $rb_c --raw %1$s 2>&1) || { echo "Failed to verify GPG signature of commit/tag \"%1$s\" $rb_v" >&2; exit 1; }
        """
            .formatted(version);
    return allowed.isEmpty()
        ? check
        : check
            + """
            rb_f=$(printf '%%s\n' "$rb_v" | sed -n 's/^.GNUPG:. VALIDSIG .* //p')
            case %s in *" $rb_f "*) ;; *)
              echo "The gpg_allowlist does not include the public key \"$rb_f\" for this commit" >&2; exit 1 ;;
            esac
            """
                .formatted(Quote.sh(" " + String.join(" ", allowed) + " "));
  }

  private static GitState parse(String text) {
    var lines = text.lines().toList();
    var refs = new LinkedHashMap<String, String>();
    var branch = "";
    for (var line : lines.subList(8, lines.size())) {
      var words = line.split("\t", 2);
      if (words.length == 2 && words[0].startsWith("ref: refs/heads/") && words[1].equals("HEAD")) {
        branch = words[0].substring("ref: refs/heads/".length());
      } else if (words.length == 2) {
        refs.put(words[1], words[0]);
      }
    }
    if (branch.isEmpty() && refs.get("HEAD") != null) {
      // a server that does not tell: the branch that is where HEAD is, master first
      var head = refs.get("HEAD");
      branch =
          refs.entrySet().stream()
              .filter(e -> e.getKey().startsWith("refs/heads/") && e.getValue().equals(head))
              .map(e -> e.getKey().substring("refs/heads/".length()))
              .sorted((x, y) -> Boolean.compare(!x.equals("master"), !y.equals("master")))
              .findFirst()
              .orElse("");
    }
    return new GitState(
        lines.get(0).equals("y"),
        lines.get(1),
        lines.get(2),
        lines.get(3).equals("y"),
        lines.get(4).equals("y"),
        lines.get(5).equals("y"),
        lines.get(6),
        lines.get(7).equals("y"),
        refs,
        branch);
  }

  boolean isBranch(String name) {
    return refs.containsKey("refs/heads/" + name);
  }

  /// Whether the remote has a branch or tag of the name.
  boolean isNamed(String version) {
    return version.equals("HEAD") || isBranch(version) || refs.containsKey("refs/tags/" + version);
  }

  /// Whether a clone that is at the commit of a version has yet to be told its name: another branch
  /// is checked out, or the tag is new.
  boolean isMisnamed(String version) {
    var name = version.equals("HEAD") ? defaultBranch : version;
    if (isBranch(name)) {
      return !branch.equals(name);
    }
    return !name.isEmpty() && !branch.isEmpty() || refs.containsKey("refs/tags/" + name) && !tagged;
  }

  /// The commit of a version, as far as the remote tells: a commit's own name is taken as it is.
  String wanted(String version) {
    for (var name :
        new String[] {
          version.equals("HEAD") ? "HEAD" : "refs/heads/" + version,
          "refs/tags/" + version + "^{}",
          "refs/tags/" + version
        }) {
      var commit = refs.get(name);
      if (commit != null) {
        return commit;
      }
    }
    return version;
  }

  boolean isAt(String commit) {
    return !head.isEmpty()
        && (head.equals(commit) || commit.matches("[0-9a-f]{7,39}") && head.startsWith(commit));
  }
}
