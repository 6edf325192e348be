package dev.runbook.engine;

import java.util.Collections;
import java.util.Set;

/** Which tasks run by their tags: Ansible's {@code Taggable.evaluate_tags}. */
public record TagFilter(Set<String> only, Set<String> skip) {

  /** Whether a task with these tags, its own and inherited, runs. */
  public boolean runs(Set<String> tags) {
    var own = tags.isEmpty() ? Set.of("untagged") : tags;
    var wanted = only.isEmpty() ? Set.of("all") : only;
    var run =
        own.contains("always")
            || wanted.contains("all") && !own.contains("never")
            || !Collections.disjoint(own, wanted)
            || wanted.contains("tagged") && !tags.isEmpty() && !own.contains("never");
    if (run && !skip.isEmpty()) {
      if (skip.contains("all")) {
        run = own.contains("always") && !skip.contains("always");
      } else if (!Collections.disjoint(own, skip) || skip.contains("tagged") && !tags.isEmpty()) {
        run = false;
      }
    }
    return run;
  }
}
