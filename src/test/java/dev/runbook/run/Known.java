package dev.runbook.run;

import java.util.List;
import java.util.Map;

/** What runbook tells otherwise than Ansible on purpose; {@code docs/differences.md} says why. */
final class Known {
  private Known() {}

  static List<String> differences(String name, List<String> entries) {
    return entries;
  }
}
