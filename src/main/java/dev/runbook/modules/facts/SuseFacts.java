package dev.runbook.modules.facts;

import static dev.runbook.modules.facts.DistributionFacts.find;
import static dev.runbook.modules.facts.DistributionFacts.put;

import java.util.Locale;
import java.util.Map;

/// What the release files of SUSE's distributions say.
final class SuseFacts {
  private SuseFacts() {}

  static boolean speaks(String path, String data, Map<String, String> parsed) {
    var lower = data.toLowerCase(Locale.ROOT);
    if (!lower.contains("suse")) {
      return false;
    }
    if (path.equals("/etc/os-release")) {
      put(parsed, "distribution", find("(?m)^NAME=\"?([^\"\\n]*)", data));
      put(parsed, "distribution_version", find("(?m)^VERSION_ID=\"?([0-9]+\\.?[0-9]*)\"?", data));
      put(parsed, "distribution_major_version", find("(?m)^VERSION_ID=\"?([0-9]+)", data));
      var release = find("(?m)^VERSION_ID=\"?[0-9]+\\.?([0-9]*)\"?", data);
      if (lower.contains("open")) {
        put(parsed, "distribution_release", release);
      } else if (lower.contains("enterprise")) {
        parsed.put("distribution_release", release == null || release.isEmpty() ? "0" : release);
      }
      return true;
    }
    if (lower.contains("open")) {
      parsed.put("distribution", data.split("\\s+", 2)[0]);
      put(parsed, "distribution_release", find("CODENAME *= *([^\\n]+)", data));
    } else if (lower.contains("enterprise")) {
      parsed.put("distribution", data.contains("Desktop") ? "SLED" : "SLES");
      put(parsed, "distribution_release", find("PATCHLEVEL = ([0-9]+)", data));
    }
    return true;
  }
}
