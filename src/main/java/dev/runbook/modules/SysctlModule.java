package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Keeps a setting of the kernel in a file, and sets it now.
@Name("ansible.posix.sysctl")
final class SysctlModule implements TaskModule<SysctlModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT
  }

  record Arguments(
      @Doc(value = "The setting, net.ipv4.ip_forward.", aliases = "key") String name,
      @Doc(value = "Its value.", aliases = "val") @Nullable String value,
      @Doc(value = "Whether the file has it.", byDefault = "present") State state,
      @Doc(value = "Read the file anew after a change.", byDefault = "yes") boolean reload,
      @Doc("Set it now, too.") boolean sysctlSet,
      @Doc("Ignore settings that the kernel does not know.") boolean ignoreerrors,
      @Doc(value = "The file.", byDefault = "/etc/sysctl.conf") String sysctlFile) {

    Arguments {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("name cannot be blank");
      }
      if (state == State.PRESENT && value == null) {
        throw new IllegalArgumentException(
            "state is present but all of the following are missing: value");
      }
      if (state == State.PRESENT && value != null && value.isEmpty()) {
        throw new IllegalArgumentException("value cannot be blank");
      }
    }

    /// Ansible writes words for yes and no as numbers.
    String wanted() {
      var text = value == null ? "" : value.strip();
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "y", "yes", "on", "true", "t" -> "1";
        case "n", "no", "off", "false", "f" -> "0";
        default -> text;
      };
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var file = Words.expanded(a.sysctlFile());
    var reply =
        target.ask(
            "export LC_ALL=C; rb_f=%s\nsysctl -e -n %s 2>/dev/null; printf '\\036'\nif [ -e \"$rb_f\" ]; then cat -- \"$rb_f\"; fi"
                .formatted(file, Quote.sh(a.name())));
    var parts = reply.stdout().split("\036", 2);
    var now = words(parts[0]);
    var before = parts.length > 1 ? parts[1] : "";
    var after = edited(a, before);
    var plan = target.plan();
    var ignore = a.ignoreerrors() ? "-e " : "";
    var sets = a.sysctlSet() && a.state() == State.PRESENT && !now.equals(words(a.wanted()));
    if (sets) {
      plan.change(
          new Change(a.name(), now + "\n", a.wanted() + "\n"),
          "sysctl " + ignore + "-w " + Quote.sh(a.name() + "=" + a.wanted()) + " >/dev/null");
    }
    if (after != null) {
      plan.change(new Change(a.sysctlFile(), before, after), Rewrite.file(file, after, "644"));
      if (a.reload()) {
        plan.also("sysctl " + ignore + "-p " + file + " >/dev/null");
      }
    }
    var done = plan.tryApply();
    if (!done.ok()) {
      throw Said.failure("Failed to reload sysctl: " + done.stdout() + done.stderr().strip(), done);
    }
    return Result.of(plan);
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }

  /// The file with the setting as wanted, null when it is so already. Only the first line of each
  /// setting is kept, as Ansible does.
  private static @Nullable String edited(Arguments a, String text) {
    var lines = new ArrayList<String>();
    var seen = new HashSet<String>();
    String value = null;
    for (var line : text.lines().map(String::strip).toList()) {
      var equals = line.indexOf('=');
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";") || equals < 0) {
        lines.add(line);
        continue;
      }
      var key = line.substring(0, equals).strip();
      if (key.equals(a.name())) {
        value = line.substring(equals + 1).strip();
      }
      if (!seen.add(key)) {
        continue;
      }
      if (!key.equals(a.name())) {
        lines.add(key + "=" + line.substring(equals + 1).strip());
      } else if (a.state() == State.PRESENT) {
        lines.add(key + "=" + a.wanted());
      }
    }
    var same =
        a.state() == State.ABSENT
            ? value == null
            : value != null && words(value).equals(words(a.wanted()));
    if (same) {
      return null;
    }
    if (a.state() == State.PRESENT && value == null) {
      lines.add(a.name() + "=" + a.wanted());
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
