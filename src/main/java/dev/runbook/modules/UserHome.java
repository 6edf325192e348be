package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.modules.UserModule.Arguments;
import java.util.List;

/// A user's home folder, and the key in it.
record UserHome(Arguments arguments, Target target) {

  /// Words that make the folder and fill it as `useradd` does.
  String make(String home) {
    var skeleton = arguments.skeleton() == null ? "/etc/skel" : arguments.skeleton();
    return """
    rb_h=%s; rb_s=%s
    mkdir -p -- "$rb_h"
    if [ -d "$rb_s" ]; then cp -R "$rb_s/." "$rb_h"; fi
    rb_u=$(sed -n 's/^UMASK[[:space:]][[:space:]]*\\([0-7][0-7]*\\).*/\\1/p' /etc/login.defs 2>/dev/null | head -n 1)
    if [ "$rb_u" ]; then chmod "$(printf %%o $((0777 & ~0$rb_u)))" "$rb_h"; fi
    chown -R -h -- "$(id -u %s):$(id -g %s)" "$rb_h"
    """
        .formatted(
            Quote.sh(home),
            Quote.sh(skeleton),
            Quote.sh(arguments.name()),
            Quote.sh(arguments.name()));
  }

  /// Announces a key pair when one is wanted and not there.
  void key(UserState state, Plan plan) {
    if (!arguments.wantsKey()) {
      return;
    }
    for (var kind : List.of("private", "public")) {
      if (!state.keyFiles().contains(kind)) {
        continue;
      }
      var file = state.keyFile() + (kind.equals("public") ? ".pub" : "");
      var what = "existing ssh key %s file \"%s\"".formatted(kind, file);
      if (!arguments.force()) {
        target.warn("Found " + what + ", no force, so skipping ssh-keygen generation");
        return;
      }
      target.warn("Overwriting " + what);
    }
    var comment =
        arguments.sshKeyComment() == null
            ? "\"ansible-generated on $(uname -n)\""
            : Quote.sh(arguments.sshKeyComment());
    var phrase = arguments.sshKeyPassphrase() == null ? "" : arguments.sshKeyPassphrase();
    plan.change(
        new Change("key of " + arguments.name(), state.key() + "\n", arguments.sshKeyType() + "\n"),
        """
        rb_n=%s; rb_k=%s
        rb_o=$(id -u "$rb_n"):$(id -g "$rb_n")
        case $rb_k in /*) ;; *) eval "rb_k=~$rb_n/\\$rb_k";; esac
        if ! [ -d "${rb_k%%/*}" ]; then mkdir -m 700 "${rb_k%%/*}"; chown -h "$rb_o" "${rb_k%%/*}"; fi
        rm -f "$rb_k" "$rb_k.pub"
        ssh-keygen -q -t %s %s-C %s -f "$rb_k" -N %s
        chown "$rb_o" "$rb_k" "$rb_k.pub"
        """
            .formatted(
                Quote.sh(arguments.name()),
                Words.expanded(arguments.keyFile()),
                Quote.sh(arguments.sshKeyType()),
                arguments.sshKeyBits() > 0 ? "-b " + arguments.sshKeyBits() + " " : "",
                comment,
                Quote.sh(phrase)));
  }
}
