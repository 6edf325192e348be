package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One unit of systemd: looks at it, and makes it enabled, masked, started or stopped as wanted.
///
/// @param control `systemctl` with its options
record Systemd(
    String unit,
    String control,
    @Nullable Action state,
    @Nullable Boolean enabled,
    @Nullable Boolean masked) {
  private static final Set<String> VALID =
      Set.of(
          "enabled",
          "enabled-runtime",
          "linked",
          "linked-runtime",
          "masked",
          "masked-runtime",
          "static",
          "indirect",
          "disabled",
          "generated",
          "transient");

  /// What `is-enabled` is content with, but not a task that wants the unit enabled for good.
  private static final Set<String> NOT_QUITE = Set.of("enabled-runtime", "indirect", "alias");

  /// What a task may want of a service's state.
  enum Action {
    RELOADED("reload"),
    RESTARTED("restart"),
    STARTED("start"),
    STOPPED("stop");

    private final String verb;

    Action(String verb) {
      this.verb = verb;
    }

    String verb() {
      return verb;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// `rb_offline`: whether there is no manager to talk to because this is a chroot, or because
  /// somebody says so.
  static final String OFFLINE =
      """
      rb_offline() {
        [ -n "$debian_chroot" ] || [ "$SYSTEMD_OFFLINE" = 1 ] && return
        rb_r=$(stat -L -c %i:%d /proc/1/root/. 2>/dev/null) || rb_r=2:$(stat -c %d /)
        [ "$rb_r" != "$(stat -c %i:%d /)" ]
      }
      """;

  /// Has the manager do something for itself; what came of it is for [#checkManager] to read.
  static String manager(String control, String verb) {
    return """
    %1$s %2$s || { rb_c=$?; printf '\036%%s\036%2$s\036' $rb_c >&2; rb_offline || exit 90; }
    """
        .formatted(control, verb);
  }

  /// Fails or warns when the manager did not do what it was told.
  static void checkManager(Reply reply, Target target) throws ModuleFailure {
    var said = reply.stderr().split("\036", -1);
    for (var i = 0; i + 2 < said.length; i += 3) {
      var text = said[i].strip();
      if (reply.rc() == 90) {
        throw new ModuleFailure(
            "failure %s during %s: %s\n".formatted(said[i + 1], said[i + 2], text));
      }
      target.warn(
          "%s failed, but target is a chroot or systemd is offline. Continuing. Error was: %s / %s"
              .formatted(said[i + 2], said[i + 1], text));
    }
  }

  /// Prints the properties, then what `is-enabled` says, then whether there is an init script and
  /// whether that is enabled, then, where there are no properties, whether this is no running
  /// system at all.
  String look() {
    var name = Quote.sh(unit);
    return """
    rb_o=$(%1$s show -- %2$s 2>&1); printf '%%s\036%%s\036' "$rb_o" $?
    %1$s is-enabled -l -- %2$s 2>/dev/null; printf '\036%%s\036' $?
    if [ -x /etc/init.d/%2$s ]; then
      printf script
      for rb_f in /etc/rc?.d/S??%2$s; do if [ -e "$rb_f" ]; then printf ' on'; break; fi; done
    fi
    printf '\036'
    case $rb_o in *ActiveState=*) ;; *) if rb_offline; then printf offline; fi ;; esac
    """
        .formatted(control, name);
  }

  /// @param told what {@link #look} printed
  Result run(String told, Target target) throws ModuleFailure, Unreachable {
    var parts = told.split("\036", -1);
    var ignored = parts[0].contains("ignoring request") || parts[0].contains("ignoring command");
    var status = parts[1].equals("0") && !ignored ? properties(parts[0]) : Map.<String, String>of();
    var word = parts[2].strip();
    // further lines name the links
    var first = word.lines().findFirst().orElse("");
    var script = parts[4].startsWith("script");
    var load = status.getOrDefault("LoadState", "not-found");
    var known = status.isEmpty() ? VALID.contains(first) : !load.equals("not-found");
    var error = status.get("LoadError");
    if (known && error != null && !load.equals("masked")) {
      throw new ModuleFailure("Error loading unit file '" + unit + "': " + error);
    }
    if (script && !known) {
      target.warn(
          "The service ("
              + unit
              + ") is actually an init script but the system is managed by systemd");
    }
    var found = known || script;
    if (!found && (enabled != null || state != null)) {
      throw new ModuleFailure("Could not find the requested service " + unit + ": host");
    }
    var plan = target.plan();
    var result = Result.unchanged().with("name", unit).with("status", status);
    if (masked != null && masked != first.equals("masked")) {
      plan.change(
          new Change(unit, first + "\n", masked ? "masked\n" : "unmasked\n"),
          step(masked ? "mask" : "unmask", found ? 83 : 80));
    }
    if (enabled != null) {
      var on = isEnabled(word, parts[3].equals("0"), parts[4].endsWith(" on"));
      if (on != enabled) {
        plan.change(
            new Change(unit, on ? "enabled\n" : "disabled\n", enabled ? "enabled\n" : "disabled\n"),
            step(enabled ? "enable" : "disable", 81));
      }
      result = result.with("enabled", enabled);
    }
    if (state != null) {
      var active = status.get("ActiveState");
      if (active == null && !parts[5].equals("offline")) {
        throw new ModuleFailure("Service is in unknown state", Map.of("status", status));
      }
      if (active == null) {
        target.warn(
            "Target is a chroot or systemd is offline. This can lead to false positives or "
                + "prevent the init system tools from working.");
      } else {
        var verb = verb(active);
        if (verb != null) {
          plan.change(new Change(unit, active + "\n", verb + "\n"), step(verb, 82));
        }
      }
      result = result.with("state", word(state, active));
    }
    var reply = plan.tryApply();
    if (!reply.ok()) {
      var said = reply.stdout().strip();
      var verb = said.substring(said.lastIndexOf('\036') + 1);
      throw new ModuleFailure(
          switch (reply.rc()) {
            case 80 -> "Could not find the requested service " + unit + ": host";
            case 83 ->
                "Failed to %s the service (%s): %s".formatted(verb, unit, reply.stderr().strip());
            default -> "Unable to " + verb + " service " + unit + ": " + reply.stderr();
          });
    }
    return Result.of(plan).withAll(result.values());
  }

  private static String word(Action state, @Nullable String active) {
    return active == null || state == Action.STARTED || state == Action.STOPPED
        ? state.word()
        : "started";
  }

  private String step(String verb, int failure) {
    var command = control + " " + verb + " -- " + Quote.sh(unit);
    return command + " || { printf '\\036" + verb + "'; exit " + failure + "; }\n";
  }

  private boolean isEnabled(String word, boolean ok, boolean script) {
    if (ok) {
      return !NOT_QUITE.contains(word);
    }
    return script && !word.endsWith("disabled");
  }

  private @Nullable String verb(String active) {
    var running = active.equals("active") || active.equals("activating");
    return switch (state) {
      case STARTED -> running ? null : "start";
      case STOPPED -> running || active.equals("deactivating") ? "stop" : null;
      case RESTARTED, RELOADED -> running ? state.verb() : "start";
      case null -> null;
    };
  }

  /// Lines of `systemctl show`; a value of `Exec...` that opens a brace goes on until it is closed.
  static Map<String, String> properties(String text) {
    var properties = new LinkedHashMap<String, String>();
    String open = null;
    var value = new StringBuilder();
    for (var line : text.lines().toList()) {
      if (open != null) {
        value.append('\n').append(line);
        if (line.stripTrailing().endsWith("}")) {
          properties.put(open, value.toString().strip());
          open = null;
        }
        continue;
      }
      var equals = line.indexOf('=');
      if (equals < 0) {
        continue;
      }
      var key = line.substring(0, equals);
      var rest = line.substring(equals + 1);
      if (key.startsWith("Exec") && rest.startsWith("{") && !rest.stripTrailing().endsWith("}")) {
        open = key;
        value = new StringBuilder(rest);
      } else {
        properties.put(key, rest.strip());
      }
    }
    return properties;
  }
}
