package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as text, what is only for the program left out. */
final class Results {
  private static final JsonStyle LINE =
      new JsonStyle(null, ", ", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.KEPT);
  private static final JsonStyle BLOCK =
      new JsonStyle("    ", ",", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.KEPT);

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

  String json(Map<String, @Nullable Object> result) {
    var clean = new LinkedHashMap<String, @Nullable Object>();
    var always = result.containsKey("_ansible_verbose_always");
    result.forEach((key, value) -> {
      if (!key.startsWith("_") && !key.equals("diff") && !(always && key.equals("changed"))) {
        clean.put(key, value);
      }
    });
    if (always) {
      clean.remove("ansible_loop_var");
      if (result.get("failed") == null) {
        clean.remove("failed");
      }
    }
    return Json.write(clean, always || verbosity > 0 ? always ? BLOCK : LINE : LINE);
  }
}
