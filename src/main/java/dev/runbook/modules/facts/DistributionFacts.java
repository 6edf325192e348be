package dev.runbook.modules.facts;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `distribution*` and `os_family`: a guess from `/etc/os-release`, corrected by the first of the
/// distributions' own files that speaks.
final class DistributionFacts {
  private static final Map<String, List<String>> FAMILIES =
      Map.ofEntries(
          Map.entry(
              "RedHat",
              List.of(
                  "RedHat",
                  "RHEL",
                  "Fedora",
                  "CentOS",
                  "Scientific",
                  "SLC",
                  "Ascendos",
                  "CloudLinux",
                  "PSBM",
                  "OracleLinux",
                  "OVS",
                  "OEL",
                  "Amazon",
                  "Amzn",
                  "Virtuozzo",
                  "XenServer",
                  "Alibaba",
                  "EulerOS",
                  "openEuler",
                  "AlmaLinux",
                  "Rocky",
                  "TencentOS",
                  "EuroLinux",
                  "Kylin Linux Advanced Server",
                  "MIRACLE")),
          Map.entry(
              "Debian",
              List.of(
                  "Debian",
                  "Ubuntu",
                  "Raspbian",
                  "Neon",
                  "KDE neon",
                  "Linux Mint",
                  "SteamOS",
                  "Devuan",
                  "Kali",
                  "Cumulus Linux",
                  "Pop!_OS",
                  "Parrot",
                  "Pardus GNU/Linux",
                  "Uos",
                  "Deepin",
                  "OSMC",
                  "Linuxmint")),
          Map.entry(
              "Suse",
              List.of(
                  "SuSE",
                  "SLES",
                  "SLED",
                  "openSUSE",
                  "openSUSE Tumbleweed",
                  "SLES_SAP",
                  "SUSE_LINUX",
                  "openSUSE Leap",
                  "ALP-Dolomite",
                  "SL-Micro",
                  "openSUSE MicroOS")),
          Map.entry("Archlinux", List.of("Archlinux", "Antergos", "Manjaro")),
          Map.entry("Mandrake", List.of("Mandrake", "Mandriva")),
          Map.entry("Gentoo", List.of("Gentoo", "Funtoo")),
          Map.entry("ClearLinux", List.of("Clear Linux OS", "Clear Linux Mix")));

  private final Answers answers;
  private final Map<String, String> release = new HashMap<>();
  private final Map<String, @Nullable Object> facts;

  private DistributionFacts(Answers answers, Map<String, @Nullable Object> facts) {
    this.answers = answers;
    this.facts = facts;
    var file = answers.fileLines("/etc/os-release");
    for (var line : file.isEmpty() ? answers.fileLines("/usr/lib/os-release") : file) {
      var equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        release.put(
            line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            line.substring(equals + 1).strip().replaceAll("^[\"']|[\"']$", ""));
      }
    }
  }

  static void distribution(Answers answers, Map<String, @Nullable Object> facts) {
    var distribution = new DistributionFacts(answers, facts);
    distribution.guess();
    distribution.files();
    var name = String.valueOf(facts.get("distribution"));
    var family = name;
    for (var entry : FAMILIES.entrySet()) {
      if (entry.getValue().contains(name)) {
        family = entry.getKey();
      }
    }
    facts.put("os_family", family);
  }

  private void guess() {
    var id = release.getOrDefault("id", "").toLowerCase(Locale.ROOT);
    var name =
        switch (id) {
          case "" -> "OtherLinux";
          case "ol" -> "Oracle";
          case "opensuse-leap" -> "Opensuse";
          case "amzn" -> "Amazon";
          default -> id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
        };
    var version = version(id);
    var codename = codename();
    facts.put("distribution", name.equals("Rhel") ? "Redhat" : name);
    facts.put("distribution_version", version.isEmpty() ? "NA" : version);
    facts.put("distribution_release", codename == null ? "NA" : codename);
    var major = version.split("\\.", 2)[0];
    facts.put("distribution_major_version", major.isEmpty() ? "NA" : major);
  }

  /// Of Debian and CentOS the more exact version that stands in a file of its own.
  private String version(String id) {
    var version = release.getOrDefault("version_id", "");
    if (id.equals("debian")) {
      var exact = answers.file("/etc/debian_version", "");
      return dots(exact) > dots(version) || version.isEmpty() ? exact : version;
    }
    if (id.equals("centos")) {
      var exact = find("release ([\\d.]+)", answers.file("/etc/redhat-release", ""));
      if (exact != null && dots(exact) > dots(version)) {
        var parts = exact.split("\\.");
        return parts[0] + "." + parts[1];
      }
    }
    return version;
  }

  private static long dots(String text) {
    return text.chars().filter(c -> c == '.').count();
  }

  private @Nullable String codename() {
    for (var key : List.of("version_codename", "ubuntu_codename")) {
      var name = release.get(key);
      if (name != null) {
        return name;
      }
    }
    var version = release.getOrDefault("version", "");
    var name = find("\\((\\D+)\\)|,\\s*(\\D+)", version);
    if (name != null) {
      return name.strip();
    }
    return find("DISTRIB_CODENAME=\"?([^\"\\n]+)", answers.file("/etc/lsb-release", ""));
  }

  private static final List<Map.Entry<String, String>> FILES =
      List.of(
          Map.entry("/etc/altlinux-release", "Altlinux"),
          Map.entry("/etc/oracle-release", "OracleLinux"),
          Map.entry("/etc/slackware-version", "Slackware"),
          Map.entry("/etc/centos-release", "CentOS"),
          Map.entry("/etc/redhat-release", "RedHat"),
          Map.entry("/etc/vmware-release", "VMwareESX"),
          Map.entry("/etc/openwrt_release", "OpenWrt"),
          Map.entry("/etc/os-release", "Amazon"),
          Map.entry("/etc/system-release", "Amazon"),
          Map.entry("/etc/alpine-release", "Alpine"),
          Map.entry("/etc/arch-release", "Archlinux"),
          Map.entry("/etc/os-release", "Archlinux"),
          Map.entry("/etc/os-release", "SUSE"),
          Map.entry("/etc/SuSE-release", "SUSE"),
          Map.entry("/etc/gentoo-release", "Gentoo"),
          Map.entry("/etc/os-release", "Debian"),
          Map.entry("/etc/lsb-release", "Debian"),
          Map.entry("/usr/lib/os-release", "ClearLinux"),
          Map.entry("/etc/coreos/update.conf", "Coreos"),
          Map.entry("/etc/os-release", "Flatcar"),
          Map.entry("/etc/os-release", "NA"));

  private static final Set<String> MAY_BE_EMPTY =
      Set.of("/etc/vmware-release", "/etc/arch-release");

  private void files() {
    for (var entry : FILES) {
      var path = entry.getKey();
      var name = entry.getValue();
      if (MAY_BE_EMPTY.contains(path)) {
        if (answers.exists(path)) {
          found(name, path);
          return;
        }
        continue;
      }
      var data = answers.file(path);
      if (data == null) {
        continue;
      }
      var parsed = new HashMap<String, String>();
      if (speaks(name, path, data.replaceAll("^['\"\\\\]+|['\"\\\\]+$", ""), parsed)) {
        found(name, path);
        facts.put("distribution_file_parsed", true);
        facts.putAll(parsed);
        return;
      }
    }
  }

  private void found(String name, String path) {
    facts.put("distribution", name);
    facts.put("distribution_file_path", path);
    facts.put("distribution_file_variety", name);
  }

  private boolean speaks(String name, String path, String data, Map<String, String> parsed) {
    return switch (name) {
      case "Altlinux" -> named("Altlinux", "ALT", data, parsed);
      case "OracleLinux" -> named("OracleLinux", "Oracle Linux", data, parsed);
      case "RedHat" -> named("RedHat", "Red Hat", data, parsed);
      case "Slackware" -> data.contains("Slackware") && version("\\w+[.]\\w+\\+?", data, parsed);
      case "CentOS" -> centos(data, parsed);
      case "OpenWrt" -> {
        put(parsed, "distribution_version", find("DISTRIB_RELEASE=[\"'](.*)[\"']", data));
        put(parsed, "distribution_release", find("DISTRIB_CODENAME=[\"'](.*)[\"']", data));
        yield data.contains("OpenWrt");
      }
      case "Amazon" -> amazon(path, data, parsed);
      case "Alpine" -> {
        parsed.put("distribution_version", data);
        yield true;
      }
      case "Archlinux" -> data.contains("Arch Linux");
      case "SUSE" -> SuseFacts.speaks(path, data, parsed);
      case "Gentoo" -> false;
      case "Debian" -> DebianFacts.speaks(path, data, answers, parsed);
      case "ClearLinux" -> clear(data, parsed);
      case "Coreos" -> {
        put(parsed, "distribution_release", unquoted(find("(?m)^GROUP=(.*)", data)));
        yield release.getOrDefault("id", "").equals("coreos");
      }
      case "Flatcar" -> {
        var version = unquoted(find("VERSION=(.*)", data));
        if (version != null) {
          parsed.put("distribution_major_version", version.split("\\.", 2)[0]);
          parsed.put("distribution_version", version);
        }
        yield release.getOrDefault("id", "").equals("flatcar");
      }
      case "NA" -> {
        put(parsed, "distribution", unquoted(find("(?m)^NAME=(.*)", data)));
        if ("NA".equals(facts.get("distribution_version"))) {
          put(parsed, "distribution_version", unquoted(find("(?m)^VERSION=(.*)", data)));
        }
        yield true;
      }
      default -> false;
    };
  }

  private static boolean named(String name, String words, String data, Map<String, String> parsed) {
    var there = data.contains(words);
    parsed.put("distribution", there ? name : data.split("\\s+", 2)[0]);
    if (there) {
      parsed.put("distribution_file_search_string", words);
    }
    return true;
  }

  private static boolean version(String pattern, String data, Map<String, String> parsed) {
    put(parsed, "distribution_version", find("(" + pattern + ")", data));
    return true;
  }

  private static boolean centos(String data, Map<String, String> parsed) {
    if (data.contains("CentOS Stream")) {
      parsed.put("distribution_release", "Stream");
      return true;
    }
    if (data.contains("TencentOS Server")) {
      parsed.put("distribution", "TencentOS");
      return true;
    }
    return false;
  }

  private static boolean amazon(String path, String data, Map<String, String> parsed) {
    if (!data.contains("Amazon")) {
      return false;
    }
    if (path.equals("/etc/os-release")) {
      var version = find("VERSION_ID=\"(.*)\"", data);
      if (version != null) {
        var parts = version.split("\\.", 2);
        parsed.put("distribution_version", version);
        parsed.put("distribution_major_version", parts[0]);
        parsed.put("distribution_minor_version", parts.length > 1 ? parts[1] : "NA");
      }
    } else {
      var version = find("(?:^|\\s)(\\d+)(?=\\s|$)", data);
      parsed.put("distribution_version", version == null ? "NA" : version);
    }
    return true;
  }

  private static boolean clear(String data, Map<String, String> parsed) {
    var name = find("NAME=\"(.*)\"", data);
    if (name == null || !name.contains("Clear Linux")) {
      return false;
    }
    parsed.put("distribution", name);
    put(parsed, "distribution_version", find("VERSION_ID=(.*)", data));
    put(parsed, "distribution_major_version", find("VERSION_ID=(.*)", data));
    put(parsed, "distribution_release", find("(?m)^ID=(.*)", data));
    return true;
  }

  static void put(Map<String, String> parsed, String key, @Nullable String value) {
    if (value != null) {
      parsed.put(key, value);
    }
  }

  /// The first group that matched of the first match.
  static @Nullable String find(String pattern, String text) {
    var matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      return null;
    }
    for (var group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    return null;
  }

  private static @Nullable String unquoted(@Nullable String text) {
    return text == null ? null : text.replaceAll("^\"+|\"+$", "");
  }
}
