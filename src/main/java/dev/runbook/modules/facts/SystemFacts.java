package dev.runbook.modules.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who the host is: kernel, names, user, environment, time, and the small facts of the system.
final class SystemFacts {
  private static final Pattern PYTHON = Pattern.compile("Python (\\d+)\\.(\\d+)\\.(\\d+)");

  private SystemFacts() {}

  static void platform(Answers answers, Map<String, @Nullable Object> facts) {
    var words = answers.text("uname").strip().split(" ");
    if (words.length >= 4) {
      var machine = words[words.length - 1];
      var node = words[1];
      facts.put("system", words[0]);
      facts.put("kernel", words[2]);
      facts.put(
          "kernel_version", String.join(" ", Arrays.asList(words).subList(3, words.length - 1)));
      facts.put("machine", machine);
      var fqdn = fqdn(answers, node);
      facts.put("fqdn", fqdn);
      facts.put("hostname", node.split("\\.", 2)[0]);
      facts.put("nodename", node);
      facts.put("domain", fqdn.indexOf('.') < 0 ? "" : fqdn.substring(fqdn.indexOf('.') + 1));
      architecture(answers.text("bits").strip(), machine, facts);
    }
    var id = answers.file("/var/lib/dbus/machine-id", answers.file("/etc/machine-id", ""));
    if (!id.isEmpty()) {
      facts.put("machine_id", id.lines().findFirst().orElse(id));
    }
  }

  /// As Python's `socket.getfqdn`: of the names that the host's own address has, the first with a
  /// dot, else the first.
  private static String fqdn(Answers answers, String node) {
    var words = answers.text("fqdn").strip().split("\\s+");
    var names = words.length > 1 ? Arrays.asList(words).subList(1, words.length) : List.of(words);
    if (names.getFirst().isEmpty()) {
      return node;
    }
    return names.stream().filter(n -> n.contains(".")).findFirst().orElse(names.getFirst());
  }

  private static void architecture(
      String bits, String machine, Map<String, @Nullable Object> facts) {
    var known = bits.equals("32") || bits.equals("64");
    var width = known ? bits : machine.endsWith("64") || machine.equals("s390x") ? "64" : "32";
    var intel = machine.equals("x86_64") || machine.matches("i[3456]86|i86pc");
    facts.put("userspace_bits", width);
    facts.put("architecture", intel && !machine.equals("x86_64") ? "i386" : machine);
    if (intel) {
      facts.put("userspace_architecture", width.equals("64") ? "x86_64" : "i386");
    }
  }

  /// The Python that a host has, for tasks that choose a package by it; nothing where it has none.
  static void python(Answers answers, Map<String, @Nullable Object> facts) {
    var lines = answers.lines("python");
    if (lines.size() < 2) {
      return;
    }
    var version = PYTHON.matcher(lines.get(1));
    if (!version.find()) {
      return;
    }
    var numbers = new ArrayList<Long>();
    for (var i = 1; i <= 3; i++) {
      numbers.add(Long.valueOf(version.group(i)));
    }
    var info = new ArrayList<Object>(numbers);
    info.add("final");
    info.add(0L);
    var parts = new LinkedHashMap<String, Object>();
    parts.put("major", numbers.get(0));
    parts.put("minor", numbers.get(1));
    parts.put("micro", numbers.get(2));
    parts.put("releaselevel", "final");
    parts.put("serial", 0L);
    var python = new LinkedHashMap<String, @Nullable Object>();
    python.put("version", parts);
    python.put("version_info", info);
    python.put("executable", lines.getFirst());
    python.put("has_sslcontext", numbers.get(0) > 2 || numbers.get(2) >= 9);
    python.put("type", "cpython");
    facts.put("python", python);
    facts.put("python_version", numbers.get(0) + "." + numbers.get(1) + "." + numbers.get(2));
  }

  static void lsb(Answers answers, Map<String, @Nullable Object> facts) {
    var lsb = new LinkedHashMap<String, @Nullable Object>();
    for (var line : answers.lines("lsb")) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        var key =
            switch (line.substring(0, colon)) {
              case "LSB Version", "Release" -> "release";
              case "Distributor ID" -> "id";
              case "Description" -> "description";
              case "Codename" -> "codename";
              default -> null;
            };
        put(lsb, key, line.substring(colon + 1));
      }
    }
    if (lsb.isEmpty()) {
      for (var line : answers.fileLines("/etc/lsb-release")) {
        var equals = line.indexOf('=');
        if (equals > 0) {
          var key =
              switch (line.substring(0, equals).strip()) {
                case "DISTRIB_ID" -> "id";
                case "DISTRIB_RELEASE" -> "release";
                case "DISTRIB_DESCRIPTION" -> "description";
                case "DISTRIB_CODENAME" -> "codename";
                default -> null;
              };
          put(lsb, key, line.substring(equals + 1));
        }
      }
    }
    if (lsb.get("release") instanceof String release) {
      lsb.put("major_release", release.split("\\.", 2)[0]);
    }
    facts.put("lsb", lsb);
  }

  private static void put(Map<String, @Nullable Object> lsb, @Nullable String key, String value) {
    if (key != null) {
      lsb.put(key, value.strip().replaceAll("^['\"\\\\]+|['\"\\\\]+$", ""));
    }
  }

  static void selinux(Answers answers, Map<String, @Nullable Object> facts) {
    var selinux = new LinkedHashMap<String, @Nullable Object>();
    var enforce = answers.file("/sys/fs/selinux/enforce");
    if (enforce == null) {
      selinux.put("status", "disabled");
    } else {
      var version = answers.file("/sys/fs/selinux/policyvers", "unknown");
      selinux.put("status", "enabled");
      selinux.put("policyvers", version.matches("\\d+") ? Long.valueOf(version) : version);
      selinux.put("config_mode", setting(answers, "SELINUX="));
      selinux.put("mode", enforce.equals("1") ? "enforcing" : "permissive");
      selinux.put("type", setting(answers, "SELINUXTYPE="));
    }
    facts.put("selinux", selinux);
    facts.put("selinux_python_present", true);
  }

  private static String setting(Answers answers, String key) {
    for (var line : answers.fileLines("/etc/selinux/config")) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).strip();
      }
    }
    return "unknown";
  }

  static void chroot(Answers answers, Map<String, @Nullable Object> facts) {
    var lines = answers.lines("chroot");
    boolean chroot;
    if (!lines.isEmpty() && !lines.getFirst().isBlank()) {
      chroot = true;
    } else if (lines.size() >= 3) {
      chroot = !lines.get(1).equals(lines.get(2));
    } else {
      // Without a look at the first process, the inode of a file system's root tells.
      var type = answers.text("rootfs");
      var root = type.contains("btrfs") ? "256" : type.contains("xfs") ? "128" : "2";
      chroot = lines.size() < 2 || !lines.get(1).endsWith(" " + root);
    }
    facts.put("is_chroot", chroot);
  }

  static void capabilities(Answers answers, Map<String, @Nullable Object> facts) {
    if (!answers.has("capsh")) {
      facts.put("system_capabilities_enforced", "N/A");
      facts.put("system_capabilities", "N/A");
      return;
    }
    var enforced = "NA";
    List<String> held = List.of();
    for (var line : answers.lines("capsh")) {
      if (line.startsWith("Current:")) {
        var value = line.substring("Current:".length()).strip();
        enforced = value.equals("=ep") ? "False" : "True";
        if (!value.equals("=ep")) {
          var parts = line.split("=", -1);
          held =
              parts.length < 2
                  ? List.of()
                  : Arrays.stream(parts[1].split(",", -1)).map(String::strip).toList();
        }
      }
    }
    facts.put("system_capabilities_enforced", enforced);
    facts.put("system_capabilities", held);
  }

  static void sshKeys(Answers answers, Map<String, @Nullable Object> facts) {
    for (var folder : List.of("/etc/ssh", "/etc/openssh", "/etc")) {
      var found = false;
      for (var algorithm : List.of("dsa", "rsa", "ecdsa", "ed25519")) {
        var text = answers.file(folder + "/ssh_host_" + algorithm + "_key.pub");
        var words = text == null ? new String[0] : text.split("\\s+");
        if (words.length > 1) {
          var name = "ssh_host_key_" + algorithm + "_public";
          facts.put(name, words[1]);
          facts.put(name + "_keytype", words[0]);
          found = true;
        }
      }
      if (found) {
        return;
      }
    }
  }

  static void user(Answers answers, Map<String, @Nullable Object> facts) {
    var id = Pattern.compile("uid=(\\d+).*? gid=(\\d+)").matcher(answers.text("id"));
    var lines = answers.lines("user");
    var entry = lines.size() < 2 ? new String[0] : lines.get(1).split(":", -1);
    if (entry.length >= 7) {
      var name = lines.getFirst();
      facts.put("user_id", name.isEmpty() ? entry[0] : name);
      facts.put("user_uid", Long.valueOf(entry[2]));
      facts.put("user_gid", Long.valueOf(entry[3]));
      facts.put("user_gecos", entry[4]);
      facts.put("user_dir", entry[5]);
      facts.put("user_shell", entry[6]);
    }
    if (id.find()) {
      facts.put("real_user_id", Long.valueOf(id.group(1)));
      facts.put("effective_user_id", Long.valueOf(id.group(1)));
      facts.put("real_group_id", Long.valueOf(id.group(2)));
      facts.put("effective_group_id", Long.valueOf(id.group(2)));
    }
  }

  static void environment(Answers answers, Map<String, @Nullable Object> facts) {
    var text = answers.text("env");
    var environment = new LinkedHashMap<String, @Nullable Object>();
    // BusyBox of old has no `env -0`; a value with a line break is cut there.
    for (var entry : text.split(text.indexOf('\0') >= 0 ? "\0" : "\n")) {
      var equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    facts.put("env", environment);
  }

  static void load(Answers answers, Map<String, @Nullable Object> facts) {
    var words = answers.file("/proc/loadavg", "").split(" ");
    if (words.length > 2) {
      var load = new LinkedHashMap<String, @Nullable Object>();
      load.put("1m", Double.valueOf(words[0]));
      load.put("5m", Double.valueOf(words[1]));
      load.put("15m", Double.valueOf(words[2]));
      facts.put("loadavg", load);
    }
  }

  static void dns(Answers answers, Map<String, @Nullable Object> facts) {
    var dns = new LinkedHashMap<String, @Nullable Object>();
    var servers = new ArrayList<String>();
    for (var line : answers.fileLines("/etc/resolv.conf")) {
      if (line.startsWith("#") || line.startsWith(";") || line.isBlank()) {
        continue;
      }
      var words = List.of(line.strip().split("\\s+"));
      var rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> {
          servers.addAll(rest);
          dns.put("nameservers", servers);
        }
        case "domain" -> {
          if (!rest.isEmpty()) {
            dns.put("domain", rest.getFirst());
          }
        }
        case "search", "sortlist" -> dns.put(words.getFirst(), rest);
        case "options" -> {
          var options = new LinkedHashMap<String, @Nullable Object>();
          for (var option : rest) {
            var parts = option.split(":", 2);
            options.put(parts[0], parts.length > 1 && !parts[1].isEmpty() ? parts[1] : true);
          }
          dns.put("options", options);
        }
        default -> {}
      }
    }
    facts.put("dns", dns);
  }
}
