package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Results as text, what is only for the program left out: Ansible's {@code _dump_results}. */
final class Results {
  private static final Set<String> DEBUG =
      Set.of("debug", "ansible.builtin.debug", "ansible.legacy.debug");

  /** What {@code debug: msg=} shows; its message stands alone. */
  private static final Set<String> BESIDE_MESSAGE =
      Set.of("msg", "exception", "warnings", "deprecations");

  private static final Set<String> NOT_IN_DEBUG =
      Set.of("changed", "failed", "skipped", "invocation", "skip_reason", "ansible_loop_var");

  private final Style style;

  Results(Style style) {
    this.style = style;
  }

  /** Whether the result itself is printed: above a verbosity, and always for {@code debug}. */
  boolean shows(Map<String, @Nullable Object> result, int verbosity) {
    return (style.verbosity() > verbosity || isAlways(result))
        && !Boolean.TRUE.equals(result.get("_ansible_verbose_override"));
  }

  private static boolean isAlways(Map<String, @Nullable Object> result) {
    return Boolean.TRUE.equals(result.get("_ansible_verbose_always"));
  }

  static boolean changed(Map<String, @Nullable Object> result) {
    return Boolean.TRUE.equals(result.get("changed"));
  }

  static boolean isDebug(Event.TaskInfo task) {
    return DEBUG.contains(task.action());
  }

  String text(Event.TaskInfo task, Map<String, @Nullable Object> result) {
    return text(task, result, null);
  }

  /** As text, each level indented by so many blanks, or by none and in one line. */
  String text(Event.TaskInfo task, Map<String, @Nullable Object> result, @Nullable Integer wanted) {
    var indent = wanted;
    var several =
        isAlways(result)
            || style.pretty() == Style.Pretty.ALWAYS
            || style.pretty() == Style.Pretty.DEFAULT && style.format() != Style.Format.JSON
            || style.verbosity() > 2;
    if ((indent == null || indent == 0) && several) {
      indent = 4;
    }
    if (style.pretty() == Style.Pretty.NEVER) {
      indent = null;
    }
    var clean = clean(task, result);
    return style.format() == Style.Format.YAML
        ? YamlResult.text(clean, indent, style.pretty())
        : json(clean, indent);
  }

  static String json(Map<String, @Nullable Object> result, @Nullable Integer indent) {

    return Json.write(
        result,
        new JsonStyle(
            indent == null ? null : " ".repeat(indent),
            indent == null ? ", " : ",",
            ": ",
            JsonStyle.Keys.SORTED,
            JsonStyle.Letters.KEPT));
  }

  /** A result without what is for the program only. */
  Map<String, @Nullable Object> clean(Event.TaskInfo task, Map<String, @Nullable Object> result) {
    var clean = whole(result);
    if (isDebug(task)) {
      clean
          .keySet()
          .removeIf(key ->
              result.containsKey("msg")
                  ? !BESIDE_MESSAGE.contains(key)
                  : NOT_IN_DEBUG.contains(key));
    }
    return clean;
  }

  /** The same for files: with all that debug says, too. */
  Map<String, @Nullable Object> whole(Map<String, @Nullable Object> result) {
    var whole = new LinkedHashMap<String, @Nullable Object>();
    result.forEach((key, value) -> {
      var hidden =
          key.startsWith("_ansible_")
              || key.equals("failed")
              || key.equals("skipped")
              || key.equals("exception")
              || style.verbosity() < 3 && (key.equals("diff") || key.equals("invocation"))
              || style.shows(Style.Part.RESULT_WARNINGS)
                  && (key.equals("warnings") || key.equals("deprecations"));
      if (!hidden) {
        whole.put(key, stripped(value));
      }
    });
    return whole;
  }

  private static @Nullable Object stripped(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var kept = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((key, inner) -> {
          if (!(key instanceof String name && name.startsWith("_ansible_"))) {
            kept.put(key, stripped(inner));
          }
        });
        yield kept;
      }
      case List<?> list -> {
        var kept = new ArrayList<@Nullable Object>(list.size());
        list.forEach(item -> kept.add(stripped(item)));
        yield kept;
      }
      case null, default -> value;
    };
  }
}
