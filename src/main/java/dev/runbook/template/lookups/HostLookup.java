package dev.runbook.template.lookups;

import dev.runbook.regex.Glob;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `inventory_hostnames`: the hosts that a pattern names, taken from the variable `groups`.
final class HostLookup implements Lookup {
  @Override
  public List<@Nullable Object> run(Request r) {
    if (!(r.context().variable("groups") instanceof Map<?, ?> groups)) {
      return new ArrayList<>();
    }
    var parts = new ArrayList<String>();
    for (var term : ListLookups.flatten(r.terms(), 1)) {
      for (var part : Text.str(term).split("[,:;]", -1)) {
        if (!part.isBlank()) {
          parts.add(part.strip());
        }
      }
    }
    // Plain patterns first, then &, then !, whatever their order.
    var hosts = new LinkedHashSet<String>();
    var plain = false;
    for (var part : parts) {
      if (part.charAt(0) != '&' && part.charAt(0) != '!') {
        plain = true;
        hosts.addAll(matching(part, groups));
      }
    }
    if (!plain && !parts.isEmpty()) {
      hosts.addAll(matching("all", groups));
    }
    for (var part : parts) {
      if (part.charAt(0) == '&') {
        hosts.retainAll(matching(part.substring(1), groups));
      }
    }
    for (var part : parts) {
      if (part.charAt(0) == '!') {
        hosts.removeAll(matching(part.substring(1), groups));
      }
    }
    return new ArrayList<@Nullable Object>(hosts);
  }

  private static Set<String> matching(String pattern, Map<?, ?> groups) {
    var found = new LinkedHashSet<String>();
    var matcher = matcher(pattern);
    groups.forEach((name, members) -> {
      if (matcher.test(Text.str(name)) || (pattern.equals("*") && "all".equals(name))) {
        Values.items(members).forEach(host -> found.add(Text.str(host)));
      }
    });
    if (groups.get("all") instanceof List<?> all) {
      all.forEach(host -> {
        if (matcher.test(Text.str(host))) {
          found.add(Text.str(host));
        }
      });
    }
    return found;
  }

  private static java.util.function.Predicate<String> matcher(String pattern) {
    if (pattern.startsWith("~")) {
      var regex = Regex.of(pattern.substring(1), false, false);
      return regex::matchesStart;
    }
    return Glob.of(pattern)::matches;
  }
}
