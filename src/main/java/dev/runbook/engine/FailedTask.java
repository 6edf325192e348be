package dev.runbook.engine;

import dev.runbook.playbook.Task;
import dev.runbook.template.Template;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rescue sees of the task that failed, {@code ansible_failed_task}: the task as it was
 * written, as data.
 */
final class FailedTask {
  private FailedTask() {}

  /**
   * @param told the task's name as it was printed, with that of its role in front
   */
  static Map<String, @Nullable Object> of(Task task, String told, Context where) {
    var shown = new LinkedHashMap<String, @Nullable Object>();
    task.keywords().values().forEach((name, value) -> shown.put(name, data(value)));
    var role = where.currentRole();
    var prefix = role == null ? "" : role.name() + " : ";
    shown.put("name", task.name() == null ? "" : told.substring(prefix.length()));
    shown.put("action", task.action());
    shown.put("resolved_action", task.module());
    shown.put("args", data(task.args()));
    shown.put("vars", data(task.keywords().vars()));
    var tags = new ArrayList<@Nullable Object>();
    for (var keywords : where.all("tags")) {
      tags.addAll(keywords.list("tags"));
    }
    shown.put("tags", data(tags));
    return shown;
  }

  /** A template becomes its text, which is never evaluated again. */
  private static @Nullable Object data(@Nullable Object written) {
    return switch (written) {
      case Template template -> template.text();
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), data(v)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(each -> copy.add(data(each)));
        yield copy;
      }
      case null, default -> written;
    };
  }
}
