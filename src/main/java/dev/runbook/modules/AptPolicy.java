package dev.runbook.modules;

import dev.runbook.modules.AptState.Available;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what `apt-cache policy` and `apt-cache showpkg` print.
final class AptPolicy {
  private AptPolicy() {}

  /// @param policy blocks of `name:`, ` Candidate: 1.0`, and a version table with lines of ` 1.0
  ///   500` or ` *** 1.0 100`, each followed by deeper lines that name its sources
  /// @param providers `Package: name`, followed by the packages that provide it
  static Map<String, Available> parse(String policy, String providers) {
    var provided = new HashMap<String, List<String>>();
    var of = "";
    for (var line : providers.lines().toList()) {
      if (line.startsWith("Package: ")) {
        of = line.substring("Package: ".length()).strip();
      } else {
        var list = provided.computeIfAbsent(of, _ -> new ArrayList<>());
        if (!list.contains(line)) {
          list.add(line);
        }
      }
    }
    var available = new LinkedHashMap<String, Available>();
    provided.forEach((name, by) -> available.put(name, new Available(null, List.of(), by)));
    for (var block : policy.split("(?m)^(?=\\S)")) {
      var lines = block.lines().toList();
      if (lines.isEmpty() || !lines.getFirst().endsWith(":")) {
        continue;
      }
      var name = lines.getFirst().substring(0, lines.getFirst().length() - 1);
      available.put(name, block(lines, provided.getOrDefault(name, List.of())));
    }
    return available;
  }

  private static Available block(List<String> lines, List<String> providers) {
    String candidate = null;
    var versions = new ArrayList<String>();
    for (var line : lines) {
      var words = line.strip().split(" +");
      if (line.startsWith("  Candidate: ") && !words[1].equals("(none)")) {
        candidate = words[1];
      } else if (line.startsWith(" *** ")) {
        versions.add(words[1]);
      } else if (line.startsWith("     ") && line.length() > 5 && line.charAt(5) != ' ') {
        versions.add(words[0]);
      }
    }
    return new Available(candidate, List.copyOf(versions), providers);
  }
}
