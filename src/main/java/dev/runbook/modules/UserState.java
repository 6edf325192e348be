package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.modules.Accounts.Group;
import dev.runbook.modules.Accounts.Shadow;
import dev.runbook.modules.Accounts.User;
import dev.runbook.modules.UserModule.Arguments;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a host knows of one user.
///
/// @param user null when there is none
/// @param groups all of them, as far as the host lists them
/// @param hasHome whether the home folder exists, the wanted one when a task names it
/// @param home where the task wants its home, as the host reads it, empty when it does not say
/// @param shell the shell that the task wants, likewise
/// @param hasParent whether the folder above it exists
/// @param keyFile where the key is or will be, empty when none is asked for
/// @param keyFiles which of its files exist: `private`, `public`
/// @param key what `ssh-keygen -l` says of the key, empty when there is no key
record UserState(
    @Nullable User user,
    Shadow shadow,
    List<Group> groups,
    String home,
    String shell,
    boolean hasHome,
    boolean hasParent,
    String keyFile,
    List<String> keyFiles,
    String key,
    String publicKey) {

  /// Prints the state, each value on a line of its own, the groups last.
  static String look(Arguments a) {
    var name = Quote.sh(a.name());
    var script = new StringBuilder(Accounts.FUNCTIONS);
    script.append(
        Boolean.TRUE.equals(a.local()) ? "rb_pw=$(rb_local passwd " : "rb_pw=$(rb_entry passwd ");
    script.append(name).append(") || rb_pw=\necho \"$rb_pw\"\n");
    script.append("rb_local shadow ").append(name).append(" || echo\n");
    script
        .append("rb_h=")
        .append(a.home() == null ? "${rb_pw%:*}; rb_h=${rb_h##*:}" : Words.expanded(a.home()));
    script.append(
        """

        if [ -e "$rb_h" ]; then echo y; else echo n; fi
        if [ -d "${rb_h%/*}/" ]; then echo y; else echo n; fi
        """);
    if (a.wantsKey()) {
      // a user that is not there yet gets the home that useradd gives
      var home =
          a.home() == null
              ? "$(useradd -D 2>/dev/null | sed -n 's/^HOME=//p'); rb_o=${rb_o:-/home}/" + name
              : "$rb_h";
      script.append("rb_k=").append(Words.expanded(a.keyFile()));
      script.append("\nrb_o=${rb_pw%:*}; rb_o=${rb_o##*:}\n");
      script.append("if [ ! \"$rb_pw\" ]; then rb_o=").append(home).append("; fi\n");
      script.append(
          """
          case $rb_k in /*) ;; *) rb_k=$rb_o/$rb_k;; esac
          printf '%s\n' "$rb_k"
          rb_f=; rb_l=
          if [ -e "$rb_k" ]; then rb_f=private; rb_l=$(ssh-keygen -l -f "$rb_k" 2>&1 | head -n 1); fi
          if [ -e "$rb_k.pub" ]; then rb_f="$rb_f public"; fi
          printf '%s\n' "$rb_f" "$rb_l" "$(head -n 1 -- "$rb_k.pub" 2>/dev/null)"
          """);
    } else {
      script.append("echo; echo; echo; echo\n");
    }
    script.append(expanded(a.home())).append(expanded(a.shell())).append("cat /etc/group\n");
    var wanted = new ArrayList<>(a.groups() == null ? List.<String>of() : a.groups());
    if (a.group() != null) {
      wanted.add(a.group());
    }
    for (var group : wanted) {
      if (!group.isEmpty()) {
        var word = Quote.sh(group);
        script.append(
            "rb_local group %s >/dev/null || getent group %s 2>/dev/null\n".formatted(word, word));
      }
    }
    return script.append(":\n").toString();
  }

  private static String expanded(@Nullable String path) {
    return path == null ? "echo\n" : "printf '%s\\n' " + Words.expanded(path) + "\n";
  }

  static UserState ask(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var reply = target.ask(look(a));
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    return parse(reply.stdout());
  }

  static UserState parse(String text) {
    var lines = text.lines().toList();
    return new UserState(
        User.of(lines.get(0)),
        Shadow.of(lines.get(1)),
        Group.all(lines.subList(10, lines.size())),
        lines.get(8),
        lines.get(9),
        lines.get(2).equals("y"),
        lines.get(3).equals("y"),
        lines.get(4),
        List.of(lines.get(5).strip().split(" ", -1)),
        lines.get(6),
        lines.get(7));
  }

  /// The names of groups that list the user as a member.
  List<String> memberships() {
    return user == null
        ? List.of()
        : groups.stream().filter(g -> g.members().contains(user.name())).map(Group::name).toList();
  }

  /// By number or name.
  Group group(String wanted) throws ModuleFailure {
    for (var group : groups) {
      if (wanted.equals(Long.toString(group.gid()))) {
        return group;
      }
    }
    for (var group : groups) {
      if (wanted.equals(group.name())) {
        return group;
      }
    }
    throw new ModuleFailure("Group " + wanted + " does not exist");
  }

  boolean hasGroup(String name) {
    return groups.stream().anyMatch(g -> g.name().equals(name));
  }
}
