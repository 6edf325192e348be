package dev.runbook.template.tests;

import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ansible's tests on what a task registered.
final class ResultTests {
  private ResultTests() {}

  static void addTo(Table table) {
    table
        .add("failed failure", "", (x, _) -> flag(x, "failed", "failed"))
        .add("succeeded success successful", "", (x, _) -> !flag(x, "failed", "failed"))
        .add("unreachable", "", (x, _) -> flag(x, "unreachable", "unreachable"))
        .add("reachable", "", (x, _) -> !flag(x, "unreachable", "unreachable"))
        .add("timedout", "", (x, _) -> timedOut(result(x, "timedout")))
        .add("changed change", "", (x, _) -> changed(result(x, "changed")))
        .add("skipped skip", "", (x, _) -> flag(x, "skipped", "skipped"))
        .add("started", "", (x, a) -> async(x, "started", a.context()))
        .add("finished", "", (x, a) -> async(x, "finished", a.context()));
  }

  private static Map<?, ?> result(@Nullable Object value, String test) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw Raised.filter("The '" + test + "' test expects a dictionary");
  }

  private static boolean flag(@Nullable Object value, String key, String test) {
    return Values.truth(result(value, test).get(key));
  }

  private static boolean timedOut(Map<?, ?> result) {
    return result.get("timedout") instanceof Map<?, ?> info
        ? Values.truth(info.get("period"))
        : Values.truth(result.get("timedout"));
  }

  private static boolean changed(Map<?, ?> result) {
    if (result.containsKey("changed")) {
      return Values.truth(result.get("changed"));
    }
    if (result.get("results") instanceof List<?> all
        && !all.isEmpty()
        && all.getFirst() instanceof Map) {
      for (var one : all) {
        if (one instanceof Map<?, ?> map && Values.truth(map.get("changed"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean async(
      @Nullable Object value, String key, dev.runbook.template.value.Context context) {
    var result = result(value, key);
    if (!result.containsKey(key)) {
      context.warn("The '" + key + "' test expects an async task, but a non-async task was tested");
      return true;
    }
    return Compare.equal(result.get(key), 1L);
  }
}
