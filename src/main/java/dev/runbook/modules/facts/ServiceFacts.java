package dev.runbook.modules.facts;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `pkg_mgr` and `service_mgr`: which of the programs of their kind a host is run with.
final class ServiceFacts {
  private static final List<Map.Entry<String, String>> PACKAGERS =
      List.of(
          Map.entry("/usr/bin/rpm-ostree", "atomic_container"),
          Map.entry("/usr/bin/yum", "yum"),
          Map.entry("/usr/bin/dnf", "dnf"),
          Map.entry("/usr/bin/apt-get", "apt"),
          Map.entry("/usr/bin/zypper", "zypper"),
          Map.entry("/usr/sbin/urpmi", "urpmi"),
          Map.entry("/usr/bin/pacman", "pacman"),
          Map.entry("/bin/opkg", "opkg"),
          Map.entry("/usr/pkg/bin/pkgin", "pkgin"),
          Map.entry("/opt/local/bin/pkgin", "pkgin"),
          Map.entry("/opt/tools/bin/pkgin", "pkgin"),
          Map.entry("/opt/local/bin/port", "macports"),
          Map.entry("/usr/local/bin/brew", "homebrew"),
          Map.entry("/opt/homebrew/bin/brew", "homebrew"),
          Map.entry("/sbin/apk", "apk"),
          Map.entry("/usr/sbin/pkg", "pkgng"),
          Map.entry("/usr/sbin/swlist", "swdepot"),
          Map.entry("/usr/bin/emerge", "portage"),
          Map.entry("/usr/sbin/pkgadd", "svr4pkg"),
          Map.entry("/usr/bin/pkg", "pkg5"),
          Map.entry("/usr/bin/xbps-install", "xbps"),
          Map.entry("/usr/local/sbin/pkg", "pkgng"),
          Map.entry("/usr/bin/swupd", "swupd"),
          Map.entry("/usr/sbin/sorcery", "sorcery"),
          Map.entry("/usr/bin/installp", "installp"),
          Map.entry("/QOpenSys/pkgs/bin/yum", "yum"));

  private ServiceFacts() {}

  /// The last that is there; of a known family its own, whatever else is installed.
  static void packager(Answers answers, Map<String, @Nullable Object> facts) {
    var family = String.valueOf(facts.get("os_family"));
    var name = "unknown";
    for (var entry : PACKAGERS) {
      var perl = family.equals("Altlinux") && entry.getKey().equals("/usr/bin/pkg");
      if (!perl && answers.exists(entry.getKey())) {
        name = entry.getValue();
      }
    }
    name =
        switch (family) {
          case "RedHat" -> redhat(answers, facts);
          case "Debian" -> "apt";
          case "Altlinux" -> name.equals("apt") ? "apt_rpm" : name;
          default -> name;
        };
    facts.put("pkg_mgr", name.equals("apt") && answers.has("apt_rpm") ? "apt_rpm" : name);
  }

  private static String redhat(Answers answers, Map<String, @Nullable Object> facts) {
    if (answers.exists("/run/ostree-booted")) {
      return "atomic_container";
    }
    var text = String.valueOf(facts.get("distribution_major_version"));
    var major = text.matches("\\d+") ? Long.parseLong(text) : Long.MAX_VALUE;
    var dnfSince =
        switch (String.valueOf(facts.get("distribution"))) {
          case "Fedora" -> 23;
          case "Amazon" -> 2022;
          default -> 8;
        };
    return major < dnfSince ? "yum" : "dnf";
  }

  static void manager(Answers answers, Map<String, @Nullable Object> facts) {
    var init = answers.links("init").get("/sbin/init");
    var first = answers.file("/proc/1/comm");
    if (first == null && init != null) {
      first = Answers.base(init);
    }
    if (first != null && !first.equals("init") && !first.endsWith("sh")) {
      facts.put(
          "service_mgr",
          switch (Answers.base(first)) {
            case "procd" -> "openwrt_init";
            case "runit-init" -> "runit";
            case "svscan" -> "svc";
            case "openrc-init" -> "openrc";
            default -> Answers.base(first);
          });
      return;
    }
    facts.put("service_mgr", installed(answers, init, String.valueOf(facts.get("distribution"))));
  }

  private static String installed(Answers answers, @Nullable String init, String distribution) {
    if (distribution.equals("OpenWrt")) {
      return "openwrt_init";
    }
    var systemctl = answers.has("systemctl");
    if (systemctl
        && (answers.exists("/run/systemd/system")
            || answers.exists("/dev/.run/systemd")
            || answers.exists("/dev/.systemd"))) {
      return "systemd";
    }
    if (answers.has("initctl") && answers.exists("/etc/init")) {
      return "upstart";
    }
    if (answers.exists("/sbin/openrc")) {
      return "openrc";
    }
    if (systemctl && init != null && Answers.base(init).equals("systemd")) {
      return "systemd";
    }
    return answers.exists("/etc/init.d") ? "sysvinit" : "service";
  }
}
