package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What ufw has and, by its own dry run, would have after one more rule.
///
/// @param status what `ufw status verbose` prints
/// @param settings of `/etc/default/ufw` and `/etc/ufw/ufw.conf`
/// @param before the rules that the dry run is about, one in a line
/// @param after the same rules as the dry run leaves them
record UfwState(String status, Map<String, String> settings, String before, String after) {
  private static final String LOOK =
      """
      export LC_ALL=C LANG=C
      command -v ufw >/dev/null || exit 90
      ufw status verbose || exit
      printf '\\036'; cat /etc/default/ufw /etc/ufw/ufw.conf 2>/dev/null
      printf '\\036'; cat /lib/ufw/user.rules /etc/ufw/user.rules /var/lib/ufw/user.rules 2>/dev/null
      printf '\\036'; cat /lib/ufw/user6.rules /etc/ufw/user6.rules /var/lib/ufw/user6.rules 2>/dev/null
      printf '\\036'
      """;

  static UfwState ask(Target target, @Nullable String rule) throws ModuleFailure, Unreachable {
    var reply = target.ask(rule == null ? LOOK : LOOK + "ufw --dry-run " + rule + " || exit\n");
    if (reply.rc() == 90) {
      throw new ModuleFailure("Failed to find required executable \"ufw\" in paths");
    }
    if (!reply.ok()) {
      var said = reply.stderr().strip();
      throw new ModuleFailure(said.isEmpty() ? reply.stdout() : said);
    }
    var parts = reply.stdout().split("\036", -1);
    var settings = new HashMap<String, String>();
    for (var line : parts[1].lines().toList()) {
      var equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        settings.put(
            line.substring(0, equals), line.substring(equals + 1).replace("\"", "").strip());
      }
    }
    // the dry run prints the whole file of each address family that it would change
    var dry = parts[4];
    var six = dry.indexOf(":ufw6-user-input");
    var before = "";
    var after = "";
    if (dry.contains(":ufw-user-input")) {
      before += tuples(parts[2]);
      after += tuples(six < 0 ? dry : dry.substring(0, six));
    }
    if (six >= 0) {
      before += tuples(parts[3]);
      after += tuples(dry.substring(six));
    }
    return new UfwState(parts[0], settings, before, after);
  }

  private static String tuples(String rules) {
    return rules
        .lines()
        .filter(l -> l.startsWith("### tuple"))
        .map(l -> l + "\n")
        .collect(Collectors.joining());
  }

  boolean active() {
    return status.contains("Status: active");
  }

  /// @param direction `incoming`, `outgoing` or `routed`
  String policy(String direction) {
    var chain =
        switch (direction) {
          case "outgoing" -> "OUTPUT";
          case "routed" -> "FORWARD";
          default -> "INPUT";
        };
    return switch (settings.getOrDefault("DEFAULT_" + chain + "_POLICY", "")) {
      case "DROP" -> "deny";
      case "ACCEPT" -> "allow";
      case "REJECT" -> "reject";
      default -> "";
    };
  }

  String logging() {
    return settings.getOrDefault("LOGLEVEL", "low");
  }
}
