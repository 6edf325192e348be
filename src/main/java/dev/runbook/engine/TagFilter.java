package dev.runbook.engine;

import dev.runbook.playbook.Keywords;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which tasks run by their tags: Ansible's {@code Taggable.evaluate_tags}. */
public record TagFilter(Set<String> only, Set<String> skip) {

  /**
   * The tags that these keywords set, in the order in which they are written. A text with commas
   * was split when it was read; one that a template gives is one tag, as in Ansible.
   *
   * @param rendered gives the value of what may be a template
   */
  public static Set<String> tags(
      Keywords keywords, Function<@Nullable Object, @Nullable Object> rendered) {
    var tags = new LinkedHashSet<String>();
    for (var tag : keywords.list("tags")) {
      switch (rendered.apply(tag)) {
        case null -> {}
        case List<?> list -> list.forEach(t -> tags.add(String.valueOf(t)));
        case Object text -> tags.add(String.valueOf(text));
      }
    }
    tags.remove("");
    return tags;
  }

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
