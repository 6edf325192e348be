package dev.runbook.modules.facts;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// A group of facts that is gathered together, by the name that `gather_subset` knows it by.
public enum Collector {
  ENV,
  PLATFORM(
      "system",
      "kernel",
      "kernel_version",
      "machine",
      "python_version",
      "architecture",
      "machine_id"),
  DISTRIBUTION(
      "distribution_version", "distribution_release", "distribution_major_version", "os_family"),
  LSB,
  SELINUX,
  APPARMOR,
  CHROOT("is_chroot"),
  FIPS,
  PYTHON,
  CAPS("system_capabilities", "system_capabilities_enforced"),
  PKG_MGR,
  SERVICE_MGR,
  CMDLINE,
  DATE_TIME,
  LOADAVG,
  SSH_PUB_KEYS(
      "ssh_host_pub_keys",
      "ssh_host_key_dsa_public",
      "ssh_host_key_rsa_public",
      "ssh_host_key_ecdsa_public",
      "ssh_host_key_ed25519_public"),
  USER(
      "user_id",
      "user_uid",
      "user_gid",
      "user_gecos",
      "user_dir",
      "user_shell",
      "real_user_id",
      "effective_user_id",
      "effective_group_ids"),
  VIRTUAL(
      "virtualization_type",
      "virtualization_role",
      "virtualization_tech_guest",
      "virtualization_tech_host"),
  HARDWARE("processor", "processor_cores", "processor_count", "mounts", "devices"),
  DNS,
  FIBRE_CHANNEL_WWN,
  ISCSI,
  NVME,
  NETWORK("interfaces", "default_ipv4", "default_ipv6", "all_ipv4_addresses", "all_ipv6_addresses"),
  LOCAL,
  FACTER,
  OHAI;

  private static final Set<Collector> MINIMAL =
      EnumSet.of(
          APPARMOR,
          CAPS,
          CMDLINE,
          DATE_TIME,
          DISTRIBUTION,
          DNS,
          ENV,
          FIPS,
          LOCAL,
          LSB,
          PKG_MGR,
          PLATFORM,
          PYTHON,
          SELINUX,
          SERVICE_MGR,
          SSH_PUB_KEYS,
          USER);

  @SuppressWarnings("ImmutableEnumChecker") // made with List.of
  private final List<String> facts;

  Collector(String... facts) {
    this.facts = List.of(facts);
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The collectors that `gather_subset` asks for, with those that they build upon.
  ///
  /// The rules are Ansible's: `min` is always there unless `!min` is, an exclusion wins over `all`
  /// but not over what is named, a fact's name stands for the collector that finds it.
  ///
  /// @throws IllegalArgumentException with Ansible's words for a name that is none
  public static Set<Collector> of(List<String> subset) {
    var valid = allNames(EnumSet.allOf(Collector.class));
    var minimal = names(MINIMAL);
    var wanted = new LinkedHashSet<>(minimal);
    var excluded = new LinkedHashSet<String>();
    var named = new LinkedHashSet<String>();
    for (var word : subset) {
      switch (word) {
        case "min" -> wanted.addAll(minimal);
        case "all" -> wanted.addAll(valid);
        case "!min" -> excluded.addAll(minimal);
        case "!all" -> {
          var others = new LinkedHashSet<>(valid);
          others.removeAll(minimal);
          excluded.addAll(others);
        }
        default -> {
          if (word.startsWith("!")) {
            exclude(word.substring(1), excluded);
          } else if (valid.contains(word)) {
            named.add(word);
            wanted.add(word);
          } else {
            throw new IllegalArgumentException(
                "Bad subset '"
                    + word
                    + "' given to Ansible. gather_subset options allowed: all, "
                    + String.join(", ", new TreeSet<>(valid)));
          }
        }
      }
    }
    excluded.removeAll(named);
    wanted.removeAll(excluded);
    return withRequired(wanted);
  }

  private static void exclude(String word, Set<String> excluded) {
    excluded.add(word);
    for (var collector : values()) {
      if (collector.id().equals(word)) {
        excluded.addAll(collector.facts);
      }
    }
  }

  private static Set<Collector> withRequired(Set<String> wanted) {
    var chosen = EnumSet.noneOf(Collector.class);
    for (var collector : values()) {
      if (wanted.contains(collector.id()) || collector.facts.stream().anyMatch(wanted::contains)) {
        chosen.add(collector);
      }
    }
    if (chosen.contains(PKG_MGR)) {
      chosen.add(DISTRIBUTION);
    }
    if (chosen.contains(SERVICE_MGR) || chosen.contains(NETWORK)) {
      chosen.add(DISTRIBUTION);
      chosen.add(PLATFORM);
    }
    if (chosen.contains(HARDWARE)) {
      chosen.add(PLATFORM);
    }
    return chosen;
  }

  private static Set<String> names(Set<Collector> collectors) {
    var names = new LinkedHashSet<String>();
    collectors.forEach(c -> names.add(c.id()));
    return names;
  }

  private static Set<String> allNames(Set<Collector> collectors) {
    var names = names(collectors);
    collectors.forEach(c -> names.addAll(c.facts));
    return names;
  }
}
