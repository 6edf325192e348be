package dev.runbook.modules.facts;

import static dev.runbook.modules.facts.DistributionFacts.find;
import static dev.runbook.modules.facts.DistributionFacts.put;

import java.util.Map;

/// What the release files of Debian and its descendants say.
final class DebianFacts {
  private DebianFacts() {}

  static boolean speaks(String path, String data, Answers answers, Map<String, String> parsed) {
    if (data.contains("Debian") || data.contains("Raspbian")) {
      parsed.put("distribution", "Debian");
      put(parsed, "distribution_release", find("PRETTY_NAME=[^(]+ \\(?([^)]+?)\\)", data));
      put(
          parsed,
          "distribution_minor_version",
          find("\\d+\\.(\\d+)", answers.file("/etc/debian_version", "")));
    } else if (data.contains("Ubuntu")) {
      parsed.put("distribution", "Ubuntu");
    } else if (data.contains("SteamOS")) {
      parsed.put("distribution", "SteamOS");
    } else if (data.contains("Kali") || data.contains("Parrot")) {
      parsed.put("distribution", data.contains("Kali") ? "Kali" : "Parrot");
      put(parsed, "distribution_release", find("DISTRIB_RELEASE=(.*)", data));
    } else if (data.contains("Devuan")) {
      parsed.put("distribution", "Devuan");
      put(parsed, "distribution_release", find("PRETTY_NAME=\"?[^(\"]+ \\(?([^) \"]+)\\)?", data));
      versions(data, parsed);
    } else if (data.contains("Cumulus")) {
      parsed.put("distribution", "Cumulus Linux");
      put(parsed, "distribution_version", find("VERSION_ID=(.*)", data));
      put(parsed, "distribution_major_version", find("VERSION_ID=([^.\\n]*)", data));
      put(parsed, "distribution_release", find("VERSION=\"(.*)\"", data));
    } else if (data.contains("Mint")) {
      parsed.put("distribution", "Linux Mint");
      versions(data, parsed);
    } else if (data.contains("UOS") || data.contains("Uos") || data.contains("uos")) {
      parsed.put("distribution", "Uos");
      put(parsed, "distribution_release", find("VERSION_CODENAME=\"?([^\"\\n]+)\"?", data));
      versions(data, parsed);
    } else if (data.contains("Deepin") || data.contains("deepin")) {
      parsed.put("distribution", "Deepin");
      put(parsed, "distribution_release", find("VERSION_CODENAME=\"?([^\"\\n]+)\"?", data));
      versions(data, parsed);
    } else {
      return false;
    }
    return true;
  }

  private static void versions(String data, Map<String, String> parsed) {
    var version = find("VERSION_ID=\"(.*)\"", data);
    if (version != null) {
      parsed.put("distribution_version", version);
      parsed.put("distribution_major_version", version.split("\\.", 2)[0]);
    }
  }
}
