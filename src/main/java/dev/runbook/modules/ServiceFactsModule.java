package dev.runbook.modules;

import dev.runbook.module.Name;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Tells which services a host has and whether they run.
@Name("ansible.builtin.service_facts")
final class ServiceFactsModule implements TaskModule<ServiceFactsModule.Arguments> {
  private static final Pattern SYSV = Pattern.compile("(?m)^\\s*\\[ ([+-]) ]\\s+(.+)$");
  private static final List<String> BAD = List.of("not-found", "masked", "failed");

  /// One round trip: what systemd has loaded, what it could load, the state of the rest, init's
  /// scripts and OpenRC's.
  private static final String SCRIPT =
      """
      export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
      has() { command -v "$1" >/dev/null 2>&1; }
      if has service && ! has chkconfig && ! has rc-status; then service --status-all 2>/dev/null; fi
      printf '\\0'
      if has rc-status && has rc-update; then
        rc-update show -v 2>&1 | grep '|'; printf '\\0'
        rc-status -a -s -m 2>&1 | grep '^ ' | tr -d '[]'; printf '\\0'
      else
        printf '\\0\\0'
      fi
      if has systemctl && { [ -d /run/systemd/system ] || [ -d /dev/.run/systemd ]; }; then
        u=$(systemctl list-units --no-pager --type service --all --plain)
        f=$(systemctl list-unit-files --no-pager --type service --all)
        printf '%s\\0%s\\0' "$u" "$f"
        printf '%s\\n' "$f" | while read -r n _; do
          case $n in
            *@.service) ;;
            *.service)
              printf '%s\\n' "$u" | grep -qF "$n" || printf '%s %s\\n' "$n" "$(systemctl show "$n" --property=ActiveState)"
          esac
        done
      fi
      """;

  record Arguments() {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var parts = (target.ask(SCRIPT).stdout() + "\0\0\0\0\0\0").split("\0", -1);
    var services = new LinkedHashMap<String, Object>();
    sysv(parts[0], services);
    openrc(parts[1], parts[2], services);
    systemd(parts[3], parts[4], parts[5], services);
    return services.isEmpty()
        ? Result.skipped(
            "Failed to find any services. This can be due to privileges or some other configuration"
                + " issue.")
        : Result.unchanged().with("ansible_facts", Map.of("services", services));
  }

  private static void sysv(String shown, Map<String, Object> services) {
    var found = SYSV.matcher(shown);
    while (found.find()) {
      var name = found.group(2);
      var state = found.group(1).equals("+") ? "running" : "stopped";
      services.put(name, Map.of("name", name, "state", state, "source", "sysv"));
    }
  }

  private static void openrc(String levels, String states, Map<String, Object> services) {
    var runlevels = new LinkedHashMap<String, List<String>>();
    for (var line : levels.lines().toList()) {
      var columns = line.split("\\|", -1);
      var at = columns[1].strip();
      runlevels.put(columns[0].strip(), at.isEmpty() ? List.of() : List.of(at.split("\\s+")));
    }
    for (var line : states.lines().toList()) {
      var words = line.strip().split("\\s+");
      if (words.length >= 2) {
        var service = new LinkedHashMap<String, Object>();
        service.put("name", words[0]);
        service.put("runlevels", runlevels.getOrDefault(words[0], List.of()));
        service.put("state", words[1]);
        service.put("source", "openrc");
        services.put(words[0], service);
      }
    }
  }

  private static void systemd(
      String units, String files, String states, Map<String, Object> services) {
    var found = new LinkedHashMap<String, Map<String, Object>>();
    for (var line : units.lines().filter(l -> l.contains(".service")).toList()) {
      var words = List.of(line.strip().split("\\s+"));
      if (words.size() < 4) {
        continue;
      }
      var columns = words.subList(0, words.size() - 1);
      var bad = BAD.stream().filter(columns::contains).findFirst();
      put(
          found,
          words.getFirst(),
          words.get(3).equals("running") ? "running" : "stopped",
          bad.orElse(words.get(2)));
    }
    var rest = new LinkedHashMap<String, String>();
    for (var line : states.lines().toList()) {
      var words = line.split(" ", 2);
      rest.put(words[0], words.length < 2 ? "" : words[1].replace("ActiveState=", "").strip());
    }
    for (var line : files.lines().filter(l -> l.contains(".service")).toList()) {
      var words = line.strip().split("\\s+");
      var known = found.get(words[0]);
      if (words.length < 2) {
        continue;
      }
      if (known == null) {
        var state = rest.getOrDefault(words[0], "");
        put(found, words[0], state.isEmpty() ? "unknown" : state, words[1]);
      } else if (!BAD.contains(String.valueOf(known.get("status")))) {
        known.put("status", words[1]);
      }
    }
    services.putAll(found);
  }

  private static void put(
      Map<String, Map<String, Object>> found, String name, String state, String status) {
    var service = new LinkedHashMap<String, Object>();
    service.put("name", name);
    service.put("state", state);
    service.put("status", status);
    service.put("source", "systemd");
    found.put(name, service);
  }
}
