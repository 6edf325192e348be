package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Results as text, what is only for the program left out. */
final class Results {
  private static final JsonStyle LINE =
      new JsonStyle(null, ", ", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.KEPT);
  private static final JsonStyle BLOCK =
      new JsonStyle("    ", ",", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.KEPT);

  /** What {@code debug: msg=} shows; its message stands alone. */
  private static final Set<String> DEBUG = Set.of("msg", "exception", "warnings", "deprecations");

  private final int verbosity;

  Results(int verbosity) {
    this.verbosity = verbosity;
  }

  /**
   * Whether the result itself is printed: with {@code -v}, and always for {@code debug} and the
   * like.
   */
  boolean shows(Map<String, @Nullable Object> result, Event.Status status) {
    return verbosity > 0 && status != Event.Status.SKIPPED
        || verbosity > 0
        || result.containsKey("_ansible_verbose_always");
  }

  boolean changed(Map<String, @Nullable Object> result) {
    return Boolean.TRUE.equals(result.get("changed"));
  }

  /** As one line, or as a block where the result is what the task is for. */
  String json(Event.TaskInfo task, Map<String, @Nullable Object> result) {
    var always = result.containsKey("_ansible_verbose_always");
    var debug = task.action().endsWith("debug");
    var clean = new LinkedHashMap<String, @Nullable Object>();
    result.forEach((key, value) -> {
      var hidden =
          key.startsWith("_")
              || key.equals("diff")
              || key.equals("failed")
              || key.equals("skipped")
              || debug && (key.equals("changed") || hasMsg(result) && !DEBUG.contains(key));
      if (!hidden) {
        clean.put(key, value);
      }
    });
    return Json.write(clean, always ? BLOCK : LINE);
  }

  private static boolean hasMsg(Map<String, @Nullable Object> result) {
    return result.containsKey("msg");
  }
}
