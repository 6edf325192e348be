package dev.runbook.engine;

import dev.runbook.inventory.Layer;
import dev.runbook.module.Target;
import dev.runbook.playbook.Role;
import dev.runbook.template.Omit;
import dev.runbook.vars.Context;
import dev.runbook.vars.Magic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The magic variables of a play and of a task in it. */
final class PlayMagic {
  private PlayMagic() {}

  static Magic of(PlayRun play) {
    var run = play.run;
    var options = run.options;
    var magic = new Magic(null);
    if (!options.limit().isEmpty()) {
      magic.put("ansible_limit", String.join(",", options.limit()));
    }
    return magic
        .put("omit", Omit.OMIT)
        .put("playbook_dir", play.directory.toString())
        .put("ansible_check_mode", options.modes().contains(Target.Mode.CHECK))
        .put("ansible_diff_mode", options.modes().contains(Target.Mode.DIFF))
        .put("ansible_forks", (long) options.forks())
        .put("ansible_verbosity", (long) options.verbosity())
        .put(
            "ansible_run_tags",
            options.tags().isEmpty() ? List.of("all") : List.copyOf(options.tags()))
        .put("ansible_skip_tags", List.copyOf(options.skipTags()))
        .put("ansible_inventory_sources", List.copyOf(run.inventory.sources()))
        .compute("ansible_playbook_python", _ -> python(options))
        .put(
            "ansible_config_file",
            options.configFile() == null ? null : options.configFile().toString())
        .put("ansible_version", version())
        .compute("groups", _ -> groups(run))
        .compute("ansible_play_hosts", _ -> alive(play.all))
        .compute("ansible_play_hosts_all", _ -> hostNames(play.all))
        .compute("play_hosts", _ -> alive(play.batch))
        .compute("ansible_play_batch", _ -> alive(play.batch))
        .compute("ansible_play_name", _ -> name(play))
        .compute("ansible_play_role_names", _ -> names(play.roles().exported()))
        .compute("role_names", _ -> names(play.roles().exported()))
        .compute("ansible_dependent_role_names", _ -> names(play.roles().dependencies()))
        .compute("ansible_role_names", _ -> allRoles(play))
        .compute("hostvars", _ -> new HostVars(play));
  }

  static Magic of(PlayRun play, Magic below, HostRun host, Context where) {
    var role = where.currentRole();
    var magic =
        new Magic(below)
            .put("inventory_hostname", host.name())
            .compute("inventory_hostname_short", _ -> shortName(host.name()))
            .compute("group_names", _ -> host.host.groupNames())
            .compute("ansible_facts", _ -> host.store.facts())
            .compute(
                "ansible_search_path",
                _ -> play.searchPath(where).stream().map(Path::toString).toList())
            .compute(
                "environment",
                _ ->
                    where.all("environment").stream()
                        .flatMap(k -> k.list("environment").stream())
                        .toList())
            .compute("vars", asking -> new VarsMap(asking, play, where));
    if (role != null) {
      magic
          .put("role_name", role.shortName())
          .put("ansible_role_name", role.name())
          .put("role_path", role.path().toString())
          .put("ansible_collection_name", role.collection())
          .put("role_uuid", Integer.toHexString(System.identityHashCode(role)));
      if (!role.includers().isEmpty()) {
        magic
            .put("ansible_parent_role_names", role.includers().stream().map(Role::name).toList())
            .put(
                "ansible_parent_role_paths",
                role.includers().stream().map(r -> r.path().toString()).toList());
      }
    }
    return magic;
  }

  /**
   * What Ansible tells of the connection where no variable says it: {@code ansible_host} is always
   * there in a task.
   */
  static Map<String, @Nullable Object> connection(List<Layer> layers, HostRun host, Context where) {
    var own = new LinkedHashMap<String, @Nullable Object>();
    var address = host.host.implicit() ? "127.0.0.1" : host.name();
    own.put("ansible_host", first(layers, "ansible_ssh_host", address));
    own.put("ansible_ssh_host", first(layers, "ansible_host", address));
    own.put("ansible_connection", keyword(where, "connection", "ssh"));
    var user = keyword(where, "remote_user", null);
    if (user != null) {
      own.put("ansible_user", first(layers, "ansible_ssh_user", user));
      own.put("ansible_ssh_user", first(layers, "ansible_user", user));
    }
    var port = keyword(where, "port", null);
    if (port != null) {
      own.put("ansible_port", first(layers, "ansible_ssh_port", port));
      own.put("ansible_ssh_port", first(layers, "ansible_port", port));
    }
    return own;
  }

  private static @Nullable Object first(
      List<Layer> layers, String name, @Nullable Object byDefault) {
    for (var layer : layers) {
      if (layer.values().containsKey(name)) {
        return layer.values().get(name);
      }
    }
    return byDefault;
  }

  private static @Nullable Object keyword(Context where, String name, @Nullable Object byDefault) {
    var words = where.having(name);
    return words == null ? byDefault : words.get(name);
  }

  private static String shortName(String name) {
    return name.matches("[0-9.]+|.*:.*") || name.indexOf('.') < 0
        ? name
        : name.substring(0, name.indexOf('.'));
  }

  private static Map<String, @Nullable Object> version() {
    var version = new LinkedHashMap<String, @Nullable Object>();
    version.put("full", "2.19.0");
    version.put("major", 2L);
    version.put("minor", 19L);
    version.put("revision", 0L);
    version.put("string", "2.19.0");
    return version;
  }

  private static Map<String, List<String>> groups(Run run) {
    var groups = new LinkedHashMap<String, List<String>>();
    run.inventory.groups().forEach((name, group) -> groups.put(name, names2(group.hosts())));
    return groups;
  }

  private static List<String> names2(List<dev.runbook.inventory.Host> hosts) {
    return hosts.stream().map(dev.runbook.inventory.Host::name).toList();
  }

  private static List<String> names(java.util.Collection<Role> roles) {
    return roles.stream().map(Role::name).toList();
  }

  private static List<String> allRoles(PlayRun play) {
    var all = new java.util.LinkedHashSet<>(names(play.roles().exported()));
    all.addAll(names(play.roles().dependencies()));
    return List.copyOf(all);
  }

  private static @Nullable Object name(PlayRun play) {
    return play.play.name() != null
        ? play.play.name()
        : String.join(",", play.play.hosts().stream().map(String::valueOf).toList());
  }

  /** Playbooks write it into {@code ansible_python_interpreter}: the one that is there, if any. */
  private static String python(RunOptions options) {
    for (var folder : options.environment().getOrDefault("PATH", "").split(":")) {
      var program = Path.of(folder.isEmpty() ? "." : folder, "python3");
      if (java.nio.file.Files.isExecutable(program)) {
        return program.toString();
      }
    }
    return "";
  }

  private static List<String> hostNames(List<HostRun> hosts) {
    return hosts.stream().map(HostRun::name).toList();
  }

  private static List<String> alive(List<HostRun> hosts) {
    var found = new ArrayList<String>();
    for (var host : hosts) {
      if (host.left()) {
        found.add(host.name());
      }
    }
    return found;
  }
}
