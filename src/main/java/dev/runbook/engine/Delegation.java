package dev.runbook.engine;

import dev.runbook.template.Templar;
import dev.runbook.vars.Context;
import dev.runbook.vars.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task sees of the host that it is delegated to. */
final class Delegation {
  private Delegation() {}

  /** Variables of a connection: the other host's where the task's own host has none. */
  private static final List<String> CONNECTION =
      List.of(
          "ansible_connection",
          "ansible_host",
          "ansible_ssh_host",
          "ansible_port",
          "ansible_ssh_port",
          "ansible_user",
          "ansible_ssh_user");

  /** The same templates with {@code ansible_delegated_vars} of the other host in sight. */
  static Templar seen(PlayRun play, HostRun host, Context where, Templar templar, String name) {
    var more = new LinkedHashMap<String, @Nullable Object>();
    var other = play.run.host(name);
    if (other == null) {
      more.put("ansible_delegated_vars", Map.of(name, Map.of("ansible_host", name)));
    } else {
      var scope = play.hostScope(other).with("inventory_hostname", host.name());
      more.put("ansible_delegated_vars", Map.of(name, new VarsMap(scope, play, play.context)));
    }
    var own = play.scope(host, where);
    var others = other == null ? null : play.templar(other, play.context);
    for (var variable : CONNECTION) {
      if (isWritten(own, variable)) {
        continue;
      }
      Object value = variable.endsWith("_host") ? name : null;
      if (others != null) {
        value = others.variable(variable);
      }
      if (value != null) {
        more.put(variable, value);
      }
    }
    return templar.with(more);
  }

  /** The other host as it is shown: {@code name(address)} where it has an address of its own. */
  static String shown(PlayRun play, String name) {
    var other = play.run.host(name);
    if (other == null || !play.hostScope(other).has("ansible_host")) {
      return name;
    }
    var address = play.templar(other, play.context).variable("ansible_host");
    return name.equals(address) ? name : name + "(" + address + ")";
  }

  private static boolean isWritten(Scope scope, String variable) {
    return scope.setting(variable).stream()
        .anyMatch(layer -> !layer.what().equals(PlayRun.CONNECTION_DEFAULTS));
  }
}
