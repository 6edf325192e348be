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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sets the name of a host, now and for the next start.
@Name("ansible.builtin.hostname")
final class HostnameModule implements TaskModule<HostnameModule.Arguments> {

  record Arguments(
      @Doc("The name.") String name,
      @Doc(
              value = "How it is kept; found out when not given.",
              choices = {
                "alpine", "debian", "freebsd", "generic", "macos", "macosx", "darwin", "openbsd",
                "openrc", "redhat", "sles", "solaris", "systemd"
              })
          @Nullable String use) {

    Arguments {
      if (name.length() > 64) {
        throw new IllegalArgumentException(
            "name cannot be longer than 64 characters on Linux servers, try a shorter name");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.use() != null
        && !List.of("systemd", "debian", "alpine", "generic", "openrc").contains(a.use())) {
      throw new ModuleFailure("hostname cannot keep a name the way of '" + a.use() + "'");
    }
    var reply =
        target.ask(
            """
            uname -n; cat /etc/hostname 2>/dev/null || echo
            printf '\\036'; rb_n=$(uname -n)
            if command -v getent >/dev/null; then
              # the name of the address, as Python's getfqdn has it
              rb_a=$(getent ahosts "$rb_n" | { read -r a b && echo "$a"; })
              rb_f=$(getent hosts "$rb_a" | { read -r a b && echo "${b%% *}"; })
            else rb_f=$(hostname -f 2>/dev/null); fi
            echo "${rb_f:-$rb_n}"; printf '\\036'; hostname -d 2>/dev/null || :
            """);
    var parts = reply.stdout().split("\036", -1);
    var names = parts[0].lines().filter(l -> !l.startsWith("#")).map(String::strip).toList();
    var now = names.getFirst();
    var kept = names.size() > 1 ? names.get(1) : "";
    var plan = target.plan();
    var name = Quote.sh(a.name());
    if (!now.equals(a.name())) {
      plan.change(
          new Change("hostname", now + "\n", a.name() + "\n"),
          """
          if [ -d /run/systemd/system ] && command -v hostnamectl >/dev/null; then
            hostnamectl --transient set-hostname %1$s
          else
            hostname %1$s
          fi
          """
              .formatted(name));
    }
    if (!kept.equals(a.name())) {
      plan.change(
          new Change("/etc/hostname", kept + "\n", a.name() + "\n"),
          """
          if [ -d /run/systemd/system ] && command -v hostnamectl >/dev/null; then
            hostnamectl --pretty set-hostname %1$s; hostnamectl --static set-hostname %1$s
          else
            %2$s
          fi
          """
              .formatted(name, Rewrite.file("/etc/hostname", a.name() + "\n", "644").strip()));
    }
    plan.apply();
    var dot = a.name().indexOf('.');
    var dotted = dot >= 0;
    return Result.of(plan)
        .with("name", a.name())
        .with(
            "ansible_facts",
            Map.of(
                "ansible_hostname", dotted ? a.name().substring(0, dot) : a.name(),
                "ansible_nodename", a.name(),
                "ansible_fqdn", dotted || plan.changed() ? a.name() : parts[1].strip(),
                "ansible_domain", dotted ? a.name().substring(dot + 1) : parts[2].strip()))
        .tellingOneDiff();
  }
}
